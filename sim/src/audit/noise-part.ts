import type { Randomness } from '@consilium/core';
import type { Backend } from '@consilium/learning';
import { normalUpperTail, testCorrelation, testDeviation, testFrequencies, testMean } from '@consilium/privacy';
import type { AgentPath } from './agent-path.ts';
import { auditedPlan, clipsMoved } from './audited-claim.ts';
import { type AuditedRow, openSite } from './audited-site.ts';
import { type AuditPart, type Finding, short } from './finding.ts';

/** Weights of the network: the first few have patients, of the others nobody's data know, so that they carry noise alone. */
const WEIGHTS = 4096;
const PATIENTS = 16;
const QUIET = WEIGHTS - PATIENTS;
/** Share of the draws that goes into rounds of several steps. */
const SHARE_OF_STEPS = 0.2;
/** Updates of which every pair is compared. */
const COMPARED = 32;
/** Width of a cell in standard deviations. */
const CELL = 1 / 8;
/** Cells in all but the tails: as many as expect counts enough. */
const cellsOf = (draws: number): number => (draws < 200_000 ? 48 : draws < 2_000_000 ? 56 : 64);

/** Attempts in the order in which they are made: two sites, and now and then a second attempt of the same round. */
const PATTERN = [
  { site: 0, attempt: 1 },
  { site: 0, attempt: 2 },
  { site: 1, attempt: 1 },
] as const;

/**
 * The noise of agents, on weights that no patient touches: its deviation, mean and shape, and whether it ever comes twice.
 *
 * @param randomOf the agent's generator of a site, as it would have it
 */
export async function auditNoise(
  path: AgentPath,
  part: AuditPart,
  randomOf: (site: number) => Randomness,
  backend: Backend,
): Promise<Finding[]> {
  const { claim, size, strength } = part;
  const plan = auditedPlan({ ...claim, sites: Math.max(2, claim.sites) }, { inputs: WEIGHTS, patients: PATIENTS });
  const rows = Array.from({ length: PATIENTS }, (_, p): AuditedRow => {
    return { patient: `p${p}`, outcome: 1, inputs: new Map([[p, -16 * claim.clip]]) };
  });
  const site = await openSite(path, plan, rows, backend);
  const tally = new NoiseTally(site.claimedDeviation(clipsMoved(claim)), cellsOf(size.noiseDraws));
  const base = new Float32Array(WEIGHTS);
  const updates = Math.max(COMPARED, Math.ceil(size.noiseDraws / QUIET));
  for (let i = 0; i < updates; i++) {
    const { site: at, attempt } = PATTERN[i % PATTERN.length] as (typeof PATTERN)[number];
    const siteId = plan.siteIds[at] ?? '';
    const round = 1 + Math.floor(i / PATTERN.length);
    const random = path.attemptRandom(randomOf(at), siteId, { run: 'run-audit', round, attempt });
    tally.add(site.release(random, base, siteId));
    if (i % 16 === 0) part.onProgress(i / updates);
  }
  site.dispose();
  const findings = tally.findings(claim.mechanism, strength);
  return claim.mechanism === 'dp-sgd' ? [...findings, await noiseOfSteps(path, part, rows, randomOf(0), backend)] : findings;
}

/** dp-sgd: what two steps of a round add up to, where neither has patients. */
async function noiseOfSteps(
  path: AgentPath,
  { claim, size, strength }: AuditPart,
  rows: readonly AuditedRow[],
  random: Randomness,
  backend: Backend,
): Promise<Finding> {
  const plan = auditedPlan(claim, { inputs: WEIGHTS, patients: PATIENTS, steps: 2 });
  const site = await openSite(path, plan, rows, backend);
  const deviation = Math.SQRT2 * site.claimedDeviation(clipsMoved(claim));
  const updates = Math.max(COMPARED, Math.ceil((size.noiseDraws * SHARE_OF_STEPS) / QUIET));
  const siteId = plan.siteIds[0] ?? '';
  let squares = 0;
  for (let round = 1; round <= updates; round++) {
    const stream = path.attemptRandom(random, siteId, { run: 'run-steps', round, attempt: 1 });
    const sums = site.release(stream, new Float32Array(WEIGHTS), siteId);
    for (let i = PATIENTS; i < WEIGHTS; i++) squares += ((sums[i] as number) / deviation) ** 2;
  }
  site.dispose();
  const answer = testDeviation(squares, updates * QUIET, strength);
  return {
    mechanism: claim.mechanism,
    id: 'noise.steps',
    looksAt: 'noise: deviation of two steps over the root of two',
    answer,
    caught: `steps of a round that share ${percent(answer.caughtAbove ** 2 - 1)} of their noise`,
  };
}

/** Sums over all draws, each over the claimed deviation, so that no draw is kept. */
class NoiseTally {
  readonly #deviation: number;
  readonly #cells: Float64Array;
  readonly #lowBits = new Float64Array(256);
  /** The last updates, newest first: those before are in the tally. */
  #last: Float64Array[] = [];
  readonly #first: Float64Array[] = [];
  #draws = 0;
  #sum = 0;
  #squares = 0;
  #neighbouring = 0;
  #neighbouringPairs = 0;
  /** Sums of products with the update one, two and three before: attempt, site and round before, at some place of the pattern each. */
  readonly #lagged = new Float64Array(PATTERN.length);
  #laggedPairs = 0;
  #whole = true;

  constructor(deviation: number, cells: number) {
    this.#deviation = deviation;
    this.#cells = new Float64Array(cells + 2);
  }

  add(words: ArrayLike<number>): void {
    const draws = new Float64Array(QUIET);
    const cells = this.#cells;
    const last = cells.length - 1;
    this.#whole &&= words instanceof Int32Array;
    for (let i = 0; i < QUIET; i++) {
      const word = words[PATIENTS + i] as number;
      const draw = word / this.#deviation;
      draws[i] = draw;
      this.#sum += draw;
      this.#squares += draw * draw;
      const cell = Math.max(0, Math.min(last, Math.floor(draw / CELL) + (last + 1) / 2));
      cells[cell] = (cells[cell] as number) + 1;
      const low = word & 255;
      this.#lowBits[low] = (this.#lowBits[low] as number) + 1;
    }
    this.#draws += QUIET;
    this.#neighbouring += product(draws.subarray(1), draws.subarray(0, -1));
    this.#neighbouringPairs += QUIET - 1;
    if (this.#last.length === PATTERN.length) {
      for (const [lag, before] of this.#last.entries())
        this.#lagged[lag] = (this.#lagged[lag] as number) + product(draws, before);
      this.#laggedPairs += QUIET;
    }
    this.#last = [draws, ...this.#last.slice(0, PATTERN.length - 1)];
    if (this.#first.length < COMPARED) this.#first.push(draws);
  }

  findings(mechanism: Finding['mechanism'], strength: AuditPart['strength']): Finding[] {
    const draws = this.#draws;
    const pairs = this.#first.flatMap((a, i) => this.#first.slice(0, i).map((b) => product(a, b)));
    const deviation = testDeviation(this.#squares, draws, strength);
    const mean = testMean(this.#sum, draws, strength);
    const shape = testFrequencies(this.#cells, cellProbabilities(this.#deviation, this.#cells.length - 2), strength);
    const within = testCorrelation([this.#neighbouring], this.#neighbouringPairs, strength);
    const lagged = testCorrelation(Array.from(this.#lagged), this.#laggedPairs, strength);
    const between = testCorrelation(pairs, QUIET, strength);
    const findings: Finding[] = [
      {
        mechanism,
        id: 'noise.deviation',
        looksAt: 'noise: standard deviation over what the ledger pays for',
        answer: deviation,
        caught: `noise at ${short(deviation.caughtBelow)} of the claim or less, at ${short(deviation.caughtAbove)} or more`,
      },
      {
        mechanism,
        id: 'noise.mean',
        looksAt: 'noise: mean, in standard deviations',
        answer: mean,
        caught: `noise that leans by ${short(mean.caughtAbove)} standard deviations`,
      },
      {
        mechanism,
        id: 'noise.shape',
        looksAt: `noise: shape in ${this.#cells.length} cells, off by (variation)`,
        answer: shape,
        caught: `another law, cut-off tails included, when ${percent(shape.caughtAbove)} of its mass lie elsewhere`,
      },
      {
        mechanism,
        id: 'noise.within',
        looksAt: 'noise: correlation of neighbouring weights',
        answer: within,
        caught: `neighbouring weights that share ${percent(within.caughtAbove)} of their noise`,
      },
      {
        mechanism,
        id: 'noise.attempts',
        looksAt: 'noise: correlation with attempt, site, round before',
        answer: lagged,
        caught: `${percent(lagged.caughtAbove)} of the noise taken over from the update, two or three before`,
      },
      {
        mechanism,
        id: 'noise.pairs',
        looksAt: `noise: largest correlation of two of ${COMPARED} updates`,
        answer: between,
        caught: `two updates, of one site or two, that share ${percent(between.caughtAbove)} of their noise`,
      },
    ];
    if (!this.#whole) return findings;
    const bits = testFrequencies(this.#lowBits, new Float64Array(256).fill(1 / 256), strength);
    findings.splice(3, 0, {
      mechanism,
      id: 'noise.bits',
      looksAt: 'noise: last eight bits, off from uniform (variation)',
      answer: bits,
      caught: `noise on a coarser grid, or last bits of which ${percent(bits.caughtAbove)} are not drawn`,
    });
    return findings;
  }
}

/**
 * Probabilities of the cells under the discrete Gaussian: those of the normal law halfway between its values, which is right to 1e-9 at 256
 * grid units of deviation and more (docs/proofs/release.md#discretisation).
 */
function cellProbabilities(deviation: number, cells: number): Float64Array {
  const edge = (i: number): number => (Math.ceil((i - cells / 2) * CELL * deviation) - 0.5) / deviation;
  return Float64Array.from({ length: cells + 2 }, (_, cell) => {
    if (cell === 0) return normalUpperTail(-edge(0));
    if (cell === cells + 1) return normalUpperTail(edge(cells));
    // From the nearer tail, where differences are accurate.
    const [near, far] = cell <= cells / 2 ? [-edge(cell), -edge(cell - 1)] : [edge(cell - 1), edge(cell)];
    return normalUpperTail(near) - normalUpperTail(far);
  });
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function percent(share: number): string {
  return `${short(100 * share)} %`;
}

import { type Randomness, randomId, seededRandom, uniform53 } from '@consilium/core';
import type { Backend } from '@consilium/learning';
import { type Scores, statedEpsilon, testCorrelation, testDeviation } from '@consilium/privacy';
import { planStudy } from '@consilium/site-agent';
import type { AgentPath } from './agent-path.ts';
import { auditedPlan, columnName } from './audited-claim.ts';
import { type AuditedRow, tableOf } from './audited-site.ts';
import { type AuditPart, exactAnswer, type Finding, short } from './finding.ts';

/** Everybody is held out. */
export const NOBODY_TRAINS = { share: 1, secret: new Uint8Array(32) };
/** Public number of patients, and most rows of each. */
const PATIENTS = 40;
const ROWS = 9;
/** Log-odds that the audited model gives: in each bin of a plan, at its ends, and beyond. */
const LOGITS = [-1e9, -7, -5, -3.5, -2, -0.7, 0, 0.7, 2, 3.5, 5, 7, 1e9] as const;
/** Of the releases of a plan, one in so many shows an attacker how large the noise of each count is; the others are attacked. */
const LEARNT = 5;
/** Deviations apart at which one look settles it: no noise to speak of, and no epsilon. */
const NOTHING_HIDDEN = 1000;

/**
 * What plans ask for: counts alone, of which a patient moves one by all that is paid for; and everything there is of a yes-or-no outcome, sums
 * and groups included.
 */
const EVALUATIONS = [
  { metrics: ['auc'] },
  {
    metrics: ['loss', 'accuracy', 'auc', 'average-precision', 'brier', 'calibration'],
    subgroups: { [columnName(0)]: { bands: [0] } },
  },
] as const;

/** Releases of scores by one site, with and without a patient. */
interface ScoredSite {
  readonly scores: Scores;
  /** Words of one release. */
  release(random: Randomness, round: number): Int32Array;
  dispose(): void;
}

/** One patient of so many rows, whose score the model says in log-odds. */
export function patientRows(patient: string, outcome: 0 | 1, logits: readonly number[]): AuditedRow[] {
  return logits.map((logit) => ({ patient, outcome, inputs: new Map([[0, logit]]) }));
}

type Plan = ReturnType<typeof auditedPlan>;

async function openScores(path: AgentPath, plan: Plan, rows: readonly AuditedRow[], backend: Backend): Promise<ScoredSite> {
  const study = await path.prepareStudy(planStudy(plan), tableOf(rows, plan.inputWidth), NOBODY_TRAINS, backend);
  const scores = study.scores as Scores;
  const log = { warn: () => {} };
  const siteId = plan.siteIds[0] ?? '';
  // One weight of 1 and no bias: what the model says are the inputs, in log-odds.
  const weights = Float32Array.of(1);
  return {
    scores,
    release(random, round) {
      const stream = path.attemptRandom(random, siteId, { run: 'run-audit', round, attempt: 1, kind: 'evaluation' });
      const { bytes } = path.noisedScores(study, weights, { scores, random: stream, log });
      return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    },
    dispose: () => study.dispose(),
  };
}

/**
 * The scores of held-out patients, by the function that hospitals run: by how much one patient moves them, exactly; how large the noise of
 * each number is; and what epsilon the two come to, beside the one that those held out are charged.
 *
 * @proof docs/proofs/noise-audit.md#scores
 */
export async function auditScores(path: AgentPath, part: AuditPart, random: Randomness, backend: Backend): Promise<Finding[]> {
  const { claim, size, strength } = part;
  const plans = EVALUATIONS.map((evaluation) =>
    auditedPlan(claim, { inputs: 1, patients: PATIENTS, rowsPerPatient: ROWS, evaluation }),
  );
  let farthest = 0;
  const tallies: ScoreTally[] = [];
  for (const [i, plan] of plans.entries()) {
    const others = somePatients(random);
    const without = await openScores(path, plan, others, backend);
    const moves: Float64Array[] = [];
    for (const extra of canaries(size.neighbourPairs, random)) {
      const present = await openScores(path, plan, [...others, ...extra], backend);
      const stream = seededRandom(randomId('audit', random));
      const [one, other] = [present.release(stream, 1), without.release(stream, 1)];
      moves.push(Float64Array.from(one, (word, k) => (word - (other[k] as number)) | 0));
      present.dispose();
    }
    farthest = Math.max(farthest, ...moves.map((move) => Math.hypot(...move) / without.scores.release.grid.clipUnits));
    // As noise does not depend on who is there (or the differences above would show it), a site of one patient tells it as well, and sooner.
    const quiet = await openScores(path, plan, patientRows('p0', 1, [0.7]), backend);
    const tally = new ScoreTally(quiet.scores, moves);
    for (let round = 1; round <= size.scoreReleases; round++) {
      tally.add(quiet.release(random, round));
      if (round % 64 === 0) part.onProgress((i + round / size.scoreReleases) / plans.length);
    }
    tallies.push(tally);
    quiet.dispose();
    without.dispose();
  }
  const { mechanism } = claim;
  const draws = tallies.reduce((sum, tally) => sum + tally.degrees, 0);
  const deviation = testDeviation(
    sumOf(tallies, (tally) => tally.squares()),
    draws,
    strength,
  );
  const rounds = testCorrelation([sumOf(tallies, (tally) => tally.lagged())], draws, strength);
  return [
    {
      mechanism,
      id: 'scores.neighbours',
      looksAt: 'scores: most that a patient moves, over what is paid for',
      answer: exactAnswer(farthest, 1, 0.99, 1),
      caught: 'a held-out patient that counts more than once, or for more, by one unit of the grid',
    },
    {
      mechanism,
      id: 'scores.deviation',
      looksAt: 'scores: standard deviation of noise over the claim',
      answer: deviation,
      caught: `noise of scores at ${short(deviation.caughtBelow)} of the claim or less, at ${short(deviation.caughtAbove)} or more`,
    },
    {
      mechanism,
      id: 'scores.rounds',
      looksAt: 'scores: correlation of noise with the round before',
      answer: rounds,
      caught: `scores that share ${short(100 * rounds.caughtAbove)} % of their noise with those before`,
    },
    attackedEpsilon(part, tallies),
  ];
}

/** The most that an attacker who knows all but one patient can prove of epsilon, for all evaluations of a run. */
function attackedEpsilon({ claim, strength }: AuditPart, tallies: readonly ScoreTally[]): Finding {
  const attacks = sumOf(tallies, ({ moves }) => moves);
  const each = { ...strength, falseAlarm: strength.falseAlarm / attacks };
  const found = tallies.map((tally) => ({ tally, ...tally.apart(each) }));
  const { tally, apart, caughtBelow } = found.reduce((a, b) => (b.apart > a.apart ? b : a));
  const { event, delta } = tally.scores.release;
  const steps = claim.scores.evaluations;
  const claimed = statedEpsilon([{ ...event, steps } as typeof event], delta).epsilon;
  const seen =
    apart > NOTHING_HIDDEN
      ? Number.POSITIVE_INFINITY
      : statedEpsilon([{ kind: 'gaussian', noiseMultiplier: 1 / apart, steps }], delta).epsilon;
  return {
    mechanism: claim.mechanism,
    id: 'scores.epsilon',
    looksAt: `scores: epsilon of ${steps === 1 ? 'one release' : `${steps} releases`}, attacked, at least`,
    answer: exactAnswer(seen, claimed, 0, claimed),
    caught: `one count with ${short(caughtBelow)} of its noise or less, a patient that counts ${short(1 / caughtBelow)} times or more`,
  };
}

/** Patients who stay: any scores, one row to nine. */
function somePatients(random: Randomness): AuditedRow[] {
  return Array.from({ length: 12 }, (_, p) =>
    patientRows(
      `p${p}`,
      p % 2 === 0 ? 1 : 0,
      Array.from({ length: 1 + (p % ROWS) }, () => 16 * uniform53(random) - 8),
    ),
  ).flat();
}

/** The one patient more: each outcome in each bin, then any, of one row to nine. */
function canaries(any: number, random: Randomness): readonly AuditedRow[][] {
  const alone = ([0, 1] as const).flatMap((outcome) => LOGITS.map((logit) => patientRows('extra', outcome, [logit])));
  const more = Array.from({ length: any }, (_, i) => {
    const logits = Array.from({ length: 1 + ((i + 1) % ROWS) }, () => LOGITS[Math.floor(uniform53(random) * LOGITS.length)] ?? 0);
    return patientRows('extra', i % 2 === 0 ? 0 : 1, logits);
  });
  return [...alone, ...more];
}

/** Releases of one site of which nothing but the noise changes. */
class ScoreTally {
  readonly scores: Scores;
  readonly #moves: readonly Float64Array[];
  readonly #releases: Int32Array[] = [];

  /** @param moves what patients add to the words, each without noise */
  constructor(scores: Scores, moves: readonly Float64Array[]) {
    this.scores = scores;
    this.#moves = moves;
  }

  get moves(): number {
    return this.#moves.length;
  }

  /** Draws less a mean for each word. */
  get degrees(): number {
    return (this.#releases.length - 1) * this.scores.layout.dimension;
  }

  add(words: Int32Array): void {
    this.#releases.push(words.slice());
  }

  /** Squares of all draws about the means of their words, over the squared deviation that the charge pays for. */
  squares(): number {
    return this.#words().reduce((sum, word) => sum + squaresAbout(word), 0) / this.#claimed() ** 2;
  }

  /** Products of each draw with the one before, over the same. */
  lagged(): number {
    const words = this.#words().map(centred);
    return words.reduce((sum, word) => sum + product(word.subarray(1), word), 0) / this.#claimed() ** 2;
  }

  /**
   * How many standard deviations of what is released at most one patient surely moves it: of all directions in which one does, by the weights that tell
   * the two data sets apart best. The weights come from the first releases, the deviation from the others.
   */
  apart(strength: AuditPart['strength']): { readonly apart: number; readonly caughtBelow: number } {
    const learnt = Math.floor(this.#releases.length / LEARNT);
    const words = this.#words();
    const known = words.map((word) => Math.max(squaresAbout(word.subarray(0, learnt)) / (learnt - 1), Number.EPSILON));
    const others = this.#releases.slice(learnt);
    let farthest = 0;
    let caughtBelow = 0;
    for (const move of this.#moves) {
      const weights = move.map((moved, i) => moved / (known[i] as number));
      const seen = Float64Array.from(others, (release) => product(weights, release));
      const { seen: deviation, low, caughtBelow: caught } = testDeviation(squaresAbout(seen), seen.length - 1, strength);
      // With the largest deviation that what was seen leaves possible.
      farthest = Math.max(farthest, deviation === 0 ? Number.POSITIVE_INFINITY : (product(weights, move) * low) / deviation);
      caughtBelow = caught;
    }
    return { apart: farthest, caughtBelow };
  }

  /** What leaves, word by word. */
  #words(): readonly Float64Array[] {
    return Array.from({ length: this.scores.layout.dimension }, (_, i) =>
      Float64Array.from(this.#releases, (release) => release[i] as number),
    );
  }

  /** Standard deviation in grid units that the event of a release pays for. */
  #claimed(): number {
    const { event, grid } = this.scores.release;
    return 'noiseMultiplier' in event ? event.noiseMultiplier * grid.clipUnits : 0;
  }
}

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.map((value) => value - mean);
}

/** Squares of values about their mean. */
export function squaresAbout(values: Float64Array): number {
  return centred(values).reduce((sum, value) => sum + value * value, 0);
}

function product(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function sumOf<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((sum, one) => sum + of(one), 0);
}

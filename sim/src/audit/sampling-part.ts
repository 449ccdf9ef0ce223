import { type Randomness, randomId, seededRandom } from '@consilium/core';
import type { Backend } from '@consilium/learning';
import { testDispersion, testIndicators, testRate } from '@consilium/privacy';
import type { AgentPath } from './agent-path.ts';
import { auditedPlan } from './audited-claim.ts';
import { type AuditedRow, type AuditedSite, openSite } from './audited-site.ts';
import { type AuditPart, exactAnswer, type Finding, short } from './finding.ts';

/** A canary is so many clips long before clipping, so that a missing clip cannot go unnoticed. */
export const CANARY_LENGTH = 8;

/** Patients with a weight of their own each: where a patient is in the sum, that weight's word is the patient's. */
export function canaryRows(count: number, length: number): AuditedRow[] {
  // At weights 0 the gradient of an ill patient is half the negative input.
  return Array.from({ length: count }, (_, p) => ({ patient: `p${p}`, outcome: 1, inputs: new Map([[p, -2 * length]]) }));
}

/** Rounding of what is computed back from the weights of dp-sgd, in clips; nothing for whole words. */
export function rounding(claim: AuditPart['claim'], mostInSum: number): number {
  return claim.mechanism === 'dp-sgd' ? 2 ** -20 * (mostInSum + 8 * claim.noiseMultiplier) : 0;
}

/**
 * Who is in the sum. Every round is made twice from one stream of random numbers, once with canaries, once with blank patients in their
 * places: sample and noise are the same, so the difference is what the canaries contribute, exactly.
 */
export async function auditSampling(path: AgentPath, part: AuditPart, random: Randomness, backend: Backend): Promise<Finding[]> {
  const { claim, size, strength } = part;
  const { mechanism, samplingRate: rate } = claim;
  const patients = size.samplingPatients;
  const plan = auditedPlan(claim, { inputs: patients, patients });
  const length = CANARY_LENGTH * claim.clip;
  const canaries = await openSite(path, plan, canaryRows(patients, length), backend);
  const blanks = await openSite(path, plan, canaryRows(patients, 0), backend);
  const tally = new SampleTally(patients, rate);
  const base = new Float32Array(patients);
  const siteId = plan.siteIds[0] ?? '';
  const allowed = rounding(claim, 1);
  let longest = 0;
  let shortest = Number.POSITIVE_INFINITY;
  let strangers = 0;
  for (let round = 1; round <= size.samplingRounds; round++) {
    const stream = seededRandom(randomId('audit', random));
    const release = (site: AuditedSite): ArrayLike<number> =>
      site.release(path.attemptRandom(stream, siteId, { run: 'run-audit', round, attempt: 1 }), base, siteId);
    const [present, absent] = [release(canaries), release(blanks)];
    const drawn = new Uint8Array(patients);
    for (let p = 0; p < patients; p++) {
      const moved = ((present[p] as number) - (absent[p] as number)) / canaries.clipUnits;
      if (Math.abs(moved) <= allowed) continue;
      drawn[p] = 1;
      if (moved < 0) strangers++;
      longest = Math.max(longest, Math.abs(moved));
      shortest = Math.min(shortest, Math.abs(moved));
    }
    tally.add(drawn);
    if (round % 16 === 0) part.onProgress(round / size.samplingRounds);
  }
  canaries.dispose();
  blanks.dispose();
  return [
    {
      mechanism,
      id: 'clip.canary',
      looksAt: 'clip: longest contribution, in clips, exactly',
      answer: exactAnswer(longest, 1, 0.99, 1 + allowed),
      caught: 'any contribution above the clip, by one unit of the grid (dp-sgd: by a rounding of float32)',
    },
    {
      mechanism,
      id: 'clip.same',
      looksAt: 'clip: difference of contributions, in clips, exactly',
      answer: exactAnswer(longest - shortest + strangers, 0, 0, 2 ** -16 + 2 * allowed),
      caught: 'contributions that depend on company by 2^-16 clips; noise that depends on data',
    },
    ...tally.findings(mechanism, strength),
  ];
}

/** Counts over all rounds. */
class SampleTally {
  readonly #patients: number;
  readonly #rate: number;
  readonly #ofPatient: Float64Array;
  readonly #ofRound: number[] = [];
  #before: Uint8Array | undefined;
  #acrossRounds = 0;
  #acrossPatients = 0;

  constructor(patients: number, rate: number) {
    this.#patients = patients;
    this.#rate = rate;
    this.#ofPatient = new Float64Array(patients);
  }

  add(drawn: Uint8Array): void {
    const rate = this.#rate;
    let count = 0;
    for (let p = 0; p < drawn.length; p++) {
      const own = (drawn[p] as number) - rate;
      count += drawn[p] as number;
      this.#ofPatient[p] = (this.#ofPatient[p] as number) + (drawn[p] as number);
      if (this.#before !== undefined) this.#acrossRounds += own * ((this.#before[p] as number) - rate);
      if (p > 0) this.#acrossPatients += own * ((drawn[p - 1] as number) - rate);
    }
    this.#ofRound.push(count);
    this.#before = drawn;
  }

  findings(mechanism: Finding['mechanism'], strength: AuditPart['strength']): Finding[] {
    const [patients, rounds, rate] = [this.#patients, this.#ofRound.length, this.#rate];
    const total = this.#ofRound.reduce((a, b) => a + b, 0);
    const inclusion = testRate(total, patients * rounds, rate, strength);
    const findings: Finding[] = [
      {
        mechanism,
        id: 'sample.rate',
        looksAt: 'sample: rate',
        answer: inclusion,
        caught: `a rate of ${short(inclusion.caughtBelow)} or less, ${short(inclusion.caughtAbove)} or more`,
      },
    ];
    if (rate === 1) return findings;
    const variance = rate * (1 - rate);
    // As many rounds together as the normal law needs.
    const together = Math.max(1, Math.ceil(25 / (patients * variance)));
    const blocks = Array.from({ length: Math.floor(rounds / together) }, (_, i) =>
      this.#ofRound.slice(i * together, (i + 1) * together).reduce((a, b) => a + b, 0),
    );
    const spread = blocks.length === 0 ? undefined : testDispersion(blocks, together * patients, rate, strength);
    if (spread !== undefined) {
      findings.push({
        mechanism,
        id: 'sample.batch',
        looksAt: 'sample: variance of batches over the binomial one',
        answer: spread,
        caught: `batches of a fixed size, patients drawn in groups: a variance ${outside(spread)} of that`,
      });
    }
    const fair = testDispersion(this.#ofPatient, rounds, rate, strength);
    if (fair !== undefined) {
      findings.push({
        mechanism,
        id: 'sample.patient',
        looksAt: 'sample: variance over patients over the binomial one',
        answer: fair,
        caught: `the same patients again and again, a walk through all patients: a variance ${outside(fair)} of that`,
      });
    }
    const lists: readonly (readonly [string, string, number, number])[] = [
      ['sample.rounds', 'the round before', this.#acrossRounds, patients * (rounds - 1)],
      ['sample.neighbours', 'the patient before', this.#acrossPatients, (patients - 1) * rounds],
    ];
    for (const [id, what, sum, pairs] of lists) {
      const answer = testIndicators(sum, pairs, rate, strength);
      const caught = `draws that depend on ${what}, by a correlation of ${short(answer.caughtAbove)}`;
      findings.push({ mechanism, id, looksAt: `sample: correlation with ${what}`, answer, caught });
    }
    return findings;
  }
}

function outside({ caughtBelow, caughtAbove }: { caughtBelow: number; caughtAbove: number }): string {
  return `${short(caughtBelow)} or less, ${short(caughtAbove)} or more`;
}

import { canonicalJson, fromUnknown, type Json, type Randomness, seededRandom } from '@consilium/core';
import type { Logger } from '@consilium/host';
import type { Evaluation } from '@consilium/learning';
import { encodeScores, noiseScores, type ScoredRows, type Scores } from '@consilium/privacy';
import { UpdateEncoding } from '@consilium/proto';
import type { PreparedStudy } from '../../datasets/prepared-study.ts';
import { type MetricsRules, releasedMetrics } from '../../gate/index.ts';
import { MACHINE_CODES } from '../machine-errors.ts';

/** Scores of a model, ready to leave once they stand in the ledger. */
export interface MadeScores {
  readonly encoding: UpdateEncoding;
  readonly bytes: Uint8Array;
}

/** What noised scores are made with. */
export interface NoiseTools {
  readonly scores: Scores;
  /** Draws the noise. */
  readonly random: Randomness;
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * Counts the held-out patients by what the model says of them, and adds noise. There always are scores, of the same length and form: what
 * is no number counts as the worst there is, and a model that cannot be run at all counts nobody, noised like any other.
 *
 * @throws ConsiliumError `DISK_FULL`, `FILE_UNREADABLE`
 */
export function noisedScores(
  study: Pick<PreparedStudy, 'evaluator' | 'dataset'>,
  weights: Float32Array,
  { scores, random, log }: NoiseTools,
): MadeScores {
  const { layout, release } = scores;
  let words: Int32Array;
  try {
    words = encodeScores(layout, release, scoredRows(study, weights));
  } catch (error) {
    const { code } = fromUnknown(error);
    if (MACHINE_CODES.includes(code)) throw error;
    // The code alone: texts of native errors quote values.
    log.warn({ code }, 'the model could not be run, so its scores count nobody');
    words = new Int32Array(layout.dimension);
  }
  noiseScores(words, release, random);
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  return { encoding: UpdateEncoding.UPDATE_ENCODING_SCORES_INT32, bytes };
}

function scoredRows({ evaluator, dataset }: Pick<PreparedStudy, 'evaluator' | 'dataset'>, weights: Float32Array): ScoredRows {
  const { outputs, targets, losses, patients } = evaluator.predict(weights);
  const groups = Object.entries(dataset.subgroups).map(([name, { groupOfPatient }]) => [name, groupOfPatient] as const);
  return { outputs, targets, losses, patients, groups: Object.fromEntries(groups) };
}

/**
 * Fewest patients of a subgroup that is shown, even where the hospital's policy asks for fewer behind metrics as a whole: figures of
 * three people are nearly those of each.
 */
const SMALLEST_CELL = 5;

/** Resamples behind an interval: its ends move by a few thousandths from one seed to another, and a round waits some milliseconds. */
const RESAMPLES = 400;

/** What of the exact scores of a model the plan asks for and the rules let out. */
export function exactEvaluation(
  { plan, evaluator, dataset }: Pick<PreparedStudy, 'plan' | 'evaluator' | 'dataset'>,
  weights: Float32Array,
  rules: MetricsRules,
): Evaluation {
  const { metrics, threshold, subgroups, intervals } = plan.document.evaluation;
  const scores = evaluator.evaluate({
    weights,
    threshold,
    minimumOthers: rules.minimumOthers,
    ...(subgroups === undefined
      ? {}
      : { subgroups: dataset.subgroups, minimumCell: Math.max(SMALLEST_CELL, rules.minimumCohort) }),
    // Resampling protects nobody, so that its draws need no secrecy; from the plan, they are the same in every round.
    ...(intervals === true
      ? { bootstrap: { resamples: RESAMPLES, randomness: seededRandom(`consilium/bootstrap/${plan.hash}`) } }
      : {}),
  });
  return releasedMetrics(metrics, scores, rules);
}

/** Exact metrics on their way out, for a hospital that has decided so; what its policy does not let out is suppressed and says so. */
export function exactMetrics(
  study: PreparedStudy,
  weights: Float32Array,
  rules: MetricsRules,
  log: Pick<Logger, 'info'>,
): MadeScores {
  const released = exactEvaluation(study, weights, rules);
  for (const [field, words] of Object.entries(released.suppressed ?? {})) log.info({ field }, `suppressed: ${words}`);
  return {
    encoding: UpdateEncoding.UPDATE_ENCODING_METRICS_JSON,
    bytes: Buffer.from(canonicalJson(released as unknown as Json), 'utf8'),
  };
}

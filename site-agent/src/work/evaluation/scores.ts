import { canonicalJson, isMachineError, type Json, type Randomness, seededRandom } from '@consilium/core';
import type { Evaluation } from '@consilium/learning';
import { encodeScores, noiseScores, type ScoredRows, type Scores } from '@consilium/privacy';
import { UpdateEncoding } from '@consilium/proto';
import type { Mask } from '@consilium/secure-sum';
import type { PreparedStudy } from '../../border/prepared-study.ts';
import { leavingMetrics, type MetricsRules, releasedMetrics } from '../../gate/index.ts';
import type { SiteLog } from '../../session/remote-log.ts';
import { leavingWords } from '../masked/leaving-words.ts';

/** What scores are computed from. */
type ScoredStudy = Pick<PreparedStudy, 'plan' | 'evaluator' | 'dataset'>;

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
  /** Masks of a sum, where the plan has masks; each is used for these scores alone. */
  readonly masks?: readonly Mask[];
  readonly log: Pick<SiteLog, 'warn'>;
}

/**
 * Counts the held-out patients by what the model says of them, and adds noise. There always are scores, of the same length and form: what
 * is no number, and a patient whose rows the model cannot be run on, counts as the worst there is. Under masks where the plan says so.
 *
 * @throws ConsiliumError `DISK_FULL`, `MEMORY_FULL`, `FILE_UNREADABLE`: the machine's errors
 */
export function noisedScores(study: ScoredStudy, weights: Float32Array, { scores, random, masks, log }: NoiseTools): MadeScores {
  const { layout, release } = scores;
  const rows = scoredRows(study, weights);
  const strange = new Set(rows.patients.filter((_, row) => saysNothing(rows, row))).size;
  // The number alone, and only here: what the model says of a patient is the patient's.
  if (strange > 0)
    log.warn({ patients: strange }, 'the model says no number of some held-out patients, who count as the worst there is');
  const words = encodeScores(layout, release, rows);
  noiseScores(words, release, random);
  return leavingWords(words, { plan: study.plan, masks }, UpdateEncoding.UPDATE_ENCODING_SCORES_INT32);
}

/** Whether an output of a row is no number. */
function saysNothing({ outputs, patients }: ScoredRows, row: number): boolean {
  const width = outputs.length / patients.length;
  return outputs.subarray(row * width, (row + 1) * width).some(Number.isNaN);
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

/** What of the exact scores of a model the plan asks for and the rules show, for the owner of the files. */
export function exactEvaluation(study: ScoredStudy, weights: Float32Array, rules: MetricsRules): Evaluation {
  return releasedMetrics(study.plan.document.evaluation.metrics, evaluated(study, weights, rules), rules);
}

function evaluated({ plan, evaluator, dataset }: ScoredStudy, weights: Float32Array, rules: MetricsRules): Evaluation {
  const { threshold, subgroups, intervals } = plan.document.evaluation;
  return evaluator.evaluate({
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
}

/**
 * Exact metrics on their way out, for a hospital that has decided so; what its policy does not let out is suppressed and says so. There always is
 * an answer, whatever the records are: a refusal would be one that they decide.
 *
 * @throws ConsiliumError `DISK_FULL`, `MEMORY_FULL`, `FILE_UNREADABLE`: the machine's errors
 */
export function exactMetrics(
  study: ScoredStudy,
  weights: Float32Array,
  rules: MetricsRules,
  log: Pick<SiteLog, 'info' | 'warn'>,
): MadeScores {
  const scores = evaluatedIfAny(study, weights, rules, log);
  const released = leavingMetrics(study.plan.document.evaluation.metrics, scores, rules);
  for (const [field, words] of Object.entries(released.suppressed ?? {})) log.info({ field }, `suppressed: ${words}`);
  return {
    encoding: UpdateEncoding.UPDATE_ENCODING_METRICS_JSON,
    bytes: Buffer.from(canonicalJson(released as unknown as Json), 'utf8'),
  };
}

function evaluatedIfAny(
  study: ScoredStudy,
  weights: Float32Array,
  rules: MetricsRules,
  log: Pick<SiteLog, 'warn'>,
): Evaluation | undefined {
  try {
    return evaluated(study, weights, rules);
  } catch (error) {
    if (isMachineError(error)) throw error;
    // Not the error itself, which may name a value of a patient.
    log.warn({}, 'the model cannot be run on all held-out patients, so that no exact metrics leave');
    return undefined;
  }
}

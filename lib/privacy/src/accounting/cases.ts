import { calibrateNoiseMultiplier } from './calibrate.ts';
import { type AccountingMethod, epsilonFor } from './epsilon.ts';
import type { PrivacyEvent } from './events/event.ts';
import { requireDelta, requireInteger, requirePositive, requireRate, refuseParameter } from '../parameter.ts';

/** One answer of {@link runEpsilonCases}. */
export interface EpsilonCaseResult {
  readonly id: number | string;
  readonly epsilon: number;
  readonly method: AccountingMethod;
}

/** One answer of {@link runNoiseCases}. */
export interface NoiseCaseResult {
  readonly id: number | string;
  readonly noiseMultiplier: number;
  readonly method: AccountingMethod;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Epsilon of every case of a case file: a list, or an object with the list under `cases`. A case is
 * `{id, kind, params, delta, neighboring}`, with `neighboring` 'ADD_OR_REMOVE_ONE' (the default) or 'REPLACE_ONE';
 * docs/proofs/accounting-cases.md lists kinds and parameters. A case without an id is known by its place, counted from 1.
 *
 * @throws `PARAMETER_INVALID` naming the field (`cases[3].params.sampling_rate`).
 */
export function runEpsilonCases(file: unknown): readonly EpsilonCaseResult[] {
  return casesIn(file, 'cases').map(({ id, at, fields }) => {
    const delta = requireDelta(`${at}.delta`, fields['delta']);
    return { id, ...epsilonFor(caseEvents(fields, at), delta) };
  });
}

/**
 * The least noise multiplier for every case of a case file: a list, or an object with the list under `calibration` or `cases`. A
 * case is `{id, kind, params: {sampling_rate, steps}, target_epsilon, delta}` with kind 'calibrate_gaussian' or 'calibrate_poisson'.
 *
 * @throws `PARAMETER_INVALID` naming the field, `CALIBRATION_FAILED` if no noise suffices.
 */
export function runNoiseCases(file: unknown): readonly NoiseCaseResult[] {
  return casesIn(file, 'calibration').map(({ id, at, fields }) => {
    if (fields['kind'] !== 'calibrate_gaussian' && fields['kind'] !== 'calibrate_poisson') {
      refuseParameter(`${at}.kind`, fields['kind'], "'calibrate_gaussian' or 'calibrate_poisson'");
    }
    const params = object(`${at}.params`, fields['params']);
    const samplingRate =
      params['sampling_rate'] === undefined ? 1 : requireRate(`${at}.params.sampling_rate`, params['sampling_rate']);
    const steps = requireInteger(`${at}.params.steps`, params['steps'], 1);
    const targetEpsilon = requirePositive(`${at}.target_epsilon`, fields['target_epsilon']);
    const delta = requireDelta(`${at}.delta`, fields['delta']);
    const events = (noiseMultiplier: number): readonly PrivacyEvent[] => [
      { kind: 'poisson-gaussian', noiseMultiplier, samplingRate, steps },
    ];
    const { noiseMultiplier, method } = calibrateNoiseMultiplier({ targetEpsilon, delta, events });
    return { id, noiseMultiplier, method };
  });
}

function casesIn(file: unknown, key: 'cases' | 'calibration'): readonly { id: number | string; at: string; fields: Fields }[] {
  const list = Array.isArray(file) ? file : (object('file', file)[key] ?? object('file', file)['cases']);
  if (!Array.isArray(list)) refuseParameter(key, list, 'a list of cases');
  return list.map((item: unknown, i) => {
    const at = `${key}[${i}]`;
    const fields = object(at, item);
    const id = fields['id'] ?? i + 1;
    if (typeof id !== 'number' && typeof id !== 'string') refuseParameter(`${at}.id`, id, 'a number or a text');
    return { id, at, fields };
  });
}

function object(field: string, value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuseParameter(field, value, 'an object');
  return value as Fields;
}

/** The events of one epsilon case. */
function caseEvents(fields: Fields, at: string): readonly PrivacyEvent[] {
  const params = object(`${at}.params`, fields['params']);
  const neighboring = fields['neighboring'];
  const replace = neighboring === 'REPLACE_ONE';
  const kind = fields['kind'];
  if (kind === 'composition' || kind === 'composition_mixed') {
    const phases = params['phases'];
    if (!Array.isArray(phases)) refuseParameter(`${at}.params.phases`, phases, 'a list of phases');
    return phases.map((phase: unknown, i) => {
      const where = `${at}.params.phases[${i}]`;
      const own = typeof phase === 'string' ? phaseFromWords(phase, where) : object(where, phase);
      // A phase without a kind is a Poisson-subsampled Gaussian; with one, it is a case's kind beside that case's parameters.
      return caseEvent(own['kind'] ?? 'poisson_subsampled_gaussian', own, where, replace);
    });
  }
  const event = caseEvent(kind, params, `${at}.params`, replace);
  const expected =
    event.kind === 'fixed-size-gaussian'
      ? ['REPLACE_ONE']
      : event.kind === 'tree-aggregation'
        ? ['REPLACE_SPECIAL', 'ADD_OR_REMOVE_ONE']
        : ['ADD_OR_REMOVE_ONE'];
  if (event.kind === 'gaussian') expected.push('REPLACE_ONE');
  if (neighboring !== undefined && !expected.includes(neighboring as string)) {
    refuseParameter(`${at}.neighboring`, neighboring, `${expected.join(' or ')} for ${String(kind)}`);
  }
  return [event];
}

/** The phases that case files also write as words, such as `laplace scale 20 x 10 (private metrics)`; what stands in brackets is a remark. */
const PHASES_IN_WORDS: readonly (readonly [RegExp, (numbers: readonly number[]) => Fields])[] = [
  [/^laplace scale (\S+) x (\S+)$/, ([scale, steps]) => ({ kind: 'laplace', scale, steps })],
  [/^gaussian noise (\S+) x (\S+)$/, ([z, steps]) => ({ kind: 'gaussian', noise_multiplier: z, steps })],
  [
    /^poisson gaussian sigma (\S+) q (\S+) x (\S+)$/,
    ([z, rate, steps]) => ({ kind: 'poisson_subsampled_gaussian', noise_multiplier: z, sampling_rate: rate, steps }),
  ],
];

function phaseFromWords(text: string, at: string): Fields {
  const words = text.replace(/\(.*\)$/, '').trim();
  for (const [pattern, fieldsOf] of PHASES_IN_WORDS) {
    const match = pattern.exec(words);
    if (match !== null) return fieldsOf(match.slice(1).map(Number));
  }
  refuseParameter(at, text, "an object, or words such as 'laplace scale 20 x 10'");
}

/** Parameters of a case, checked under their own names, as the event they mean. */
function caseEvent(kind: unknown, params: Fields, at: string, replace: boolean): PrivacyEvent {
  const positive = (field: string): number => requirePositive(`${at}.${field}`, params[field]);
  const rate = (): number => requireRate(`${at}.sampling_rate`, params['sampling_rate']);
  const whole = (field: string, max?: number): number => requireInteger(`${at}.${field}`, params[field], 1, max);
  const steps = (): number => requireInteger(`${at}.steps`, params['steps'], 0);
  switch (kind) {
    case 'gaussian':
      return {
        kind: 'gaussian',
        noiseMultiplier: positive('noise_multiplier'),
        steps: steps(),
        adjacency: replace ? 'replace-one' : 'add-remove',
      };
    case 'poisson_subsampled_gaussian':
      return { kind: 'poisson-gaussian', noiseMultiplier: positive('noise_multiplier'), samplingRate: rate(), steps: steps() };
    case 'truncated_poisson_gaussian':
      return {
        kind: 'truncated-poisson-gaussian',
        noiseMultiplier: positive('noise_multiplier'),
        samplingRate: rate(),
        datasetSize: whole('dataset_size'),
        maxBatchSize: whole('truncated_batch_size'),
        steps: steps(),
      };
    case 'wor_subsampled_gaussian': {
      const datasetSize = whole('dataset_size');
      // The file's multiplier is over the distance between the two exchanged sums, the event's over the clip norm: half of that.
      return {
        kind: 'fixed-size-gaussian',
        noiseMultiplier: 2 * positive('noise_multiplier'),
        datasetSize,
        sampleSize: whole('sample_size', datasetSize),
        steps: steps(),
      };
    }
    case 'laplace':
      return { kind: 'laplace', scale: positive('scale'), steps: steps() };
    case 'poisson_subsampled_laplace':
      return { kind: 'poisson-laplace', scale: positive('scale'), samplingRate: rate(), steps: steps() };
    case 'discrete_laplace':
      return { kind: 'discrete-laplace', scale: 1 / positive('parameter'), sensitivity: whole('sensitivity'), steps: steps() };
    case 'discrete_gaussian_1d':
      return { kind: 'discrete-gaussian', sigma: positive('sigma'), sensitivity: whole('sensitivity'), steps: steps() };
    case 'zcdp':
      return { kind: 'zcdp', rho: positive('rho'), steps: params['steps'] === undefined ? 1 : steps() };
    case 'tree_aggregation_single_epoch': {
      const counts: unknown = params['step_counts'];
      const leaves = (Array.isArray(counts) && counts.length > 0 ? counts : [counts]).map((n) =>
        requireInteger(`${at}.step_counts`, n, 1),
      );
      return { kind: 'tree-aggregation', noiseMultiplier: positive('noise_multiplier'), leaves, steps: 1 };
    }
    default:
      refuseParameter(`${at.replace(/\.params$/, '')}.kind`, kind, 'a kind that docs/proofs/accounting-cases.md lists');
  }
}

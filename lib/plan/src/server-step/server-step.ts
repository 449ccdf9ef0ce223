import { canonicalJson, ConsiliumError, type Json } from '@consilium/core';
import { aggregationWeights, type CompiledPlan } from '../compile.ts';
import { isVariance } from '../model/index.ts';
import { type StrategySection, strategySchema } from '../strategy-section.ts';
import {
  averageTail,
  decodeStrategyState,
  EMPTY_STRATEGY_STATE,
  encodeStrategyState,
  keepVariances,
  type Span,
  strategyStep,
} from './strategies.ts';

/** How the sum of one round becomes the next model. Everything follows from the plan, from who is in the sum, and from how long the run is. */
export interface ServerStep {
  readonly strategy: StrategySection;
  /** Whether gradients were summed, which point uphill, or updates, which are the way down already. */
  readonly summed: 'gradients' | 'updates';
  /** What the sum is divided by; positive. */
  readonly denominator: number;
  /** Parameters that may not be negative. */
  readonly variances: readonly Span[];
  readonly round: number;
  /** Rounds of the run. */
  readonly rounds: number;
}

/** A step as it is written down for others, who make the model again. */
export interface RecordedStep {
  /** The plan's strategy as canonical JSON. */
  readonly strategy: string;
  readonly summed: 'gradients' | 'updates';
  readonly denominator: number;
  readonly variances: readonly Span[];
  readonly rounds: number;
}

/** What a step starts from and leads to, as bytes: models as little-endian float32, sums as little-endian int32. */
export interface StepBytes {
  readonly base: Uint8Array;
  readonly sum: Uint8Array;
  /** What the strategy remembered before. */
  readonly before: Uint8Array;
}

/** What a strategy remembers before the first round, as bytes. */
export const NOTHING_REMEMBERED: Uint8Array = encodeStrategyState(EMPTY_STRATEGY_STATE);

/** Most bytes of what a strategy remembers: three vectors of doubles, after four words. */
export function longestMemory(parameters: number): number {
  return NOTHING_REMEMBERED.length + 3 * parameters * Float64Array.BYTES_PER_ELEMENT;
}

/** The step of a round of a plan. @param summed sites whose updates are in the sum, in any order */
export function serverStepOf(plan: CompiledPlan, summed: readonly string[], round: number, rounds: number): ServerStep {
  const { strategy, privacy } = plan.document;
  return {
    strategy,
    summed: privacy.mechanism === 'dp-fedsgd' ? 'gradients' : 'updates',
    // In one order, so that everybody rounds alike.
    denominator: [...summed].sort().reduce((sum, site) => sum + aggregationWeights(plan, site).denominator, 0),
    variances: plan.manifest.tensors.filter(isVariance).map(({ offset, size }) => ({ offset, size })),
    round,
    rounds,
  };
}

/**
 * The next model, and what the strategy remembers: the same bits on every machine, for nothing but sums, products, quotients and roots of
 * doubles is in it.
 *
 * @param total the sum, one value per parameter
 * @param before as bytes of `encodeStrategyState`
 */
export function serverStep(
  { strategy, summed, denominator, variances, round, rounds }: ServerStep,
  base: Float32Array,
  total: Float64Array,
  before: Uint8Array,
): { readonly model: Float32Array; readonly after: Uint8Array } {
  const scale = (summed === 'gradients' ? -1 : 1) / denominator;
  const delta = total.map((value) => value * scale);
  const step = strategyStep(strategy, base, delta, decodeStrategyState(before, base.length));
  keepVariances(step.model, variances);
  const next = averageTail(strategy, step, round, rounds);
  return { model: next.model, after: encodeStrategyState(next.state) };
}

/**
 * {@link serverStep} from bytes that somebody else has named by their hashes.
 *
 * @param unit words per unit of a vector; a word is read as `decodeSum` of the privacy library reads it
 * @throws ConsiliumError `PARAMETER_INVALID` for bytes of other lengths than the model's
 */
export function serverStepFromBytes(
  step: ServerStep,
  { base, sum, before }: StepBytes,
  unit: number,
): ReturnType<typeof serverStep> {
  if (base.length % 4 !== 0 || sum.length !== base.length) throw invalid('the sum has another length than the model');
  if (before.length > longestMemory(base.length / 4))
    throw invalid('what the strategy remembers is longer than the model allows');
  const words = new Int32Array(aligned(sum));
  const each = 1 / unit;
  const total = Float64Array.from(words, (word) => word * each);
  return serverStep(step, new Float32Array(aligned(base)), total, before);
}

/** @returns the same for the same step, byte for byte */
export function recordStep({ strategy, summed, denominator, variances, rounds }: ServerStep): RecordedStep {
  return { strategy: canonicalJson(strategy as unknown as Json), summed, denominator, variances, rounds };
}

/** The step that was recorded. @throws ConsiliumError `PARAMETER_INVALID` for a strategy that no plan has */
export function recordedStep({ strategy, ...step }: RecordedStep, round: number): ServerStep {
  return { ...step, strategy: strategyOf(strategy), round };
}

function strategyOf(text: string): StrategySection {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw invalid('the strategy of a recorded step is no JSON', error);
  }
  const parsed = strategySchema.safeParse(read);
  if (!parsed.success) throw invalid('the strategy of a recorded step is none of a plan', parsed.error);
  return parsed.data;
}

/** Bytes may start at any address. */
function aligned(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

function invalid(message: string, cause?: unknown): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message, cause });
}

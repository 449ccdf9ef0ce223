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
  partOfState,
  type Span,
  STATE_VECTORS,
  type StrategyState,
  type StrategyStep,
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
  step: ServerStep,
  base: Float32Array,
  total: Float64Array,
  before: Uint8Array,
): { readonly model: Float32Array; readonly after: Uint8Array } {
  const next = stepPiece(step, { start: 0, base, total, state: decodeStrategyState(before, base.length) });
  return { model: next.model, after: encodeStrategyState(next.state) };
}

/** Parameters of a piece: half a megabyte of doubles, which stays near the processor. */
export const STEP_PIECE = 65_536;

/** A model and its sum, as {@link serverStepInPieces} takes them. */
export interface PiecewiseStep {
  /** Of the model. */
  readonly parameters: number;
  /** The base, piece after piece of any length; each is used until the next one is asked for. */
  readonly base: AsyncIterable<Float32Array>;
  /** The sum from one coordinate to before another. */
  readonly totalOf: (start: number, end: number) => Float64Array;
  /** What the strategy remembered before, as bytes. */
  readonly before: Uint8Array;
}

/**
 * {@link serverStep} in pieces: neither the base nor the next model is ever held. The same bits, since every parameter goes its own way.
 *
 * @returns what the strategy remembers, as bytes, after the pieces of the next model
 * @throws ConsiliumError `PARAMETER_INVALID` for a base of another length, or what no strategy remembers of such a model
 */
export async function* serverStepInPieces(
  step: ServerStep,
  { parameters, base, totalOf, before }: PiecewiseStep,
): AsyncGenerator<Float32Array, Uint8Array> {
  const known = decodeStrategyState(before, parameters);
  const state: { -readonly [Name in keyof StrategyState]: StrategyState[Name] } = { tailCount: known.tailCount };
  let start = 0;
  for await (const piece of base) {
    const end = start + piece.length;
    if (end > parameters) throw invalid('the base is longer than the model');
    const next = stepPiece(step, { start, base: piece, total: totalOf(start, end), state: partOfState(known, start, end) });
    for (const name of STATE_VECTORS) {
      const vector = next.state[name];
      if (vector === undefined) continue;
      state[name] ??= known[name] ?? new Float64Array(parameters);
      state[name].set(vector, start);
    }
    state.tailCount = next.state.tailCount;
    yield next.model;
    start = end;
  }
  if (start < parameters) throw invalid('the base is shorter than the model');
  return encodeStrategyState(state);
}

/** The step of the parameters from `start` on. */
function stepPiece(
  { strategy, summed, denominator, variances, round, rounds }: ServerStep,
  piece: { readonly start: number; readonly base: Float32Array; readonly total: Float64Array; readonly state: StrategyState },
): StrategyStep {
  const { start, base, total, state } = piece;
  const scale = (summed === 'gradients' ? -1 : 1) / denominator;
  const delta = new Float64Array(total.length);
  for (let i = 0; i < delta.length; i++) delta[i] = (total[i] as number) * scale;
  const step = strategyStep(strategy, base, delta, state);
  keepVariances(step.model, spansWithin(variances, start, start + base.length));
  return averageTail(strategy, step, round, rounds);
}

/** The parts of spans that lie in a piece, counted from its beginning. */
function spansWithin(spans: readonly Span[], start: number, end: number): readonly Span[] {
  return spans.flatMap(({ offset, size }) => {
    const first = Math.max(offset, start);
    const last = Math.min(offset + size, end);
    return first < last ? [{ offset: first - start, size: last - first }] : [];
  });
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

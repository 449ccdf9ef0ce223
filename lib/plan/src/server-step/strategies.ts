import { assertNever, ConsiliumError } from '@consilium/core';
import type { StrategySection } from '../strategy-section.ts';

/** What a strategy remembers between rounds; all vectors have the length of the model. */
export interface StrategyState {
  /** First moment (momentum); present when the strategy uses one. */
  readonly first?: Float64Array;
  /** Second moment; present for the adaptive strategies. */
  readonly second?: Float64Array;
  /** Sum of the models of the tail that are averaged into the final one. */
  readonly tail?: Float64Array;
  /** Number of models in {@link tail}. */
  readonly tailCount: number;
}

/** A new model and what to remember. */
export interface StrategyStep {
  readonly model: Float32Array;
  readonly state: StrategyState;
}

/** The state before the first round. */
export const EMPTY_STRATEGY_STATE: StrategyState = Object.freeze({ tailCount: 0 });

/**
 * One step of the server optimizer on the pseudo-gradient `delta` (the average change that the sites ask for).
 *
 * FedAvg: McMahan et al. 2017, arXiv:1602.05629, Algorithm 1. FedAvgM: Hsu et al. 2019, arXiv:1909.06335, section 3.
 * FedAdagrad, FedAdam, FedYogi: Reddi et al. 2021, arXiv:2003.00295, Algorithm 2 (no bias correction; v starts at tau^2).
 *
 * @param model the round's base model; not changed
 * @param delta one value per parameter
 */
export function strategyStep(
  strategy: StrategySection,
  model: Float32Array,
  delta: Float64Array,
  state: StrategyState,
): StrategyStep {
  const { first, second, direction } = moments(strategy, delta, state);
  const next = new Float32Array(model.length);
  for (let i = 0; i < next.length; i++) next[i] = (model[i] as number) + strategy.learningRate * (direction[i] as number);
  return {
    model: next,
    state: {
      ...(first === undefined ? {} : { first }),
      ...(second === undefined ? {} : { second }),
      ...(state.tail === undefined ? {} : { tail: state.tail }),
      tailCount: state.tailCount,
    },
  };
}

function moments(
  strategy: StrategySection,
  delta: Float64Array,
  state: StrategyState,
): { first?: Float64Array; second?: Float64Array; direction: Float64Array } {
  switch (strategy.kind) {
    case 'fedavg':
      return { direction: delta };
    case 'fedavgm': {
      const first = delta.map((d, i) => strategy.momentum * (state.first?.[i] ?? 0) + d);
      return { first, direction: first };
    }
    case 'fedadagrad':
    case 'fedadam':
    case 'fedyogi': {
      const { beta1, tau } = strategy;
      const first = delta.map((d, i) => beta1 * (state.first?.[i] ?? 0) + (1 - beta1) * d);
      const second = delta.map((d, i) => secondMoment(strategy, state.second?.[i] ?? tau * tau, d * d));
      return { first, second, direction: first.map((m, i) => m / (Math.sqrt(second[i] as number) + tau)) };
    }
    default:
      return assertNever(strategy);
  }
}

type Adaptive = Extract<StrategySection, { kind: 'fedadagrad' | 'fedadam' | 'fedyogi' }>;

function secondMoment(strategy: Adaptive, v: number, squared: number): number {
  switch (strategy.kind) {
    case 'fedadagrad':
      return v + squared;
    case 'fedadam':
      return strategy.beta2 * v + (1 - strategy.beta2) * squared;
    case 'fedyogi':
      return v - (1 - strategy.beta2) * squared * Math.sign(v - squared);
    default:
      return assertNever(strategy);
  }
}

/** Part of a vector: from which coordinate on, and how many. */
export interface Span {
  readonly offset: number;
  readonly size: number;
}

/**
 * Lifts moving variances below zero to zero, in place: noise, momentum and adaptive steps move them like any number, and the root of a
 * negative one is none, at every site and for anyone who uses the model. It costs no privacy, since all of it was released.
 */
export function keepVariances(model: Float32Array, variances: readonly Span[]): void {
  for (const { offset, size } of variances)
    for (let i = offset; i < offset + size; i++) model[i] = Math.max(0, model[i] as number);
}

/** First round (counted from 1) whose model belongs to the averaged tail of a run of `rounds`. */
export function firstTailRound(strategy: StrategySection, rounds: number): number {
  return rounds - Math.max(1, Math.round(strategy.tailAverage * rounds)) + 1;
}

/**
 * Adds the model of a round to the tail; after the last round, the mean of the tail is the final model (Polyak and Juditsky
 * 1992, SIAM J. Control Optim. 30). Averaging what was released costs no privacy.
 */
export function averageTail(strategy: StrategySection, step: StrategyStep, round: number, rounds: number): StrategyStep {
  if (strategy.tailAverage === 0 || round < firstTailRound(strategy, rounds)) return step;
  const before = step.state.tail;
  const tail = Float64Array.from(step.model, (w, i) => w + (before?.[i] ?? 0));
  const tailCount = step.state.tailCount + 1;
  const model = round === rounds ? Float32Array.from(tail, (sum) => sum / tailCount) : step.model;
  return { model, state: { ...step.state, tail, tailCount } };
}

/** Vectors of a state, in the order of its bytes. */
export const STATE_VECTORS = ['first', 'second', 'tail'] as const;
const HEADER_BYTES = 4 * (1 + STATE_VECTORS.length);

/** What is remembered of the parameters from one to before another. */
export function partOfState(state: StrategyState, start: number, end: number): StrategyState {
  const { tailCount } = state;
  const part: { first?: Float64Array; second?: Float64Array; tail?: Float64Array; tailCount: number } = { tailCount };
  for (const name of STATE_VECTORS) {
    const vector = state[name];
    if (vector !== undefined) part[name] = vector.subarray(start, end);
  }
  return part;
}

/** The state as bytes: a header of four 32-bit words (count, then which vectors are there), then the vectors. */
export function encodeStrategyState(state: StrategyState): Uint8Array {
  const present = STATE_VECTORS.filter((name) => state[name] !== undefined);
  const header = Uint32Array.of(state.tailCount, ...STATE_VECTORS.map((name) => (state[name] === undefined ? 0 : 1)));
  const parts = [header, ...present.map((name) => state[name] as Float64Array)];
  return Buffer.concat(parts.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength)));
}

/**
 * The inverse of {@link encodeStrategyState}.
 *
 * @throws ConsiliumError `PARAMETER_INVALID` for bytes that it does not write for a model of so many parameters
 */
export function decodeStrategyState(bytes: Uint8Array, parameters: number): StrategyState {
  const copy = Uint8Array.from(bytes).buffer;
  const [tailCount = 0, ...there] = copy.byteLength < HEADER_BYTES ? [0, 2] : new Uint32Array(copy, 0, HEADER_BYTES / 4);
  const vectors = there.reduce((sum, present) => sum + present, 0);
  const length = HEADER_BYTES + vectors * parameters * Float64Array.BYTES_PER_ELEMENT;
  if (there.some((present) => present > 1) || copy.byteLength !== length)
    throw new ConsiliumError({
      code: 'PARAMETER_INVALID',
      message: 'this is not what a strategy remembers of a model of this size',
    });
  const state: { first?: Float64Array; second?: Float64Array; tail?: Float64Array; tailCount: number } = { tailCount };
  let offset = HEADER_BYTES;
  for (const [i, name] of STATE_VECTORS.entries()) {
    if (there[i] !== 1) continue;
    state[name] = new Float64Array(copy, offset, parameters);
    offset += parameters * Float64Array.BYTES_PER_ELEMENT;
  }
  return state;
}

import { seededRandom, uniform53 } from '@consilium/core';
import { isVariance, modelSchema, tensorManifest } from '../model/index.ts';
import type { StrategySection } from '../strategy-section.ts';
import { describe, expect, it } from 'vitest';
import {
  averageTail,
  decodeStrategyState,
  EMPTY_STRATEGY_STATE,
  encodeStrategyState,
  firstTailRound,
  keepVariances,
  type StrategyState,
  strategyStep,
} from './strategies.ts';

const common = { weights: 'uniform', tailAverage: 0 } as const;
const adaptive = { learningRate: 0.1, beta1: 0.9, tau: 1e-3, ...common };
const STRATEGIES: readonly StrategySection[] = [
  { kind: 'fedavg', learningRate: 0.7, ...common },
  { kind: 'fedavgm', learningRate: 0.5, momentum: 0.9, ...common },
  { kind: 'fedadagrad', ...adaptive, beta1: 0 },
  { kind: 'fedadam', ...adaptive, beta2: 0.99 },
  { kind: 'fedyogi', ...adaptive, beta2: 0.99 },
];

/** One coordinate, written down from the papers' pseudo-code: FedAvgM (Hsu et al.), Algorithm 2 of Reddi et al. */
class OneCoordinate {
  w: number;
  readonly #s: StrategySection;
  #m = 0;
  #v: number;

  constructor(strategy: StrategySection, w: number) {
    this.#s = strategy;
    this.w = w;
    this.#v = 'tau' in strategy ? strategy.tau ** 2 : 0;
  }

  next(delta: number): number {
    const s = this.#s;
    if (s.kind === 'fedavg') this.w = Math.fround(this.w + s.learningRate * delta);
    else if (s.kind === 'fedavgm') {
      this.#m = s.momentum * this.#m + delta;
      this.w = Math.fround(this.w + s.learningRate * this.#m);
    } else {
      this.#m = s.beta1 * this.#m + (1 - s.beta1) * delta;
      const squared = delta ** 2;
      if (s.kind === 'fedadagrad') this.#v += squared;
      if (s.kind === 'fedadam') this.#v = s.beta2 * this.#v + (1 - s.beta2) * squared;
      if (s.kind === 'fedyogi') this.#v -= (1 - s.beta2) * squared * (this.#v > squared ? 1 : this.#v < squared ? -1 : 0);
      this.w = Math.fround(this.w + (s.learningRate * this.#m) / (Math.sqrt(this.#v) + s.tau));
    }
    return this.w;
  }
}

describe.each(STRATEGIES)('$kind', (strategy) => {
  it('agrees with its pseudo-code over twenty rounds, through its stored form too', () => {
    const random = seededRandom(strategy.kind);
    const draw = (): number => 2 * uniform53(random) - 1;
    const n = 7;
    let model = Float32Array.from({ length: n }, draw);
    let state: StrategyState = EMPTY_STRATEGY_STATE;
    const twins = Array.from(model, (w) => new OneCoordinate(strategy, w));
    for (let round = 1; round <= 20; round++) {
      const delta = Float64Array.from({ length: n }, (_, i) => (i === 0 ? 0 : draw() / round));
      const before = model.slice();
      const next = strategyStep(strategy, model, delta, state);
      expect(model).toEqual(before);
      expect([...next.model]).toEqual(twins.map((twin, i) => twin.next(delta[i] as number)));
      model = next.model as typeof model;
      state = decodeStrategyState(encodeStrategyState(next.state), n);
      expect(state).toEqual(next.state);
    }
  });
});

it.each([
  ['fedavg', 0.7],
  ['fedavgm', 0.5],
  ['fedadagrad', 0.09990004996502648],
  ['fedadam', 0.09900504752],
  ['fedyogi', 0.09900499859],
])('%s: the first step of a unit change from zero is %d', (kind, expected) => {
  const strategy = STRATEGIES.find((one) => one.kind === kind) as StrategySection;
  const { model } = strategyStep(strategy, new Float32Array(1), Float64Array.of(1), EMPTY_STRATEGY_STATE);
  expect(model[0]).toBeCloseTo(expected, 7);
});

describe('tail average', () => {
  it.each([
    [0.5, 10, 6],
    [0.25, 10, 8],
    [0.04, 10, 10],
    [0.99, 1, 1],
    [0.9, 10, 2],
  ])('a share of %d of %d rounds begins with round %d', (tailAverage, rounds, first) => {
    expect(firstTailRound({ kind: 'fedavg', learningRate: 1, weights: 'uniform', tailAverage }, rounds)).toBe(first);
  });

  it('the final model is the mean of the tail; models before it are those of their rounds', () => {
    const strategy: StrategySection = { kind: 'fedavg', learningRate: 1, weights: 'uniform', tailAverage: 0.5 };
    let state: StrategyState = EMPTY_STRATEGY_STATE;
    const finals: number[] = [];
    for (let round = 1; round <= 6; round++) {
      const step = { model: Float32Array.of(round ** 2), state };
      const next = averageTail(strategy, step, round, 6);
      state = decodeStrategyState(encodeStrategyState(next.state), 1);
      finals.push(next.model[0] as number);
    }
    expect(finals.slice(0, 5)).toEqual([1, 4, 9, 16, 25]);
    expect(finals[5]).toBe(Math.fround((16 + 25 + 36) / 3));
    expect(state.tailCount).toBe(3);
  });

  it('none leaves the last model', () => {
    const strategy: StrategySection = { kind: 'fedavg', learningRate: 1, weights: 'uniform', tailAverage: 0 };
    const step = { model: Float32Array.of(5), state: EMPTY_STRATEGY_STATE };
    expect(averageTail(strategy, step, 3, 3)).toBe(step);
  });
});

it('moving variances are not driven below zero; nothing else is touched', () => {
  const manifest = tensorManifest(modelSchema.parse({ layers: [{ type: 'batch-norm' }, { type: 'dense', units: 1 }] }), [2]);
  const model = Float32Array.of(-1, -1, -1, -1, -1, -1, -0.5, 2, -1, -1, -1);
  keepVariances(model, manifest.tensors.filter(isVariance));
  expect([...model]).toEqual([-1, -1, -1, -1, -1, -1, 0, 2, -1, -1, -1]);
});

import { ConsiliumError } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { parsePlan } from './compile.ts';

const number = (range: readonly [number, number], scale: unknown = 'none') => ({ kind: 'number', unit: '1', range, scale });

/** `accepted`, or why a plan with these features and layers before its output is none. */
function verdict(
  features: Readonly<Record<string, unknown>>,
  layers: readonly unknown[],
  data: Readonly<Record<string, unknown>> = {},
): string {
  const document = {
    version: 1,
    study: 'codes',
    title: 'Codes',
    sites: { north: { patients: 40 } },
    data: { patientId: 'id', target: { kind: 'binary', column: 'ill', positive: [1], negative: [0] }, features, ...data },
    model: { layers: [...layers, { type: 'flatten' }, { type: 'dense', units: 1, activation: 'sigmoid' }] },
    training: { loss: 'binary-crossentropy', localEpochs: 1, optimizer: { kind: 'sgd', learningRate: 0.1 } },
    strategy: { kind: 'fedavg', weights: 'uniform' },
    privacy: { mechanism: 'none' },
    rounds: 1,
    quorum: { sites: 1 },
    evaluation: {},
  };
  try {
    parsePlan(JSON.stringify(document), 'p');
    return 'accepted';
  } catch (error) {
    if (error instanceof ConsiliumError && error.code === 'PLAN_INVALID') return error.message;
    throw error;
  }
}

const table = (vocabulary: number): unknown => ({ type: 'embedding', vocabulary, units: 2 });

describe('an embedding has a row for every value that a file may hold', () => {
  it.each([
    ['a range up to the last code', { age: number([0, 89]) }, 90, 'accepted'],
    ['a range beyond it', { age: number([0, 90]) }, 90, 'the embedding knows the codes 0 to 89, the input age goes from 0 to 90'],
    ['a range just beyond it', { age: number([0, 89.5]) }, 90, 'goes from 0 to 89.5'],
    ['a range below zero', { age: number([-1, 5]) }, 90, 'goes from -1 to 5'],
    ['a scaled range', { age: number([0, 5], 'range') }, 90, 'goes from -1 to 1'],
    ['codes counted from one', { stage: number([1, 4], { mean: 1, std: 1 }) }, 4, 'accepted'],
    ['a category of two codes', { ward: { kind: 'category', codes: ['a', 'b'] } }, 2, 'accepted'],
    ['the one of several that is beyond', { a: number([0, 5]), b: number([0, 9]) }, 6, 'the input b goes from 0 to 9'],
  ])('%s', (_name, features, vocabulary, words) => {
    expect(verdict(features, [table(vocabulary)])).toContain(words);
  });

  it('also through layers that hand codes on, and through no others', () => {
    const features = { a: number([0, 5]), b: number([0, 5]) };
    const through = (...layers: readonly unknown[]): string => verdict(features, [...layers, table(6)]);
    expect(through({ type: 'reshape', shape: [1, 2] }, { type: 'flatten' })).toBe('accepted');
    expect(through({ type: 'concatenate', inputs: ['input', 'input'] })).toBe('accepted');
    expect(through({ type: 'dense', units: 2 })).toContain('takes codes from the inputs');
    expect(through({ type: 'dense', units: 2 }, { type: 'reshape', shape: [2] })).toContain('takes codes from the inputs');
  });

  it('and inputs stay as they stand in the file', () => {
    expect(verdict({ a: number([0, 5]) }, [table(6)], { standardise: 'site' })).toContain('leave standardise out');
  });
});

import { isConsiliumError } from '@consilium/core';
import { expect, it } from 'vitest';
import { modelSchema, placeLayers } from './index.ts';

function failure(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isConsiliumError(error, 'MODEL_INVALID')) return error.message;
    throw error;
  }
  return 'no error';
}

it('names the layer that does not fit', () => {
  const wrong = (layers: unknown[]): string => failure(() => placeLayers(modelSchema.parse({ layers }), [8]));
  expect(wrong([{ type: 'reshape', shape: [3, 3] }])).toContain('reshape_1');
  expect(wrong([{ type: 'lstm', units: 4 }])).toContain('steps and features');
  expect(
    wrong([
      { type: 'dense', units: 3, name: 'a' },
      { type: 'dense', units: 3, name: 'a' },
    ]),
  ).toContain('same name');
  expect(wrong([{ type: 'dense', units: 3, inputs: ['nowhere'] }])).toContain('nowhere');
  expect(
    wrong([
      { type: 'dense', units: 3 },
      { type: 'add', inputs: ['dense_1', 'input'] },
    ]),
  ).toContain('cannot be merged');
  expect(
    wrong([
      { type: 'dense', units: 3 },
      { type: 'dense', units: 3, inputs: ['input'] },
    ]),
  ).toContain('no later layer');
  expect(
    wrong([
      { type: 'reshape', shape: [8, 1] },
      { type: 'conv1d', filters: 2, kernelSize: 9 },
    ]),
  ).toContain('window of 9');
});

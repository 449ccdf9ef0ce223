import { isConsiliumError } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { checkLoss, modelSchema, refusals } from './index.ts';

const mlp = modelSchema.parse({
  layers: [
    { type: 'dense', units: 64, activation: 'relu' },
    { type: 'dropout', rate: 0.2 },
    { type: 'dense', units: 32, activation: 'relu' },
    { type: 'dense', units: 1, activation: 'sigmoid', name: 'risk' },
  ],
});

function failure(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isConsiliumError(error, 'MODEL_INVALID')) return error.message;
    throw error;
  }
  return 'no error';
}

describe('fitness', () => {
  it('refuses batch normalisation under per-patient privacy only', () => {
    const model = modelSchema.parse({
      layers: [
        { type: 'batch-norm', name: 'mix' },
        { type: 'dense', units: 1 },
      ],
    });
    expect(refusals(model, { unit: 'patient' })).toMatchObject([{ layer: 0, name: 'mix' }]);
    expect(refusals(model, { unit: 'site' })).toEqual([]);
  });

  it('checks that the loss fits the output', () => {
    expect(checkLoss(mlp, [30], 'binary-crossentropy')).toBe(1);
    expect(failure(() => checkLoss(mlp, [30], 'categorical-crossentropy'))).toContain('softmax');
    expect(failure(() => checkLoss(mlp, [30], 'poisson'))).toContain('softplus');
  });
});

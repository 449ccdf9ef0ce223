import { isConsiliumError } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { runEpsilonCases, runNoiseCases } from './cases.ts';
import { epsilonFor } from './epsilon.ts';
import type { PrivacyEvent } from './events/event.ts';

function fieldOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return isConsiliumError(error, 'PARAMETER_INVALID') ? error.details['field'] : error;
  }
  return 'no error';
}

const MEANINGS: readonly (readonly [kind: string, params: Record<string, unknown>, event: PrivacyEvent, neighboring?: string])[] =
  [
    ['gaussian', { noise_multiplier: 2, steps: 5 }, { kind: 'gaussian', noiseMultiplier: 2, steps: 5 }, 'ADD_OR_REMOVE_ONE'],
    ['gaussian', { noise_multiplier: 2, steps: 5 }, { kind: 'gaussian', noiseMultiplier: 1, steps: 5 }, 'REPLACE_ONE'],
    [
      'poisson_subsampled_gaussian',
      { noise_multiplier: 1.1, sampling_rate: 0.01, steps: 100 },
      { kind: 'poisson-gaussian', noiseMultiplier: 1.1, samplingRate: 0.01, steps: 100 },
    ],
    [
      'truncated_poisson_gaussian',
      { noise_multiplier: 1, dataset_size: 1000, sampling_rate: 0.01, truncated_batch_size: 15, steps: 10 },
      {
        kind: 'truncated-poisson-gaussian',
        noiseMultiplier: 1,
        samplingRate: 0.01,
        datasetSize: 1000,
        maxBatchSize: 15,
        steps: 10,
      },
    ],
    [
      'wor_subsampled_gaussian',
      { noise_multiplier: 1, dataset_size: 1000, sample_size: 10, steps: 100 },
      { kind: 'fixed-size-gaussian', noiseMultiplier: 2, datasetSize: 1000, sampleSize: 10, steps: 100 },
      'REPLACE_ONE',
    ],
    ['laplace', { scale: 10, steps: 100 }, { kind: 'laplace', scale: 10, steps: 100 }],
    [
      'poisson_subsampled_laplace',
      { scale: 1, sampling_rate: 0.01, steps: 10 },
      { kind: 'poisson-laplace', scale: 1, samplingRate: 0.01, steps: 10 },
    ],
    [
      'discrete_laplace',
      { parameter: 0.5, sensitivity: 2, steps: 3 },
      { kind: 'discrete-laplace', scale: 2, sensitivity: 2, steps: 3 },
    ],
    [
      'discrete_gaussian_1d',
      { sigma: 4, sensitivity: 1, steps: 10 },
      { kind: 'discrete-gaussian', sigma: 4, sensitivity: 1, steps: 10 },
    ],
    ['zcdp', { rho: 0.1 }, { kind: 'zcdp', rho: 0.1, steps: 1 }],
    ['zcdp', { rho: 0.1, steps: 3 }, { kind: 'zcdp', rho: 0.1, steps: 3 }],
    [
      'tree_aggregation_single_epoch',
      { noise_multiplier: 2, step_counts: 100 },
      { kind: 'tree-aggregation', noiseMultiplier: 2, leaves: 100, steps: 1 },
      'REPLACE_SPECIAL',
    ],
    [
      'tree_aggregation_single_epoch',
      { noise_multiplier: 2, step_counts: [9, 20] },
      { kind: 'tree-aggregation', noiseMultiplier: 2, leaves: 20, steps: 1 },
    ],
  ];

describe('phases in words', () => {
  it('mean what their numbers say', () => {
    const words = ['laplace scale 20 x 10 (private metrics)', 'gaussian noise 8 x 5', 'poisson gaussian sigma 1.3 q 0.02 x 1500'];
    const phases = [
      { kind: 'laplace', scale: 20, steps: 10 },
      { kind: 'gaussian', noise_multiplier: 8, steps: 5 },
      { kind: 'poisson_subsampled_gaussian', noise_multiplier: 1.3, sampling_rate: 0.02, steps: 1500 },
    ];
    const [spoken, written] = runEpsilonCases(
      [words, phases].map((list) => ({ id: 1, kind: 'composition_mixed', params: { phases: list }, delta: 1e-6 })),
    );
    expect(spoken).toEqual(written);
  });
});

describe('runEpsilonCases', () => {
  it.each(MEANINGS.map(([kind, params, event, neighboring]) => ({ kind, params, event, neighboring })))(
    '$kind $params',
    ({ kind, params, event, neighboring }) => {
      const item = { id: 'x', kind, params, delta: 1e-6, ...(neighboring === undefined ? {} : { neighboring }) };
      expect(runEpsilonCases({ cases: [item] })).toEqual([{ id: 'x', ...epsilonFor([event], 1e-6) }]);
    },
  );

  it('composes phases, plain or of mixed kinds', () => {
    const [plain, mixed] = runEpsilonCases([
      {
        id: 95,
        kind: 'composition',
        params: {
          phases: [
            { noise_multiplier: 2, sampling_rate: 0.1, steps: 100 },
            { noise_multiplier: 1.5, sampling_rate: 0.05, steps: 200 },
            { noise_multiplier: 1, sampling_rate: 0.01, steps: 1000 },
          ],
        },
        delta: 1e-5,
        neighboring: 'ADD_OR_REMOVE_ONE',
      },
      {
        kind: 'composition_mixed',
        params: {
          phases: [
            { kind: 'laplace', scale: 20, steps: 10 },
            { kind: 'gaussian', noise_multiplier: 8, steps: 5 },
            { kind: 'poisson_subsampled_gaussian', noise_multiplier: 1.3, sampling_rate: 0.02, steps: 1500 },
          ],
        },
        delta: 1e-6,
      },
    ]);
    expect(plain).toMatchObject({ id: 95, method: 'pld' });
    expect(Math.abs(plain!.epsilon / 3.87195436 - 1)).toBeLessThan(1e-3);
    expect(mixed).toMatchObject({ id: 2, method: 'pld' });
    // Characteristic-function inversion: 3.7753416.
    expect(mixed!.epsilon).toBeGreaterThan(3.7753415);
    expect(mixed!.epsilon).toBeLessThan(3.7753416 * 1.001);
  });

  it.each<[unknown, string]>([
    [7, 'file'],
    [{}, 'cases'],
    [[7], 'cases[0]'],
    [[{ id: {}, kind: 'zcdp', params: { rho: 1 }, delta: 0.1 }], 'cases[0].id'],
    [[{ kind: 'zcdp', params: { rho: 1 }, delta: 2 }], 'cases[0].delta'],
    [[{ kind: 'zcdp', params: [], delta: 0.1 }], 'cases[0].params'],
    [[{ kind: 'zcdp', params: { rho: -1 }, delta: 0.1 }], 'cases[0].params.rho'],
    [[{ kind: 'odd', params: {}, delta: 0.1 }], 'cases[0].kind'],
    [
      [{ kind: 'poisson_subsampled_gaussian', params: { noise_multiplier: 1, sampling_rate: 2, steps: 1 }, delta: 0.1 }],
      'cases[0].params.sampling_rate',
    ],
    [[{ kind: 'gaussian', params: { noise_multiplier: 1, steps: -1 }, delta: 0.1 }], 'cases[0].params.steps'],
    [
      [{ kind: 'gaussian', params: { noise_multiplier: 1, steps: 1 }, delta: 0.1, neighboring: 'NEXT_DOOR' }],
      'cases[0].neighboring',
    ],
    [[{ kind: 'laplace', params: { scale: 1, steps: 1 }, delta: 0.1, neighboring: 'REPLACE_ONE' }], 'cases[0].neighboring'],
    [[{ kind: 'composition', params: {}, delta: 0.1 }], 'cases[0].params.phases'],
    [[{ kind: 'composition', params: { phases: [{ kind: 'odd' }] }, delta: 0.1 }], 'cases[0].params.phases[0].kind'],
    [[{ kind: 'composition_mixed', params: { phases: ['laplace of some scale'] }, delta: 0.1 }], 'cases[0].params.phases[0]'],
    [[{ kind: 'composition', params: { phases: [7] }, delta: 0.1 }], 'cases[0].params.phases[0]'],
    [
      [{ kind: 'tree_aggregation_single_epoch', params: { noise_multiplier: 1, step_counts: [] }, delta: 0.1 }],
      'cases[0].params.step_counts',
    ],
  ])('names what is wrong in %j', (...[file, field]) => {
    expect(fieldOf(() => runEpsilonCases(file))).toBe(field);
  });
});

describe('runNoiseCases', () => {
  it('calibrates with and without sampling', () => {
    const results = runNoiseCases({
      calibration: [
        { kind: 'calibrate_gaussian', params: { steps: 1 }, target_epsilon: 4, delta: 1e-5 },
        { id: 'p', kind: 'calibrate_poisson', params: { sampling_rate: 0.01, steps: 1000 }, target_epsilon: 3, delta: 1e-5 },
      ],
    });
    expect(results.map(({ id, method }) => ({ id, method }))).toEqual([
      { id: 1, method: 'analytic' },
      { id: 'p', method: 'pld' },
    ]);
    expect(results[0]!.noiseMultiplier).toBeCloseTo(1.0811618, 4);
    expect(results[1]!.noiseMultiplier).toBeCloseTo(0.81366, 3);
    expect(runNoiseCases({ cases: [] })).toEqual([]);
  });

  it.each<[unknown, string]>([
    [[{ kind: 'gaussian', params: {}, target_epsilon: 1, delta: 0.1 }], 'calibration[0].kind'],
    [[{ kind: 'calibrate_poisson', params: { steps: 0 }, target_epsilon: 1, delta: 0.1 }], 'calibration[0].params.steps'],
    [
      [{ kind: 'calibrate_poisson', params: { steps: 1, sampling_rate: 1.5 }, target_epsilon: 1, delta: 0.1 }],
      'calibration[0].params.sampling_rate',
    ],
    [[{ kind: 'calibrate_poisson', params: { steps: 1 }, target_epsilon: 0, delta: 0.1 }], 'calibration[0].target_epsilon'],
    [[{ kind: 'calibrate_poisson', params: { steps: 1 }, target_epsilon: 1, delta: Number.NaN }], 'calibration[0].delta'],
  ])('names what is wrong in %j', (...[file, field]) => {
    expect(fieldOf(() => runNoiseCases(file))).toBe(field);
  });
});

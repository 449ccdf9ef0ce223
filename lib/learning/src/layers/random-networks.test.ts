import { initialWeights } from '@consilium/plan';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { type Backend, loadBackend } from '../backend/backend.ts';
import { clippedSum, patientGradients } from '../testing/clipped-sums.ts';
import { norm, randomData, relativeDifference, ROW_CAP } from '../testing/test-data.ts';
import { buildNetwork, networkDrafts } from '../testing/random-networks.ts';
import { madeTrainer } from '../testing/made-trainer.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await loadBackend();
});

/** Thirty networks are compiled twice each: some ten seconds where nothing else runs, beside other work many times that. */
const BUDGET_MS = 300_000;

it('random networks clip as the loop over patients does, compiled and eager alike, and no patient moves a sum by more than the clip', {
  timeout: BUDGET_MS,
}, () => {
  fc.assert(
    fc.property(networkDrafts, fc.integer({ min: 0, max: 1000 }), (shape, seed) => {
      const model = buildNetwork(shape);
      const { inputShape } = shape;
      const data = randomData({
        patients: 6,
        width: inputShape.reduce((a, b) => a * b, 1),
        rowsOfPatient: (p) => 1 + (p % 2),
        seed,
      });
      const options = { model, inputShape, loss: 'binary-crossentropy', data, maxRowsPerPatient: ROW_CAP, backend } as const;
      const trainer = madeTrainer(options);
      const eager = madeTrainer({ ...options, eager: true });
      const weights = initialWeights(model, inputShape, seed).map((w, i) => w + 0.1 * Math.sin(i));
      const sum = (patients: number[], clip: number): Float32Array =>
        clippedSum(trainer, { weights, patients: Uint32Array.from(patients), clip }).sum;
      const written = madeTrainer({ ...options, writtenOut: true });
      const singles = patientGradients(options);
      const everyone = Uint32Array.of(0, 1, 2, 3, 4, 5);
      const clip = norm(singles.of(weights, 0)) * 0.9 + 1e-3;
      const expected = singles.clippedSum(weights, [0, 1, 2, 3, 4, 5], clip);
      const together = sum([0, 1, 2, 3, 4, 5], clip);
      const difference = (a: Float32Array, b: Float32Array): number => norm(a.map((v, i) => v - (b[i] ?? 0))) / clip;
      expect(difference(clippedSum(written, { weights, patients: everyone, clip }).sum, expected)).toBeLessThan(1e-5);
      // Six patients, each off by what rounding factors may cost on the finest grid.
      expect(difference(together, expected)).toBeLessThan(6 * 4 * (weights.length ** 0.25 / Math.sqrt(2 ** 30 / 8)));
      const eagerSum = clippedSum(eager, { weights, patients: everyone, clip }).sum;
      expect(relativeDifference(together, eagerSum)).toBeLessThan(1e-5);
      expect(difference(together, sum([0, 1, 2, 3, 4], clip))).toBeLessThanOrEqual(1 + 1e-5);
      for (const t of [trainer, eager, written]) t.dispose();
    }),
    { numRuns: 30, seed: 5 },
  );
});

import { initialWeights } from '@consilium/plan';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { type Backend, loadBackend } from '../backend/backend.ts';
import { createPredictor } from '../model-files/predictor.ts';
import { buildNetwork, networkDrafts } from '../testing/random-networks.ts';
import { randomData } from '../testing/test-data.ts';
import { createInputGradients } from './input-gradients.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await loadBackend();
});

/** Thirty networks are compiled twice each. */
const BUDGET_MS = 300_000;
const ROWS = 4;
const STEP = 2 ** -8;

it('gradients of random networks of every layer are how far their predictions move', { timeout: BUDGET_MS }, () => {
  let [checked, bent] = [0, 0];
  fc.assert(
    fc.property(networkDrafts, fc.integer({ min: 0, max: 1000 }), (draft, seed) => {
      const { inputShape } = draft;
      const model = buildNetwork(draft);
      const width = inputShape.reduce((a, b) => a * b, 1);
      // Codes of an embedding lie beside each other: nothing is between them.
      if (model.layers.some(({ type }) => type === 'embedding')) return;
      const weights = initialWeights(model, inputShape, seed).map((w, i) => w + 0.1 * Math.sin(i));
      const { features } = randomData({ patients: ROWS, width, rowsOfPatient: () => 1, seed }) as {
        readonly features: Float32Array;
      };
      const network = { model, inputShape, weights };
      const predictor = createPredictor(network, backend);
      const gradients = createInputGradients(network, ROWS, backend);
      try {
        const direction = Float32Array.from({ length: width }, (_, i) => Math.cos(3 * i + seed));
        const shifted = (by: number): Float32Array =>
          predictor.predict(features.map((value, i) => value + by * (direction[i % width] as number)));
        const [ahead, behind, here] = [shifted(STEP), shifted(-STEP), predictor.predict(features)];
        const found = gradients.at(features);
        const outputs = predictor.outputWidth;
        for (const [i, value] of here.entries()) expect(found.outputs[i]).toBeCloseTo(value, 5);
        for (let row = 0; row < ROWS; row++) {
          for (let k = 0; k < outputs; k++) {
            const at = row * outputs + k;
            const slope = ((ahead[at] as number) - (behind[at] as number)) / (2 * STEP);
            const gradient = (found.gradients[k] as Float32Array).subarray(row * width, (row + 1) * width);
            const along = gradient.reduce((sum, part, i) => sum + part * (direction[i] as number), 0);
            const bend = Math.abs((ahead[at] as number) - 2 * (here[at] as number) + (behind[at] as number)) / STEP;
            // A kink of a network, where there are two gradients.
            if (bend > 0.01 * (0.1 + Math.abs(slope))) {
              bent += 1;
              continue;
            }
            if (Math.abs(along) > 0.01) checked += 1;
            // Curvature and float32 are what is left.
            expect(Math.abs(along - slope)).toBeLessThan(0.02 * (0.1 + Math.abs(slope)));
          }
        }
      } finally {
        predictor.dispose();
        gradients.dispose();
      }
    }),
    { numRuns: 30, seed: 11 },
  );
  expect(checked).toBeGreaterThan(50);
  expect(bent).toBeLessThan(checked / 4);
});

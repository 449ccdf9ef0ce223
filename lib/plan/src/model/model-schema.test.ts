import { expect, it } from 'vitest';
import { modelSchema } from './index.ts';

it('refuses unknown fields', () => {
  expect(modelSchema.safeParse({ layers: [{ type: 'dense', units: 1, unit: 2 }] }).success).toBe(false);
});

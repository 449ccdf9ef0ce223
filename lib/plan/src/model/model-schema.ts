import { z } from 'zod';
import { layerSchema } from './layers/registry.ts';

/** The model section of a plan: layers in order, each fed by the one before it unless it names its `inputs`. */
export const modelSchema = z.strictObject({
  seed: z
    .number()
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .default(0)
    .describe('chooses the initial weights, the same on every machine'),
  layers: z.array(layerSchema).min(1).max(500).describe('the last layer is the output of the model'),
});

/** The model section as parsed. */
export type Model = z.output<typeof modelSchema>;

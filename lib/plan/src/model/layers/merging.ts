import { z } from 'zod';
import { common } from './fields.ts';
import { layerRow, treatsPatientsAlone } from './layer-row.ts';
import { type LayerInputs, modelInvalid, type Shape } from './shape-rules.ts';
import { weightless } from './tensor-plan.ts';

/** The first shape, if all agree with it in their leading dimensions, `compared` of them. */
function agreed({ place, input, all }: LayerInputs, compared: number): Shape {
  for (const shape of all) {
    if (shape.length !== input.length || shape.slice(0, compared).some((d, i) => d !== input[i])) {
      const shapes = all.map((s) => `[${s.join(', ')}]`).join(' and ');
      throw modelInvalid(place, `its inputs have shapes ${shapes}, which cannot be merged`);
    }
  }
  return input;
}

/** Layers that merge several others. */
export const MERGING_LAYERS = {
  add: layerRow({
    schema: z.strictObject({ type: z.literal('add').describe('sum of several layers of one shape'), ...common }),
    merges: true,
    shape: (_layer, inputs) => agreed(inputs, inputs.input.length),
    tensors: weightless,
    fitness: treatsPatientsAlone,
  }),
  concatenate: layerRow({
    schema: z.strictObject({ type: z.literal('concatenate').describe('several layers side by side'), ...common }),
    merges: true,
    shape(_layer, inputs) {
      const leading = agreed(inputs, inputs.input.length - 1).slice(0, -1);
      return [...leading, inputs.all.reduce((sum, shape) => sum + (shape.at(-1) ?? 0), 0)];
    },
    tensors: weightless,
    fitness: treatsPatientsAlone,
  }),
};

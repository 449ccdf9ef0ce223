import { z } from 'zod';
import { ACTIVATIONS, activation, common, count, initializer, trainable, units, useBias } from './fields.ts';
import { layerRow, treatsPatientsAlone } from './layer-row.ts';
import { modelInvalid, sameShape, sizeOf } from './shape-rules.ts';
import { bias, kernel, weightless } from './tensor-plan.ts';

/** Dense layers, and layers without weights that change values or shapes. */
export const BASIC_LAYERS = {
  dense: layerRow({
    schema: z.strictObject({
      type: z.literal('dense').describe('every output sees every input'),
      ...trainable,
      units,
      activation,
      useBias,
      initializer,
    }),
    shape: (layer, { input }) => [...input.slice(0, -1), layer.units],
    tensors: (layer, channels) => [kernel('kernel', [channels, layer.units], layer.initializer), ...bias(layer, layer.units)],
    fitness: treatsPatientsAlone,
  }),
  dropout: layerRow({
    schema: z.strictObject({
      type: z.literal('dropout').describe('sets random values to zero while training'),
      ...common,
      rate: z.number().min(0).lt(1).describe('fraction of values set to zero while training'),
    }),
    shape: sameShape,
    tensors: weightless,
    fitness: treatsPatientsAlone,
  }),
  flatten: layerRow({
    schema: z.strictObject({ type: z.literal('flatten').describe('one long vector of any shape'), ...common }),
    shape: (_layer, { input }) => [sizeOf(input)],
    tensors: weightless,
    fitness: treatsPatientsAlone,
  }),
  reshape: layerRow({
    schema: z.strictObject({
      type: z.literal('reshape').describe('the same values in another shape'),
      ...common,
      shape: z.array(count).min(1).max(4).describe('the new shape, without the row'),
    }),
    shape(layer, { place, input }) {
      const from = sizeOf(input);
      if (from !== sizeOf(layer.shape)) {
        throw modelInvalid(place, `[${input.join(', ')}] has ${from} values and cannot become [${layer.shape.join(', ')}]`);
      }
      return layer.shape;
    },
    tensors: weightless,
    fitness: treatsPatientsAlone,
  }),
  activation: layerRow({
    schema: z.strictObject({
      type: z.literal('activation').describe('an activation by itself'),
      ...common,
      activation: z.enum(ACTIVATIONS).describe('the function'),
    }),
    shape: sameShape,
    tensors: weightless,
    fitness: treatsPatientsAlone,
  }),
};

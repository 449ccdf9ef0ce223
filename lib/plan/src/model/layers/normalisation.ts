import { z } from 'zod';
import { count, trainable } from './fields.ts';
import { layerRow, treatsPatientsAlone } from './layer-row.ts';
import { modelInvalid, sameShape } from './shape-rules.ts';
import { ONES, type TensorPlan, ZEROS } from './tensor-plan.ts';

const epsilon = z.number().positive().default(1e-3).describe('added to the variance');

/** Scale and shift of each channel. */
function scaleAndShift(_layer: unknown, channels: number): TensorPlan[] {
  return [
    { weight: 'gamma', shape: [channels], start: ONES },
    { weight: 'beta', shape: [channels], start: ZEROS },
  ];
}

/** Layers that bring values to mean 0 and variance 1, then scale and shift each channel. */
export const NORMALISATIONS = {
  'layer-norm': layerRow({
    schema: z.strictObject({
      type: z.literal('layer-norm').describe('normalises each row over its values'),
      ...trainable,
      epsilon,
    }),
    shape: sameShape,
    tensors: scaleAndShift,
    fitness: treatsPatientsAlone,
  }),
  'group-norm': layerRow({
    schema: z.strictObject({
      type: z.literal('group-norm').describe('normalises each row within groups of channels'),
      ...trainable,
      groups: count.describe('number of groups; divides the number of channels'),
      epsilon,
    }),
    shape(layer, { place, input }) {
      const channels = input.at(-1) ?? 1;
      if (channels % layer.groups !== 0) {
        throw modelInvalid(place, `${channels} channels cannot be split into ${layer.groups} groups`);
      }
      return input;
    },
    tensors: scaleAndShift,
    fitness: treatsPatientsAlone,
  }),
  'batch-norm': layerRow({
    schema: z.strictObject({
      type: z
        .literal('batch-norm')
        .describe('normalises over the batch; refused with a guarantee for patients, since it mixes them'),
      ...trainable,
      momentum: z.number().min(0).lt(1).default(0.99).describe('decay of the running moments'),
      epsilon,
    }),
    shape: sameShape,
    tensors: (layer, channels) => [
      ...scaleAndShift(layer, channels),
      { weight: 'moving_mean', shape: [channels], start: ZEROS, kind: 'statistic' },
      { weight: 'moving_variance', shape: [channels], start: ONES, kind: 'statistic' },
    ],
    fitness: (layer) =>
      layer.frozen
        ? undefined
        : 'batch normalisation mixes the patients of a batch, so one patient’s influence cannot be bounded: use group-norm or layer-norm',
  }),
};

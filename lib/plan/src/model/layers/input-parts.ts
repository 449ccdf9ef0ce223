import { z } from 'zod';
import { MAX_NAME } from '../../limits.ts';
import { common, count } from './fields.ts';
import { layerRow, treatsPatientsAlone } from './layer-row.ts';
import { type LayerInputs, modelInvalid, needRank } from './shape-rules.ts';
import { weightless } from './tensor-plan.ts';

const { name } = common;
const stated = 'follows from the features, and is stated in the plan that hospitals approve';

/** @throws ConsiliumError `MODEL_INVALID` unless the input is a vector that has these values. */
function needValues({ place, input }: LayerInputs, end: number): void {
  needRank({ place, input, all: [input] }, 1, 'the inputs as one vector');
  const [length = 0] = input;
  if (end > length) throw modelInvalid(place, `it takes values up to ${end} of an input of ${length}`);
}

/** Layers that take a part of the model's input: what the features of a plan are, they know by numbers that the plan states. */
export const INPUT_PARTS = {
  series: layerRow({
    schema: z.strictObject({
      type: z
        .literal('series')
        .describe('the series among the inputs, as steps and channels: one channel for each series, one for each mask'),
      name,
      steps: count.optional().describe(`number of steps; said where the plan has series of several lengths, else it ${stated}`),
      channels: count.optional().describe(`number of channels; ${stated}`),
      from: z.int().min(0).optional().describe(`first input of the series, counted from 0; ${stated}`),
    }),
    readsInput: true,
    shape({ steps = 0, channels = 0, from = 0 }, inputs) {
      if (steps * channels === 0) throw modelInvalid(inputs.place, 'it says no steps and channels');
      needValues(inputs, from + steps * channels);
      return [steps, channels];
    },
    tensors: weightless,
    fitness: treatsPatientsAlone,
  }),
  image: layerRow({
    schema: z.strictObject({
      type: z.literal('image').describe('an image among the inputs, as height, width and channels'),
      name,
      feature: z.string().min(1).max(MAX_NAME).optional().describe('name of the feature; said where the plan has several images'),
      height: count.optional().describe(`rows of pixels; ${stated}`),
      width: count.optional().describe(`columns of pixels; ${stated}`),
      channels: count.optional().describe(`number of channels; ${stated}`),
      from: z.int().min(0).optional().describe(`first input of the image, counted from 0; ${stated}`),
    }),
    readsInput: true,
    shape({ height = 0, width = 0, channels = 0, from = 0 }, inputs) {
      if (height * width * channels === 0) throw modelInvalid(inputs.place, 'it says no height, width and channels');
      needValues(inputs, from + height * width * channels);
      return [height, width, channels];
    },
    tensors: weightless,
    fitness: treatsPatientsAlone,
  }),
  columns: layerRow({
    schema: z.strictObject({
      type: z.literal('columns').describe('the inputs that are no series and no image, as one vector'),
      name,
      count: count.optional().describe(`number of inputs; ${stated}`),
    }),
    readsInput: true,
    shape({ count: values = 0 }, inputs) {
      if (values === 0) throw modelInvalid(inputs.place, 'it says no count');
      needValues(inputs, values);
      return [values];
    },
    tensors: weightless,
    fitness: treatsPatientsAlone,
  }),
};

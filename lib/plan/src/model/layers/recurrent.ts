import { z } from 'zod';
import { type Initializer, initializer, trainable, units, useBias } from './fields.ts';
import { layerRow, treatsPatientsAlone } from './layer-row.ts';
import { type LayerInputs, needRank, type Shape } from './shape-rules.ts';
import { bias, kernel, type TensorPlan } from './tensor-plan.ts';

const recurrentActivation = z.enum(['sigmoid', 'hard-sigmoid']).default('sigmoid').describe('function of the gates');
const recurrent = {
  ...trainable,
  units,
  activation: z.enum(['tanh', 'relu', 'sigmoid', 'linear']).default('tanh').describe('function of the state'),
  useBias,
  returnSequences: z.boolean().default(false).describe('give every step’s state instead of the last one'),
  initializer,
};

interface Recurrent {
  readonly units: number;
  readonly returnSequences: boolean;
  readonly initializer: Initializer;
}

function stateShape(layer: Recurrent, inputs: LayerInputs): Shape {
  needRank(inputs, 2, 'steps and features');
  return layer.returnSequences ? [inputs.input[0] ?? 1, layer.units] : [layer.units];
}

/** The kernels of a layer with so many gates, side by side. */
function kernels(layer: Recurrent, channels: number, gates: number): TensorPlan[] {
  const width = gates * layer.units;
  return [kernel('kernel', [channels, width], layer.initializer), kernel('recurrent_kernel', [layer.units, width], 'orthogonal')];
}

/** Layers that walk along a sequence with a state. */
export const RECURRENT_LAYERS = {
  'simple-rnn': layerRow({
    schema: z.strictObject({ type: z.literal('simple-rnn').describe('plain recurrent layer'), ...recurrent }),
    shape: stateShape,
    tensors: (layer, channels) => [...kernels(layer, channels, 1), ...bias(layer, layer.units)],
    fitness: treatsPatientsAlone,
  }),
  lstm: layerRow({
    schema: z.strictObject({
      type: z.literal('lstm').describe('long short-term memory'),
      ...recurrent,
      recurrentActivation,
    }),
    shape: stateShape,
    tensors: (layer, channels) => [
      ...kernels(layer, channels, 4),
      ...bias(layer, 4 * layer.units).map(
        (tensor): TensorPlan => ({ ...tensor, start: { kind: 'forget-gate-bias', units: layer.units } }),
      ),
    ],
    fitness: treatsPatientsAlone,
  }),
  gru: layerRow({
    schema: z.strictObject({
      type: z.literal('gru').describe('gated recurrent unit'),
      ...recurrent,
      recurrentActivation,
    }),
    shape: stateShape,
    tensors: (layer, channels) => [...kernels(layer, channels, 3), ...bias(layer, 3 * layer.units)],
    fitness: treatsPatientsAlone,
  }),
};

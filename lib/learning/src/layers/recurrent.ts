import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { activate } from './activations.ts';
import { columnContribution, joinContributions, outerContribution } from './contribution.ts';
import {
  activationOf,
  biasName,
  kerasActivation,
  type KerasConfig,
  type KerasExpansion,
  type KerasFileLayer,
  kerasLayer,
  kerasTrainable,
  requireFixed,
  trainableFields,
} from './keras.ts';
import { byUnit, type LayerContext, type LayerForward, observed, type PlacedOf } from './layer.ts';
import type { LayerOf, LayerRows } from './layer-row.ts';

type Recurrent = LayerOf<'simple-rnn' | 'lstm' | 'gru'>;

/** A recurrent kernel's columns `from .. to` and the vector they are applied to at every step. */
interface RecurrentUse {
  readonly from: number;
  readonly to: number;
  readonly inputs: Tensor2D[];
}

/**
 * Unrolls a recurrent layer. The input projection of all steps is one product, whose output gradient is that of the
 * pre-activations of every step; with the vectors that the recurrent kernel saw, it gives all weight gradients of a patient
 * as sums over steps, like a dense layer over places.
 *
 * @param step from a step's input projection and the state before it to the state after it, of which the first part is the output
 */
function unroll<L extends Recurrent>(
  context: LayerContext,
  { layer, inputShape }: PlacedOf<L>,
  input: Tensor3D,
  [kernel, , bias]: readonly Tensor[],
  uses: readonly RecurrentUse[],
  states: number,
  step: (projection: Tensor2D, state: readonly Tensor2D[]) => Tensor2D[],
): Tensor {
  const { tf, units } = context;
  const [steps = 1, features = 1] = inputShape;
  const w = kernel as Tensor2D;
  const width = w.shape[1];
  const rows = input.shape[0];
  const projections = observed(
    context,
    input,
    (x) => {
      const product = tf.matMul(tf.reshape(x, [-1, features]) as Tensor2D, w);
      return tf.reshape(bias === undefined ? product : tf.add(product, bias), [rows, steps, width]);
    },
    (dz, x) => tf.reshape(tf.matMul(tf.reshape(dz, [-1, width]) as Tensor2D, w, false, true), x.shape),
    (dz, x) =>
      context.contribute(0, () => {
        const d = byUnit(tf, dz, units);
        const fromInput = outerContribution(tf, byUnit(tf, x, units), d, bias !== undefined);
        const blocks = uses.map(({ from, to, inputs }) => {
          const seen = byUnit(tf, tf.stack(inputs, 1), units);
          return outerContribution(tf, seen, tf.slice(d, [0, 0, from], [-1, -1, to - from]), false);
        });
        const fromState = columnContribution(tf, blocks, units, layer.units);
        const order = joinContributions(tf, [fromInput, fromState]);
        // In the file the recurrent kernel stands between kernel and bias.
        const reorder = ([k, second, third]: Tensor[]): Tensor[] =>
          (bias === undefined ? [k, second] : [k, third, second]) as Tensor[];
        return {
          normSquared: order.normSquared,
          sum: () => reorder(order.sum()),
          each: (scale) => reorder(order.each(scale)),
        };
      }),
  );
  let state: Tensor2D[] = Array.from({ length: states }, () => tf.zeros([rows, layer.units]));
  const outputs: Tensor2D[] = [];
  for (const projection of tf.unstack(projections, 1) as Tensor2D[]) {
    state = step(projection, state);
    outputs.push(state[0] as Tensor2D);
  }
  return layer.returnSequences ? tf.stack(outputs, 1) : (outputs.at(-1) as Tensor);
}

/** h = act(x W + b + h U). */
const simpleRnn: LayerForward<LayerOf<'simple-rnn'>> = (context, placed, [input], weights) => {
  const { tf } = context;
  const recurrent = weights[1] as Tensor2D;
  const seen: Tensor2D[] = [];
  const uses = [{ from: 0, to: placed.layer.units, inputs: seen }];
  return unroll(context, placed, input as Tensor3D, weights, uses, 1, (projection, [h]) => {
    seen.push(context.keep(h as Tensor) as Tensor2D);
    return [activate(tf, placed.layer.activation, tf.add(projection, tf.matMul(h as Tensor2D, recurrent))) as Tensor2D];
  });
};

/** Long short-term memory, gates in the order input, forget, cell, output (Hochreiter and Schmidhuber 1997; Keras's order). */
const lstm: LayerForward<LayerOf<'lstm'>> = (context, placed, [input], weights) => {
  const { tf } = context;
  const { units, activation, recurrentActivation } = placed.layer;
  const recurrent = weights[1] as Tensor2D;
  const seen: Tensor2D[] = [];
  const uses = [{ from: 0, to: 4 * units, inputs: seen }];
  return unroll(context, placed, input as Tensor3D, weights, uses, 2, (projection, [h, c]) => {
    seen.push(context.keep(h as Tensor) as Tensor2D);
    const z = tf.add(projection, tf.matMul(h as Tensor2D, recurrent));
    const [i, f, g, o] = tf.split(z, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
    const gate = (x: Tensor): Tensor => activate(tf, recurrentActivation, x);
    const cell = tf.add(tf.mul(gate(f), c as Tensor), tf.mul(gate(i), activate(tf, activation, g))) as Tensor2D;
    return [tf.mul(gate(o), activate(tf, activation, cell)), cell];
  });
};

/** Gated recurrent unit, gates in the order update, reset, candidate, the reset applied before the product (Cho et al. 2014, arXiv:1406.1078). */
const gru: LayerForward<LayerOf<'gru'>> = (context, placed, [input], weights) => {
  const { tf } = context;
  const { units, activation, recurrentActivation } = placed.layer;
  const [gates, candidate] = tf.split(weights[1] as Tensor2D, [2 * units, units], 1) as [Tensor2D, Tensor2D];
  const [seen, seenReset]: [Tensor2D[], Tensor2D[]] = [[], []];
  const uses = [
    { from: 0, to: 2 * units, inputs: seen },
    { from: 2 * units, to: 3 * units, inputs: seenReset },
  ];
  return unroll(context, placed, input as Tensor3D, weights, uses, 1, (projection, [state]) => {
    const h = state as Tensor2D;
    const [forGates, forCandidate] = tf.split(projection, [2 * units, units], 1) as [Tensor2D, Tensor2D];
    const opened = activate(tf, recurrentActivation, tf.add(forGates, tf.matMul(h, gates)));
    const [update, reset] = tf.split(opened, 2, 1) as [Tensor, Tensor];
    const kept = tf.mul(reset, h) as Tensor2D;
    seen.push(context.keep(h) as Tensor2D);
    seenReset.push(context.keep(kept) as Tensor2D);
    const fresh = activate(tf, activation, tf.add(forCandidate, tf.matMul(kept, candidate)));
    return [tf.add(tf.mul(update, h), tf.mul(tf.sub(1, update), fresh)) as Tensor2D];
  });
};

function recurrentToKeras(
  placed: PlacedOf<Recurrent>,
  className: string,
  own: { readonly reset_after?: false } = {},
): KerasExpansion {
  const { layer } = placed;
  const config = {
    ...kerasTrainable(layer),
    units: layer.units,
    activation: layer.activation,
    ...('recurrentActivation' in layer ? { recurrent_activation: kerasActivation(layer.recurrentActivation) } : {}),
    use_bias: layer.useBias,
    return_sequences: layer.returnSequences,
    ...own,
  };
  return kerasLayer(placed, className, config, ['kernel', 'recurrent_kernel', ...biasName(layer)]);
}

/** What all recurrent layers read from a file. */
function recurrentFields(file: KerasFileLayer): KerasConfig {
  const { config } = file;
  const activation = activationOf(file, config.activation ?? 'tanh');
  requireFixed(file, { go_backwards: false, stateful: false, dropout: 0, recurrent_dropout: 0, reset_after: false });
  return { ...trainableFields(file), units: config.units, activation, returnSequences: config.return_sequences === true };
}

function gatedFields(file: KerasFileLayer): KerasConfig {
  const fields = recurrentFields(file);
  return { ...fields, recurrentActivation: activationOf(file, file.config.recurrent_activation ?? 'hard_sigmoid') };
}

/** Layers that walk along a sequence with a state. */
export const RECURRENT_LAYERS: LayerRows<Recurrent['type']> = {
  'simple-rnn': {
    forward: simpleRnn,
    appliesActivation: true,
    toKeras: (placed) => recurrentToKeras(placed, 'SimpleRNN'),
    fromKeras: { classes: ['SimpleRNN'], fields: recurrentFields },
  },
  lstm: {
    forward: lstm,
    appliesActivation: true,
    toKeras: (placed) => recurrentToKeras(placed, 'LSTM'),
    fromKeras: { classes: ['LSTM'], fields: gatedFields },
  },
  gru: {
    forward: gru,
    appliesActivation: true,
    toKeras: (placed) => recurrentToKeras(placed, 'GRU', { reset_after: false }),
    fromKeras: { classes: ['GRU'], fields: gatedFields },
  },
};

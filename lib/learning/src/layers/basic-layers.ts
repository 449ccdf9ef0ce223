import type { Layer } from '@consilium/plan';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import { outerContribution } from './contribution.ts';
import { byUnit, type LayerForward, observed } from './layer.ts';

type Of<T extends Layer['type']> = Extract<Layer, { type: T }>;

/** z = a W + b over the last dimension; the activation is applied by the network. */
export const dense: LayerForward<Of<'dense'>> = (context, { layer, outputShape }, [input], [kernel, bias]) => {
  const { tf, units } = context;
  const a = input as Tensor;
  const w = kernel as Tensor2D;
  const inputWidth = a.shape.at(-1) ?? 1;
  const flat = (t: Tensor, width: number): Tensor2D => tf.reshape(t, [-1, width]);
  return observed(
    context,
    a,
    (x) => {
      const product = tf.matMul(flat(x, inputWidth), w);
      const z = bias === undefined ? product : tf.add(product, bias);
      return tf.reshape(z, [-1, ...outputShape]);
    },
    (dz, x) => tf.reshape(tf.matMul(flat(dz, layer.units), w, false, true), x.shape),
    (dz, x) =>
      context.contribute(0, () => outerContribution(tf, byUnit(tf, x, units), byUnit(tf, dz, units), bias !== undefined)),
  );
};

/** Sets values to zero with probability `rate` and scales the rest by 1 / (1 - rate), so that expectations stay. */
export const dropout: LayerForward<Of<'dropout'>> = ({ tf, training, uniform }, { layer, inputShape }, [input]) => {
  const a = input as Tensor;
  if (!training || layer.rate === 0) return a;
  const values = inputShape.reduce((x, y) => x * y, 1);
  const keep = tf.cast(tf.greaterEqual(uniform(values), layer.rate), 'float32');
  return tf.mul(a, tf.reshape(tf.mul(keep, 1 / (1 - layer.rate)), a.shape));
};

/** Flatten and reshape: the same values, another shape. */
export const reshape: LayerForward<Of<'flatten' | 'reshape'>> = ({ tf }, { outputShape }, [input]) =>
  tf.reshape(input as Tensor, [-1, ...outputShape]);

/** A layer that is nothing but its activation, which the network applies. */
export const activationOnly: LayerForward<Of<'activation'>> = (_context, _placed, [input]) => input as Tensor;

/** Element-wise sum of layers of one shape (residual connections). */
export const add: LayerForward<Of<'add'>> = ({ tf }, _placed, inputs) => inputs.reduce((a, b) => tf.add(a, b));

/** Layers side by side along the last dimension. */
export const concatenate: LayerForward<Of<'concatenate'>> = ({ tf }, _placed, inputs) => tf.concat([...inputs], -1);

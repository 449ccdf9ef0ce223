import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import { outerContribution } from './contribution.ts';
import { activationOf, biasName, kerasActivation, kerasLayer, kerasTrainable, trainableFields } from './keras.ts';
import { byUnit, type LayerForward, observed } from './layer.ts';
import type { LayerOf, LayerRows } from './layer-row.ts';

/** z = a W + b over the last dimension; the activation is applied by the network. */
const dense: LayerForward<LayerOf<'dense'>> = (context, { layer, outputShape }, [input], [kernel, bias]) => {
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
const dropout: LayerForward<LayerOf<'dropout'>> = ({ tf, training, uniform }, { layer, inputShape }, [input]) => {
  const a = input as Tensor;
  if (!training || layer.rate === 0) return a;
  const values = inputShape.reduce((x, y) => x * y, 1);
  const keep = tf.cast(tf.greaterEqual(uniform(values), layer.rate), 'float32');
  return tf.mul(a, tf.reshape(tf.mul(keep, 1 / (1 - layer.rate)), a.shape));
};

/** Flatten and reshape: the same values, another shape. */
const reshape: LayerForward<LayerOf<'flatten' | 'reshape'>> = ({ tf }, { outputShape }, [input]) =>
  tf.reshape(input as Tensor, [-1, ...outputShape]);

/** A layer that is nothing but its activation, which the network applies. */
const activationOnly: LayerForward<LayerOf<'activation'>> = (_context, _placed, [input]) => input as Tensor;

/** Dense layers, and layers without weights that change values or shapes. */
export const BASIC_LAYERS: LayerRows<'dense' | 'dropout' | 'flatten' | 'reshape' | 'activation'> = {
  dense: {
    forward: dense,
    toKeras(placed) {
      const { layer } = placed;
      const activation = kerasActivation(layer.activation);
      const config = { ...kerasTrainable(layer), units: layer.units, activation, use_bias: layer.useBias };
      return kerasLayer(placed, 'Dense', config, ['kernel', ...biasName(layer)]);
    },
    fromKeras: {
      classes: ['Dense'],
      fields: (file) => ({
        ...trainableFields(file),
        activation: activationOf(file, file.config.activation),
        units: file.config.units,
      }),
    },
  },
  dropout: {
    forward: dropout,
    uniforms: ({ layer, outputShape }) => (layer.rate > 0 ? outputShape.reduce((a, b) => a * b, 1) : 0),
    toKeras: (placed) => kerasLayer(placed, 'Dropout', { rate: placed.layer.rate }),
    fromKeras: { classes: ['Dropout'], fields: ({ config }) => ({ rate: config.rate }) },
  },
  flatten: {
    forward: reshape,
    toKeras: (placed) => kerasLayer(placed, 'Flatten', {}),
    fromKeras: { classes: ['Flatten'], fields: () => ({}) },
  },
  reshape: {
    forward: reshape,
    toKeras: (placed) => kerasLayer(placed, 'Reshape', { target_shape: placed.layer.shape }),
    fromKeras: { classes: ['Reshape'], fields: ({ config }) => ({ shape: config.target_shape }) },
  },
  activation: {
    forward: activationOnly,
    toKeras: (placed) => kerasLayer(placed, 'Activation', { activation: kerasActivation(placed.layer.activation) }),
    fromKeras: {
      classes: ['Activation'],
      fields: (file) => ({ activation: activationOf(file, file.config.activation) }),
    },
  },
};

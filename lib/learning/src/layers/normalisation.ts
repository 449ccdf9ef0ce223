import type { Tensor } from '@tensorflow/tfjs';
import { explicitContribution, sumOfPositions } from './contribution.ts';
import {
  frozenFields,
  type KerasConfig,
  type KerasExpansion,
  type KerasFileLayer,
  type KerasLayer,
  kerasLayer,
  kerasTrainable,
  requireFixed,
} from './keras.ts';
import { byUnit, type LayerContext, type LayerForward, observed, type PlacedOf } from './layer.ts';
import type { LayerOf, LayerRows } from './layer-row.ts';
import { meanOver } from './place-free-sum.ts';

/** Scale and shift of each channel, gamma x + beta: gradients are the sums over places of d x and of d. */
function affine(context: LayerContext, normal: Tensor, gamma: Tensor, beta: Tensor): Tensor {
  const { tf, units } = context;
  return observed(
    context,
    normal,
    (x) => tf.add(tf.mul(x, gamma), beta),
    (dy) => tf.mul(dy, gamma),
    (dy, x) =>
      context.contribute(0, () =>
        explicitContribution(tf, [
          sumOfPositions(tf, byUnit(tf, tf.mul(dy, x), units)),
          sumOfPositions(tf, byUnit(tf, dy, units)),
        ]),
      ),
  );
}

/** (x - mean) / sqrt(variance + epsilon) over the given axes, differentiable. */
function standardise({ tf }: LayerContext, x: Tensor, axes: number[], epsilon: number): Tensor {
  const centred = tf.sub(x, meanOver(tf, x, axes));
  const variance = meanOver(tf, tf.square(centred), axes);
  return tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
}

/** Over the channels of each place (Ba et al. 2016, arXiv:1607.06450). */
const layerNorm: LayerForward<LayerOf<'layer-norm'>> = (context, { layer }, [input], [gamma, beta]) =>
  affine(
    context,
    standardise(context, input as Tensor, [(input as Tensor).rank - 1], layer.epsilon),
    gamma as Tensor,
    beta as Tensor,
  );

/** Over the places and channels of each group of channels (Wu and He 2018, arXiv:1803.08494). */
const groupNorm: LayerForward<LayerOf<'group-norm'>> = (context, { layer }, [input], [gamma, beta]) => {
  const { tf } = context;
  const x = input as Tensor;
  const [rows = 1] = x.shape;
  const channels = x.shape.at(-1) ?? 1;
  const grouped = tf.reshape(x, [rows, x.size / (rows * channels), layer.groups, channels / layer.groups]);
  const normal = tf.reshape(standardise(context, grouped, [1, 3], layer.epsilon), x.shape);
  return affine(context, normal, gamma as Tensor, beta as Tensor);
};

/**
 * Over the batch (Ioffe and Szegedy 2015, arXiv:1502.03167): it mixes patients, so it is refused under per-patient privacy. The
 * moving moments follow by m = momentum m + (1 - momentum) batch; a frozen layer uses them as they are.
 */
const batchNorm: LayerForward<LayerOf<'batch-norm'>> = (context, { layer }, [input], [gamma, beta, mean, variance]) => {
  const { tf } = context;
  const x = input as Tensor;
  const axes = x.shape.slice(0, -1).map((_, i) => i);
  if (!context.training || layer.frozen) {
    const normal = tf.mul(tf.sub(x, mean as Tensor), tf.rsqrt(tf.add(variance as Tensor, layer.epsilon)));
    return affine(context, normal, gamma as Tensor, beta as Tensor);
  }
  const batchMean = tf.mean(x, axes);
  const batchVariance = tf.mean(tf.square(tf.sub(x, batchMean)), axes);
  context.contributeStatistics([
    context.keep(tf.mul(tf.sub(mean as Tensor, batchMean), 1 - layer.momentum)),
    context.keep(tf.mul(tf.sub(variance as Tensor, batchVariance), 1 - layer.momentum)),
  ]);
  return affine(context, standardise(context, x, axes, layer.epsilon), gamma as Tensor, beta as Tensor);
};

/** Epsilon of the stand-in batch normalisation; the stored variance makes up for it. */
const AFFINE_EPSILON = 2 ** -10;

/**
 * Group normalisation out of layers that exist: the values of each group side by side, layer normalisation with a fixed scale
 * of 1 (TensorFlow.js cannot train through one without scale), everything back in place, and the scale and shift of each
 * channel as a batch normalisation with mean 0 and variance 1.
 */
function groupNormToKeras({ name, layer, inputs, outputShape }: PlacedOf<LayerOf<'group-norm'>>): KerasExpansion {
  const { groups, epsilon } = layer;
  const channels = outputShape.at(-1) ?? 1;
  const positions = outputShape.slice(0, -1).reduce((a, b) => a * b, 1);
  const within = channels / groups;
  const step = (suffix: string, className: string, config: KerasConfig, from: readonly string[]): KerasLayer => {
    const own = suffix === '' ? name : `${name}_${suffix}`;
    return { className, name: own, config: { name: own, ...config }, inputs: from };
  };
  const affineConfig = { ...kerasTrainable(layer), axis: -1, epsilon: AFFINE_EPSILON };
  return {
    layers: [
      step('split', 'Reshape', { target_shape: [positions, groups, within] }, inputs),
      step('gather', 'Permute', { dims: [2, 1, 3] }, [`${name}_split`]),
      step('rows', 'Reshape', { target_shape: [groups, positions * within] }, [`${name}_gather`]),
      step('normal', 'LayerNormalization', { trainable: false, axis: -1, epsilon }, [`${name}_rows`]),
      step('columns', 'Reshape', { target_shape: [groups, positions, within] }, [`${name}_normal`]),
      step('scatter', 'Permute', { dims: [2, 1, 3] }, [`${name}_columns`]),
      step('join', 'Reshape', { target_shape: outputShape }, [`${name}_scatter`]),
      step('', 'BatchNormalization', affineConfig, [`${name}_join`]),
    ],
    weightNames: [`${name}/gamma`, `${name}/beta`],
    constants: [
      { name: `${name}_normal/gamma`, shape: [positions * within], value: 1 },
      { name: `${name}_normal/beta`, shape: [positions * within], value: 0 },
      { name: `${name}/moving_mean`, shape: [channels], value: 0 },
      { name: `${name}/moving_variance`, shape: [channels], value: 1 - AFFINE_EPSILON },
    ],
  };
}

/** What all normalisations read from a file. */
function normalisationFields(file: KerasFileLayer): KerasConfig {
  requireFixed(file, { axis: -1, center: true, scale: true });
  return { ...frozenFields(file), epsilon: file.config.epsilon };
}

/** Layers that bring values to mean 0 and variance 1, then scale and shift each channel. */
export const NORMALISATIONS: LayerRows<'layer-norm' | 'group-norm' | 'batch-norm'> = {
  'layer-norm': {
    forward: layerNorm,
    toKeras(placed) {
      const config = { ...kerasTrainable(placed.layer), axis: -1, epsilon: placed.layer.epsilon };
      return kerasLayer(placed, 'LayerNormalization', config, ['gamma', 'beta']);
    },
    fromKeras: { classes: ['LayerNormalization'], fields: normalisationFields },
  },
  'group-norm': {
    forward: groupNorm,
    toKeras: groupNormToKeras,
    // It is several layers in the file, which do not come back as one.
    fromKeras: undefined,
  },
  'batch-norm': {
    forward: batchNorm,
    toKeras(placed) {
      const { momentum, epsilon } = placed.layer;
      const config = { ...kerasTrainable(placed.layer), axis: -1, momentum, epsilon };
      return kerasLayer(placed, 'BatchNormalization', config, ['gamma', 'beta', 'moving_mean', 'moving_variance']);
    },
    fromKeras: {
      classes: ['BatchNormalization'],
      fields: (file) => ({ ...normalisationFields(file), momentum: file.config.momentum }),
    },
  },
};

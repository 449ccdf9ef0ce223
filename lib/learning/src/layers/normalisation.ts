import type { Layer } from '@consilium/plan';
import type { Tensor } from '@tensorflow/tfjs';
import { explicitContribution, sumOfPositions } from './contribution.ts';
import { byUnit, type LayerContext, type LayerForward, observed } from './layer.ts';

type Of<T extends Layer['type']> = Extract<Layer, { type: T }>;

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
  const centred = tf.sub(x, tf.mean(x, axes, true));
  const variance = tf.mean(tf.square(centred), axes, true);
  return tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
}

/** Over the channels of each place (Ba et al. 2016, arXiv:1607.06450). */
export const layerNorm: LayerForward<Of<'layer-norm'>> = (context, { layer }, [input], [gamma, beta]) =>
  affine(
    context,
    standardise(context, input as Tensor, [(input as Tensor).rank - 1], layer.epsilon),
    gamma as Tensor,
    beta as Tensor,
  );

/** Over the places and channels of each group of channels (Wu and He 2018, arXiv:1803.08494). */
export const groupNorm: LayerForward<Of<'group-norm'>> = (context, { layer }, [input], [gamma, beta]) => {
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
export const batchNorm: LayerForward<Of<'batch-norm'>> = (context, { layer }, [input], [gamma, beta, mean, variance]) => {
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

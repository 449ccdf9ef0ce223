import { asPair, type Activation, type PlacedLayer } from '@consilium/plan';

/** One layer in the topology of a TensorFlow.js layers model. */
export interface KerasLayer {
  readonly className: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of the layers that feed it. */
  readonly inputs: readonly string[];
}

/** Names of the weights that an exported layer has in the file, in file order. */
export interface KerasExpansion {
  readonly layers: readonly KerasLayer[];
  /** For each weight of our layer, in manifest order: its name in the file. */
  readonly weightNames: readonly string[];
  /** Constant weights that the file needs beside ours: name, shape, value. */
  readonly constants: readonly { readonly name: string; readonly shape: readonly number[]; readonly value: number }[];
}

/** The name of an activation in a Keras configuration. */
export function kerasActivation(activation: Activation): string {
  return activation === 'hard-sigmoid' ? 'hard_sigmoid' : activation;
}

const POOLING = {
  'max-pooling1d': 'MaxPooling1D',
  'average-pooling1d': 'AveragePooling1D',
  'max-pooling2d': 'MaxPooling2D',
  'average-pooling2d': 'AveragePooling2D',
} as const;
const RECURRENT = { 'simple-rnn': 'SimpleRNN', lstm: 'LSTM', gru: 'GRU' } as const;

/** A layer of a plan as layers of TensorFlow.js: one, except for group normalisation, which that library lacks. */
export function kerasLayers(placed: PlacedLayer): KerasExpansion {
  const { name, layer, inputs, inputShapes } = placed;
  const inputShape = inputShapes[0] ?? [];
  const one = (className: string, config: Record<string, unknown>, weights: readonly string[] = []): KerasExpansion => ({
    layers: [{ className, name, config: { name, ...config }, inputs }],
    weightNames: weights.map((weight) => `${name}/${weight}`),
    constants: [],
  });
  const bias = 'useBias' in layer && layer.useBias ? ['bias'] : [];
  const trained = 'frozen' in layer ? { trainable: !layer.frozen } : {};
  switch (layer.type) {
    case 'dense':
      return one(
        'Dense',
        { ...trained, units: layer.units, activation: kerasActivation(layer.activation), use_bias: layer.useBias },
        ['kernel', ...bias],
      );
    case 'dropout':
      return one('Dropout', { rate: layer.rate });
    case 'flatten':
      return one('Flatten', {});
    case 'reshape':
      return one('Reshape', { target_shape: layer.shape });
    case 'activation':
      return one('Activation', { activation: kerasActivation(layer.activation) });
    case 'conv1d':
    case 'conv2d': {
      const size = layer.type === 'conv1d' ? [layer.kernelSize] : asPair(layer.kernelSize);
      const strides = layer.type === 'conv1d' ? [layer.strides] : asPair(layer.strides);
      const shape = { filters: layer.filters, kernel_size: size, strides, padding: layer.padding, use_bias: layer.useBias };
      const config = { ...trained, ...shape, activation: kerasActivation(layer.activation) };
      return one(layer.type === 'conv1d' ? 'Conv1D' : 'Conv2D', config, ['kernel', ...bias]);
    }
    case 'separable-conv2d':
    case 'depthwise-conv2d': {
      const separable = layer.type === 'separable-conv2d';
      const config = {
        ...trained,
        ...(separable ? { filters: layer.filters } : {}),
        kernel_size: asPair(layer.kernelSize),
        strides: asPair(layer.strides),
        padding: layer.padding,
        depth_multiplier: layer.depthMultiplier,
        use_bias: layer.useBias,
        activation: kerasActivation(layer.activation),
      };
      const weights = ['depthwise_kernel', ...(separable ? ['pointwise_kernel'] : []), ...bias];
      return one(separable ? 'SeparableConv2D' : 'DepthwiseConv2D', config, weights);
    }
    case 'max-pooling1d':
    case 'average-pooling1d':
      return one(POOLING[layer.type], {
        pool_size: [layer.poolSize],
        strides: [layer.strides ?? layer.poolSize],
        padding: layer.padding,
      });
    case 'max-pooling2d':
    case 'average-pooling2d': {
      const strides = asPair(layer.strides ?? layer.poolSize);
      return one(POOLING[layer.type], { pool_size: asPair(layer.poolSize), strides, padding: layer.padding });
    }
    case 'global-max-pooling':
    case 'global-average-pooling':
      return one(
        `Global${layer.type === 'global-max-pooling' ? 'Max' : 'Average'}Pooling${inputShape.length === 2 ? '1D' : '2D'}`,
        {},
      );
    case 'embedding':
      return one('Embedding', { ...trained, input_dim: layer.vocabulary, output_dim: layer.units, input_length: inputShape[0] }, [
        'embeddings',
      ]);
    case 'layer-norm':
      return one('LayerNormalization', { ...trained, axis: -1, epsilon: layer.epsilon }, ['gamma', 'beta']);
    case 'batch-norm':
      return one('BatchNormalization', { ...trained, axis: -1, momentum: layer.momentum, epsilon: layer.epsilon }, [
        'gamma',
        'beta',
        'moving_mean',
        'moving_variance',
      ]);
    case 'group-norm':
      return groupNorm(placed, layer.groups, layer.epsilon, trained);
    case 'simple-rnn':
    case 'lstm':
    case 'gru': {
      const gates = 'recurrentActivation' in layer ? { recurrent_activation: kerasActivation(layer.recurrentActivation) } : {};
      const config = {
        ...trained,
        units: layer.units,
        activation: layer.activation,
        ...gates,
        use_bias: layer.useBias,
        return_sequences: layer.returnSequences,
        ...(layer.type === 'gru' ? { reset_after: false } : {}),
      };
      return one(RECURRENT[layer.type], config, ['kernel', 'recurrent_kernel', ...bias]);
    }
    case 'add':
      return one('Add', {});
    case 'concatenate':
      return one('Concatenate', { axis: -1 });
  }
}

/**
 * Group normalisation out of layers that exist: the values of each group side by side, layer normalisation with a fixed scale
 * of 1 (TensorFlow.js cannot train through one without scale), everything back in place, and the scale and shift of each channel as a batch normalisation with mean 0 and variance 1.
 */
function groupNorm(placed: PlacedLayer, groups: number, epsilon: number, trained: Record<string, unknown>): KerasExpansion {
  const { name, inputs, outputShape } = placed;
  const channels = outputShape.at(-1) ?? 1;
  const positions = outputShape.slice(0, -1).reduce((a, b) => a * b, 1);
  const within = channels / groups;
  const step = (suffix: string, className: string, config: Record<string, unknown>, from: readonly string[]): KerasLayer => {
    const own = suffix === '' ? name : `${name}_${suffix}`;
    return { className, name: own, config: { name: own, ...config }, inputs: from };
  };
  const affine = { ...trained, axis: -1, epsilon: AFFINE_EPSILON };
  return {
    layers: [
      step('split', 'Reshape', { target_shape: [positions, groups, within] }, inputs),
      step('gather', 'Permute', { dims: [2, 1, 3] }, [`${name}_split`]),
      step('rows', 'Reshape', { target_shape: [groups, positions * within] }, [`${name}_gather`]),
      step('normal', 'LayerNormalization', { trainable: false, axis: -1, epsilon }, [`${name}_rows`]),
      step('columns', 'Reshape', { target_shape: [groups, positions, within] }, [`${name}_normal`]),
      step('scatter', 'Permute', { dims: [2, 1, 3] }, [`${name}_columns`]),
      step('join', 'Reshape', { target_shape: outputShape }, [`${name}_scatter`]),
      step('', 'BatchNormalization', affine, [`${name}_join`]),
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

/** Epsilon of the stand-in batch normalisation; the stored variance makes up for it. */
const AFFINE_EPSILON = 2 ** -10;

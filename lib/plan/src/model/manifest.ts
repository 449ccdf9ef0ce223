import type { Initializer, Model } from './layer-schema.ts';
import { asPair, placeLayers, type ModelShapes, type PlacedLayer } from './shapes.ts';

/** How the values of a tensor start. */
export type TensorStart =
  | { readonly kind: Initializer; readonly fanIn: number; readonly fanOut: number }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly limit: number }
  | { readonly kind: 'forget-gate-bias'; readonly units: number };

/** One tensor of a model, where it lies in the flat vector of weights. */
export interface ManifestTensor {
  /** `layer/weight`, as in the TensorFlow.js layers format. */
  readonly name: string;
  readonly layer: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32';
  /** Position of the first value in the flat vector, in parameters (not bytes). */
  readonly offset: number;
  /** Number of values. */
  readonly size: number;
  /** Whether training changes it by gradient. */
  readonly trainable: boolean;
  /** `statistic`: moving moments of batch normalisation, which training changes without a gradient. */
  readonly kind: 'weight' | 'statistic';
  readonly start: TensorStart;
}

/** All tensors of a model in the order of the flat vector, which is that of the TensorFlow.js layers format. */
export interface TensorManifest {
  readonly tensors: readonly ManifestTensor[];
  readonly parameters: number;
}

interface TensorPlan {
  readonly weight: string;
  readonly shape: readonly number[];
  readonly start: TensorStart;
  readonly kind?: 'statistic';
}

const ZEROS: TensorStart = { kind: 'constant', value: 0 };
const ONES: TensorStart = { kind: 'constant', value: 1 };
/** Keras starts embeddings uniformly in this range. */
const EMBEDDING_LIMIT = 0.05;

/**
 * The tensors of a model: names, shapes and places in the flat vector that travels between sites and coordinator.
 *
 * @throws ConsiliumError `MODEL_INVALID` if the layers do not fit together.
 */
export function tensorManifest(model: Model, inputShape: readonly number[]): TensorManifest {
  return manifestOf(placeLayers(model, inputShape));
}

/** {@link tensorManifest} for shapes that are already known. */
export function manifestOf(shapes: ModelShapes): TensorManifest {
  const tensors: ManifestTensor[] = [];
  let offset = 0;
  for (const placed of shapes.layers) {
    const frozen = 'frozen' in placed.layer && placed.layer.frozen;
    for (const { weight, shape, start, kind } of layerTensors(placed)) {
      const size = shape.reduce((a, b) => a * b, 1);
      tensors.push({
        name: `${placed.name}/${weight}`,
        layer: placed.name,
        shape,
        dtype: 'float32',
        offset,
        size,
        trainable: !frozen && kind === undefined,
        kind: kind ?? 'weight',
        start,
      });
      offset += size;
    }
  }
  return { tensors, parameters: offset };
}

/** Fan-in and fan-out as Keras counts them: all leading dimensions are the receptive field. */
function kernel(weight: string, shape: readonly number[], kind: Initializer): TensorPlan {
  const field = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return { weight, shape, start: { kind, fanIn: field * (shape.at(-2) ?? 1), fanOut: field * (shape.at(-1) ?? 1) } };
}

function layerTensors({ layer, inputShapes }: PlacedLayer): TensorPlan[] {
  const channels = inputShapes[0]?.at(-1) ?? 1;
  const bias = (size: number): TensorPlan[] =>
    'useBias' in layer && layer.useBias ? [{ weight: 'bias', shape: [size], start: ZEROS }] : [];
  switch (layer.type) {
    case 'dense':
      return [kernel('kernel', [channels, layer.units], layer.initializer), ...bias(layer.units)];
    case 'conv1d':
      return [kernel('kernel', [layer.kernelSize, channels, layer.filters], layer.initializer), ...bias(layer.filters)];
    case 'conv2d':
      return [
        kernel('kernel', [...asPair(layer.kernelSize), channels, layer.filters], layer.initializer),
        ...bias(layer.filters),
      ];
    case 'separable-conv2d':
      return [
        kernel('depthwise_kernel', [...asPair(layer.kernelSize), channels, layer.depthMultiplier], layer.initializer),
        kernel('pointwise_kernel', [1, 1, channels * layer.depthMultiplier, layer.filters], layer.initializer),
        ...bias(layer.filters),
      ];
    case 'depthwise-conv2d':
      return [
        kernel('depthwise_kernel', [...asPair(layer.kernelSize), channels, layer.depthMultiplier], layer.initializer),
        ...bias(channels * layer.depthMultiplier),
      ];
    case 'embedding':
      return [
        { weight: 'embeddings', shape: [layer.vocabulary, layer.units], start: { kind: 'uniform', limit: EMBEDDING_LIMIT } },
      ];
    case 'layer-norm':
    case 'group-norm':
      return [
        { weight: 'gamma', shape: [channels], start: ONES },
        { weight: 'beta', shape: [channels], start: ZEROS },
      ];
    case 'batch-norm':
      return [
        { weight: 'gamma', shape: [channels], start: ONES },
        { weight: 'beta', shape: [channels], start: ZEROS },
        { weight: 'moving_mean', shape: [channels], start: ZEROS, kind: 'statistic' },
        { weight: 'moving_variance', shape: [channels], start: ONES, kind: 'statistic' },
      ];
    case 'simple-rnn':
    case 'lstm':
    case 'gru': {
      const gates = { 'simple-rnn': 1, lstm: 4, gru: 3 }[layer.type];
      const width = gates * layer.units;
      return [
        kernel('kernel', [channels, width], layer.initializer),
        kernel('recurrent_kernel', [layer.units, width], 'orthogonal'),
        ...(layer.type === 'lstm' && layer.useBias
          ? [{ weight: 'bias', shape: [width], start: { kind: 'forget-gate-bias', units: layer.units } } satisfies TensorPlan]
          : bias(width)),
      ];
    }
    default:
      return [];
  }
}

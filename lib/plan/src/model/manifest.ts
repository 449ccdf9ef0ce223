import { rowOf } from './layers/registry.ts';
import { sizeOf } from './layers/shape-rules.ts';
import type { TensorStart } from './layers/tensor-plan.ts';
import type { Model } from './model-schema.ts';
import { type ModelShapes, placeLayers } from './shapes.ts';

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

/** Whether a tensor holds moving variances, which are not negative whatever moves them. */
export function isVariance({ kind, name }: Pick<ManifestTensor, 'kind' | 'name'>): boolean {
  return kind === 'statistic' && name.endsWith('/moving_variance');
}

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
  for (const { name, layer, inputShapes } of shapes.layers) {
    const frozen = 'frozen' in layer && layer.frozen;
    for (const { weight, shape, start, kind } of rowOf(layer).tensors(layer, inputShapes[0]?.at(-1) ?? 1)) {
      const size = sizeOf(shape);
      tensors.push({
        name: `${name}/${weight}`,
        layer: name,
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

import type { Layer, LayerType, PlacedLayer } from '@consilium/plan';
import { BASIC_LAYERS } from './basic.ts';
import { CONVOLUTIONS } from './convolution.ts';
import { EMBEDDINGS } from './embedding.ts';
import { INPUT_PARTS } from './input-parts.ts';
import type { KerasExpansion, KerasReader } from './keras.ts';
import { placedOf } from './layer.ts';
import type { LayerRow, LayerRows } from './layer-row.ts';
import { MERGING_LAYERS } from './merging.ts';
import { NORMALISATIONS } from './normalisation.ts';
import { POOLINGS } from './pooling.ts';
import { RECURRENT_LAYERS } from './recurrent.ts';

/** A row for every layer that a plan may have. */
const LAYERS: LayerRows<LayerType> = {
  ...BASIC_LAYERS,
  ...CONVOLUTIONS,
  ...POOLINGS,
  ...EMBEDDINGS,
  ...NORMALISATIONS,
  ...RECURRENT_LAYERS,
  ...MERGING_LAYERS,
  ...INPUT_PARTS,
};

/** The row of a layer. */
export function rowOf(layer: Layer): LayerRow {
  return LAYERS[layer.type] as LayerRow;
}

/** Uniform numbers that one row needs in a training step. */
export function uniformsOf(placed: PlacedLayer): number {
  return rowOf(placed.layer).uniforms?.(placedOf(placed)) ?? 0;
}

/** A layer of a plan as layers of TensorFlow.js. */
export function toKeras(placed: PlacedLayer): KerasExpansion {
  return rowOf(placed.layer).toKeras(placedOf(placed));
}

/** What a class of Keras layers is in a plan. */
export interface KerasClass {
  readonly type: LayerType;
  readonly reader: KerasReader;
}

/** The classes of Keras layers that plans have, by name. */
export const KERAS_CLASSES: ReadonlyMap<string, KerasClass> = new Map(
  (Object.keys(LAYERS) as LayerType[]).flatMap((type): [string, KerasClass][] => {
    const reader = LAYERS[type].fromKeras;
    return reader === undefined ? [] : reader.classes.map((name) => [name, { type, reader }]);
  }),
);

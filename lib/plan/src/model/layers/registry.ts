import { z } from 'zod';
import { BASIC_LAYERS } from './basic.ts';
import { CONVOLUTIONS } from './convolution.ts';
import { EMBEDDINGS } from './embedding.ts';
import { INPUT_PARTS } from './input-parts.ts';
import type { LayerRow } from './layer-row.ts';
import { MERGING_LAYERS } from './merging.ts';
import { NORMALISATIONS } from './normalisation.ts';
import { POOLINGS } from './pooling.ts';
import { RECURRENT_LAYERS } from './recurrent.ts';

const FAMILIES = {
  ...BASIC_LAYERS,
  ...CONVOLUTIONS,
  ...POOLINGS,
  ...EMBEDDINGS,
  ...NORMALISATIONS,
  ...RECURRENT_LAYERS,
  ...MERGING_LAYERS,
  ...INPUT_PARTS,
};

type Schema = (typeof FAMILIES)[keyof typeof FAMILIES]['schema'];

/** A layer as parsed, defaults filled in. */
export type Layer = z.output<Schema>;
/** Name of a layer type. */
export type LayerType = Layer['type'];

/** Every row under the name that its schema says, so that no row can stand under another. */
const LAYERS: { readonly [T in LayerType]: LayerRow & { readonly schema: z.ZodType<Extract<Layer, { type: T }>> } } = FAMILIES;

/** One layer of a model, by `type`. */
export const layerSchema = z.discriminatedUnion(
  'type',
  Object.values(FAMILIES).map(({ schema }) => schema) as [Schema, ...Schema[]],
);

/** The row of a layer. */
export function rowOf(layer: Layer): LayerRow {
  return LAYERS[layer.type];
}

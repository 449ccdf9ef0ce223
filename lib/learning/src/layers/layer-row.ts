import type { Layer, LayerType } from '@consilium/plan';
import type { KerasExpansion, KerasReader } from './keras.ts';
import type { LayerForward, PlacedOf } from './layer.ts';

/** A layer by its type. */
export type LayerOf<T extends LayerType> = Extract<Layer, { type: T }>;

/** All that this room knows about a type of layer. Its fields, shape and tensors stand in the row of the same name in `lib/plan`. */
export interface LayerRow<L extends Layer = Layer> {
  readonly forward: LayerForward<L>;
  /** Whether `forward` applies the activations of the layer; for every other layer the network applies its `activation`. */
  readonly appliesActivation?: true;
  /** Uniform numbers that one row needs in a training step; left out, none. */
  uniforms?(placed: PlacedOf<L>): number;
  /** The layer in the TensorFlow.js layers format. */
  toKeras(placed: PlacedOf<L>): KerasExpansion;
  /** How the layer is read from that format; undefined for one that does not come back as one layer. */
  readonly fromKeras: KerasReader | undefined;
}

/** The rows of a family of layers. */
export type LayerRows<T extends LayerType> = { readonly [K in T]: LayerRow<LayerOf<K>> };

import type { z } from 'zod';
import type { LayerInputs, Shape } from './shape-rules.ts';
import type { TensorPlan } from './tensor-plan.ts';

/** All that this room knows about a type of layer. How it computes stands in the row of the same name in `lib/learning`. */
export interface LayerRow<S extends z.ZodObject = z.ZodObject> {
  /** Its fields in a plan, `type` among them. */
  readonly schema: S;
  /** Whether it merges several layers; every other layer takes exactly one input. */
  readonly merges?: true;
  /** Whether it takes the input of the model, wherever it stands; it has no field `inputs` then. */
  readonly readsInput?: true;
  /** Its output shape. @throws ConsiliumError `MODEL_INVALID` if it does not fit its input. */
  shape(layer: z.output<S>, inputs: LayerInputs): Shape;
  /** Its tensors in the order of the flat vector, for an input of so many channels (the last dimension). */
  tensors(layer: z.output<S>, channels: number): readonly TensorPlan[];
  /** Why it cannot be trained under a guarantee for each patient, in words; undefined if it can. */
  fitness(layer: z.output<S>): string | undefined;
}

/** A row, its functions typed by its schema. */
export function layerRow<S extends z.ZodObject>(row: LayerRow<S>): LayerRow<S> {
  return row;
}

/** The fitness of a layer that treats every patient alone. */
export function treatsPatientsAlone(): undefined {
  return undefined;
}

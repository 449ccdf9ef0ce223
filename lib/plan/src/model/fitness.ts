import type { Activation } from './layers/fields.ts';
import { rowOf } from './layers/registry.ts';
import { modelInvalid } from './layers/shape-rules.ts';
import type { Model } from './model-schema.ts';
import { layerName, placeLayers } from './shapes.ts';

/** A layer that cannot be trained under a guarantee, and why, in words. */
export interface LayerRefusal {
  /** Place of the layer in the list. */
  readonly layer: number;
  readonly name: string;
  readonly message: string;
}

/**
 * Layers that cannot be trained with the given unit of privacy. Per patient, a layer must treat every patient alone:
 * otherwise one patient changes the gradients of the others and clipping bounds nothing.
 */
export function refusals(model: Model, privacy: { readonly unit: 'patient' | 'site' }): LayerRefusal[] {
  if (privacy.unit === 'site') return [];
  return model.layers.flatMap((layer, index) => {
    const message = rowOf(layer).fitness(layer);
    return message === undefined ? [] : [{ layer: index, name: layerName(layer, index), message }];
  });
}

/** Losses that a model can be trained with. */
export type LossName =
  | 'binary-crossentropy'
  | 'categorical-crossentropy'
  | 'mean-squared-error'
  | 'poisson'
  | 'discrete-hazards'
  | 'cox';

/** The activation at the very end of a model, or undefined if the last layer has none. */
export function outputActivation(model: Model): Activation | undefined {
  const last = model.layers.at(-1);
  return last !== undefined && 'activation' in last ? last.activation : undefined;
}

/**
 * Checks that a loss fits the output of a model: binary cross-entropy needs a sigmoid, categorical cross-entropy a softmax,
 * discrete hazards a sigmoid for each interval, Poisson a positive output, and the Cox partial likelihood one linear output (the log hazard).
 *
 * @returns number of target values a row
 * @throws ConsiliumError `MODEL_INVALID` that names the last layer.
 */
export function checkLoss(model: Model, inputShape: readonly number[], loss: LossName): number {
  const shapes = placeLayers(model, inputShape);
  const place = { name: shapes.layers.at(-1)?.name ?? 'output', index: shapes.layers.length - 1 };
  const activation = outputActivation(model);
  const [width = 1] = shapes.outputShape;
  const need = (ok: boolean, what: string): void => {
    if (!ok) throw modelInvalid(place, `the loss ${loss} needs ${what}`);
  };
  need(shapes.outputShape.length === 1, `a flat output, not the shape [${shapes.outputShape.join(', ')}]`);
  switch (loss) {
    case 'binary-crossentropy':
      need(activation === 'sigmoid', 'a last layer with the activation sigmoid');
      return width;
    case 'categorical-crossentropy':
      need(activation === 'softmax' && width > 1, 'a last layer with the activation softmax and at least two units');
      return width;
    case 'mean-squared-error':
      return width;
    case 'poisson':
      need(activation === 'softplus' || activation === 'relu', 'a last layer with the activation softplus or relu');
      return width;
    case 'discrete-hazards':
      need(activation === 'sigmoid' && width > 1, 'a last layer with the activation sigmoid and one unit for each interval');
      return 3;
    case 'cox':
      need(activation === 'linear' && width === 1, 'a last layer with one linear unit');
      return 2;
  }
}

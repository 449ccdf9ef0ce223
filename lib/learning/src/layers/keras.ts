import { ConsiliumError } from '@consilium/core';
import { type Activation, ACTIVATIONS, type Layer, type PlacedLayer } from '@consilium/plan';

/** The configuration of a layer in `model.json`, as Keras names its fields. */
export type KerasConfig = Readonly<Record<string, unknown>>;

/** One layer in the topology of a TensorFlow.js layers model. */
export interface KerasLayer {
  readonly className: string;
  readonly name: string;
  readonly config: KerasConfig;
  /** Names of the layers that feed it. */
  readonly inputs: readonly string[];
}

/** A layer as read from a file. */
export interface KerasFileLayer extends Omit<KerasLayer, 'inputs'> {
  /** Undefined in a sequential model: the layer before. */
  readonly inputs: readonly string[] | undefined;
}

/** A layer of ours in a file: its layers and weights there. */
export interface KerasExpansion {
  readonly layers: readonly KerasLayer[];
  /** For each weight of our layer, in manifest order: its name in the file. */
  readonly weightNames: readonly string[];
  /** Constant weights that the file needs beside ours: name, shape, value. */
  readonly constants: readonly { readonly name: string; readonly shape: readonly number[]; readonly value: number }[];
}

/** How a type of layer is read from a file. */
export interface KerasReader {
  /** What Keras calls it. */
  readonly classes: readonly string[];
  /**
   * Its fields in a plan, but for those that are read for every layer alike. They are checked afterwards.
   *
   * @throws ConsiliumError `MODEL_INVALID` for what the layers of plans cannot express.
   */
  fields(file: KerasFileLayer): Readonly<Record<string, unknown>>;
}

/** The error for a file, or a layer in it, that this project cannot express. */
export function fileInvalid(message: string, layer?: string): ConsiliumError<'MODEL_INVALID'> {
  return new ConsiliumError({
    code: 'MODEL_INVALID',
    message: layer === undefined ? message : `layer ${layer}: ${message}`,
    details: layer === undefined ? {} : { name: layer },
  });
}

/** A layer that is one layer in the file, too. */
export function kerasLayer(
  { name, inputs }: PlacedLayer,
  className: string,
  config: KerasConfig,
  weights: readonly string[] = [],
): KerasExpansion {
  return {
    layers: [{ className, name, config: { name, ...config }, inputs }],
    weightNames: weights.map((weight) => `${name}/${weight}`),
    constants: [],
  };
}

/** The name of an activation in a Keras configuration. */
export function kerasActivation(activation: Activation): string {
  return activation === 'hard-sigmoid' ? 'hard_sigmoid' : activation;
}

/** The field by which Keras freezes a layer. */
export function kerasTrainable({ frozen }: Extract<Layer, { frozen: boolean }>): KerasConfig {
  return { trainable: !frozen };
}

/** The name of the bias, if the layer has one. */
export function biasName({ useBias }: { readonly useBias: boolean }): readonly string[] {
  return useBias ? ['bias'] : [];
}

/** Whether a layer of the file is frozen, as fields of ours; left out where the file says nothing. */
export function frozenFields({ config }: KerasFileLayer): KerasConfig {
  return config.trainable === false ? { frozen: true } : {};
}

/** {@link frozenFields}, and whether there is a bias. */
export function trainableFields(file: KerasFileLayer): KerasConfig {
  const { use_bias: useBias } = file.config;
  return { ...frozenFields(file), ...(useBias === undefined ? {} : { useBias }) };
}

/** The one number of a list, as Keras writes sizes along sequences. */
export function single(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

/**
 * Our name of a Keras activation. TensorFlow.js also stores the camel-case form.
 *
 * @throws ConsiliumError `MODEL_INVALID` for one that plans do not have.
 */
export function activationOf(file: KerasFileLayer, value: unknown): string {
  if (value === undefined || value === null) return 'linear';
  if (typeof value !== 'string') throw fileInvalid('its activation is not given by name', file.name);
  const name = value
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
  if ((ACTIVATIONS as readonly string[]).includes(name)) return name;
  throw fileInvalid(`the activation ${value} is not one that plans have`, file.name);
}

/**
 * Values that Keras stores and that must have the one value which our layers have.
 *
 * @throws ConsiliumError `MODEL_INVALID` for any other.
 */
export function requireFixed(file: KerasFileLayer, expected: KerasConfig): void {
  for (const [key, value] of Object.entries(expected)) {
    const found = file.config[key];
    if (found !== undefined && found !== null && JSON.stringify(found) !== JSON.stringify(value)) {
      throw fileInvalid(`${key} ${JSON.stringify(found)} is not supported, only ${JSON.stringify(value)}`, file.name);
    }
  }
}

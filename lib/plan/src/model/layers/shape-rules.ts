import { ConsiliumError } from '@consilium/core';

/** Sizes along each dimension, without the batch. */
export type Shape = readonly number[];

/** A layer in an error: its name for people, its place in the list for line numbers. */
export interface LayerPlace {
  readonly name: string;
  readonly index: number;
}

/** What feeds a layer while its shape is inferred. */
export interface LayerInputs {
  readonly place: LayerPlace;
  /** Shape of its input; of the first one where it merges several. */
  readonly input: Shape;
  readonly all: readonly Shape[];
}

/** The error for a layer that does not fit; `details.layer` is its place in the list. */
export function modelInvalid({ name, index }: LayerPlace, reason: string): ConsiliumError<'MODEL_INVALID'> {
  return new ConsiliumError({ code: 'MODEL_INVALID', message: `layer ${name}: ${reason}`, details: { layer: index, name } });
}

/** Number of values in a shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((a, b) => a * b, 1);
}

/** The shape of a layer that keeps it. */
export function sameShape(_layer: unknown, { input }: LayerInputs): Shape {
  return input;
}

/** @throws ConsiliumError `MODEL_INVALID` unless the input has `wanted` dimensions, which are `what`. */
export function needRank({ place, input }: LayerInputs, wanted: number, what: string): void {
  if (input.length !== wanted) throw modelInvalid(place, `it needs ${what}, but gets the shape [${input.join(', ')}]`);
}

/** One number for both directions, or one for each. */
export function asPair(value: number | readonly [number, number]): readonly [number, number] {
  return typeof value === 'number' ? [value, value] : value;
}

/** Length of a sliding window's output (TensorFlow's `VALID` and `SAME`). */
export function windowOutput(size: number, kernel: number, stride: number, padding: 'valid' | 'same'): number {
  return padding === 'same' ? Math.ceil(size / stride) : Math.floor((size - kernel) / stride) + 1;
}

/** A window that slides over the leading dimensions of an input: its size and step along each of them. */
export interface SlidingWindow {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: 'valid' | 'same';
}

/**
 * Number of places of a sliding window along each of its dimensions.
 *
 * @throws ConsiliumError `MODEL_INVALID` if the window is larger than the input.
 */
export function slide({ place, input }: LayerInputs, { size, strides, padding }: SlidingWindow): number[] {
  return size.map((kernel, i) => {
    const [length = 1, stride = 1] = [input[i], strides[i]];
    const places = windowOutput(length, kernel, stride, padding);
    if (places < 1) throw modelInvalid(place, `its window of ${kernel} is larger than its input of ${length}`);
    return places;
  });
}

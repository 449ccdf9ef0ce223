import type { Initializer } from './fields.ts';

/** How the values of a tensor start. */
export type TensorStart =
  | { readonly kind: Initializer; readonly fanIn: number; readonly fanOut: number }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly limit: number }
  | { readonly kind: 'forget-gate-bias'; readonly units: number };

/** One tensor of a layer: its name within the layer, its shape, and how it starts. */
export interface TensorPlan {
  readonly weight: string;
  readonly shape: readonly number[];
  readonly start: TensorStart;
  /** Moving moments, which training changes without a gradient. */
  readonly kind?: 'statistic';
}

/** Starts at zero. */
export const ZEROS: TensorStart = { kind: 'constant', value: 0 };
/** Starts at one. */
export const ONES: TensorStart = { kind: 'constant', value: 1 };

/** A kernel, with fan-in and fan-out as Keras counts them: all leading dimensions are the receptive field. */
export function kernel(weight: string, shape: readonly number[], kind: Initializer): TensorPlan {
  const field = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return { weight, shape, start: { kind, fanIn: field * (shape.at(-2) ?? 1), fanOut: field * (shape.at(-1) ?? 1) } };
}

/** The bias of a layer, if it has one. */
export function bias({ useBias }: { readonly useBias: boolean }, size: number): TensorPlan[] {
  return useBias ? [{ weight: 'bias', shape: [size], start: ZEROS }] : [];
}

/** The tensors of a layer that has none. */
export function weightless(): TensorPlan[] {
  return [];
}

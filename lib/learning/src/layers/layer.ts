import type { PlacedLayer } from '@consilium/plan';
import type { Tensor, Tensor3D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../backend/backend.ts';
import type { Contribution } from './contribution.ts';

/** What a layer may use while it is evaluated. */
export interface LayerContext {
  readonly tf: TensorFlow;
  /** Whether dropout drops and batch normalisation uses the batch. */
  readonly training: boolean;
  /** Whether the weights of this layer are trained, so that their gradient is wanted. */
  readonly learns: boolean;
  /** Whether anything before this layer is trained, so that the gradient of its input is wanted. */
  readonly inputLearns: boolean;
  /** Patients in the batch; each has the same number of rows. */
  readonly units: number;
  /** Uniform numbers in [0, 1) of this step, `[rows, values]`: an argument of the step, never a constant. */
  uniform(values: number): Tensor;
  /** Keeps a tensor until the step has read it; the gradient's own scope would free it. */
  keep(tensor: Tensor): Tensor;
  /**
   * Hands over what the weights of this layer get, from the weight numbered `first` on, once in each backward pass; `make` is
   * called after it, outside its scope.
   */
  contribute(first: number, make: () => Contribution): void;
  /** Hands over the change of the statistics (moving moments) of this layer, to be subtracted from them. */
  contributeStatistics(changes: readonly Tensor[]): void;
}

/** A placed layer of a known type, with the shape of its first input. */
export type PlacedOf<L extends PlacedLayer['layer']> = PlacedLayer & {
  readonly layer: L;
  readonly inputShape: readonly number[];
};

/** A placed layer with the shape of its first input. */
export function placedOf<L extends PlacedLayer['layer']>(placed: PlacedLayer & { readonly layer: L }): PlacedOf<L> {
  return { ...placed, inputShape: placed.inputShapes[0] ?? [] };
}

/** How a layer type computes its output: `[rows, ...inputShape]` to `[rows, ...outputShape]`, with gradients. */
export type LayerForward<L extends PlacedLayer['layer'] = PlacedLayer['layer']> = (
  context: LayerContext,
  placed: PlacedOf<L>,
  inputs: readonly Tensor[],
  weights: readonly Tensor[],
) => Tensor;

/** Groups the leading dimensions of a tensor into patients and positions: `[units, positions, last]`. */
export function byUnit(tf: TensorFlow, tensor: Tensor, units: number): Tensor3D {
  const last = tensor.shape.at(-1) ?? 1;
  return tf.reshape(tensor, [units, tensor.size / (units * last), last]);
}

/**
 * An operation on `input` whose output gradient the layer wants to see. TensorFlow.js differentiates with respect to the
 * input only; the weights are constants to it, and their gradient is made from what `seen` receives.
 */
export function observed(
  context: LayerContext,
  input: Tensor,
  value: (input: Tensor) => Tensor,
  inputGradient: (outputGradient: Tensor, input: Tensor) => Tensor,
  seen: (outputGradient: Tensor, input: Tensor) => void,
): Tensor {
  const { tf } = context;
  const op = tf.customGrad((x) => {
    // Kept now: the scope of the forward pass frees it before the gradient is computed.
    const kept = context.keep(x as Tensor);
    return {
      value: value(kept),
      gradFunc: (dy: Tensor | Tensor[]) => {
        const gradient = Array.isArray(dy) ? (dy[0] as Tensor) : dy;
        if (context.learns) seen(context.keep(gradient), kept);
        return context.inputLearns ? inputGradient(gradient, kept) : tf.zerosLike(kept);
      },
    };
  });
  return op(input);
}

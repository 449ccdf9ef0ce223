import type { Tensor } from '@tensorflow/tfjs';

/** Integers of each patient for some layers. */
export interface IntegerParts {
  /** Squared norm of each patient's integers, in float32: `[units]`. */
  readonly squares: Tensor;
  /**
   * The sum over the patients that count, for each layer its tensors from the first on, in int32.
   *
   * @param passed 1 for a patient that counts, else 0: int32 `[units, 1]`
   */
  sums(passed: Tensor): readonly (readonly [layer: string, words: readonly Tensor[]])[];
}

import { ConsiliumError } from '@consilium/core';
import { allFinite, type NetworkSource } from './gradients.ts';
import { createOptimizer, type OptimizerOptions } from './optimizer.ts';
import { addProximal, keepFrozen } from './update-rules.ts';

/** Local training with noise at every step (Abadi et al. 2016, arXiv:1607.00133, algorithm 1). */
export interface DpSgdOptions {
  readonly weights: Float32Array;
  readonly steps: number;
  /** Fixed expected batch size, rate x patients: never the size of the batch that was drawn. */
  readonly denominator: number;
  readonly optimizer: OptimizerOptions;
  /** FedProx mu (Li et al. 2020, arXiv:1812.06127, eq. 2): adds mu (w - w0) to the gradient. @default 0 */
  readonly proximal?: number;
  /**
   * The noisy sum of clipped gradients at these weights, over a fresh Poisson sample, possibly empty: all that a step sees of the
   * patients. Made from {@link Trainer.clippedGridSum} and `releaseWords` of the privacy library.
   */
  readonly noisySum: (weights: Float32Array) => Float32Array;
}

/**
 * Ends early with the last finite weights where a step makes them something else: like every step, that follows from noisy sums alone,
 * and an error would be an answer that nobody has paid for.
 *
 * @throws ConsiliumError `PARAMETER_INVALID` for a denominator that is not positive.
 */
export function trainDpSgd(source: NetworkSource, options: DpSgdOptions): Float32Array {
  const { steps, denominator, noisySum, proximal = 0 } = options;
  if (!(denominator > 0)) {
    throw new ConsiliumError({
      code: 'PARAMETER_INVALID',
      message: 'denominator must be positive',
      details: { field: 'denominator' },
    });
  }
  const start = options.weights;
  const weights = start.slice();
  const optimizer = createOptimizer(options.optimizer, weights.length);
  const last = start.slice();
  for (let step = 0; step < steps; step++) {
    last.set(weights);
    const gradient = noisySum(weights);
    for (let i = 0; i < gradient.length; i++) gradient[i] = (gradient[i] as number) / denominator;
    addProximal(gradient, weights, start, proximal);
    keepFrozen(gradient, source.network.manifest);
    optimizer.step(weights, gradient);
    if (!allFinite(weights)) return last;
  }
  return weights;
}

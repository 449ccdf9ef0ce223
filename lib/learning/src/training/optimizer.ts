import { assertNever, ConsiliumError } from '@consilium/core';

/** An optimizer of local training; the plan's `training.optimizer` has this form. */
export type OptimizerOptions =
  | { readonly kind: 'sgd'; readonly learningRate: number; readonly momentum?: number }
  | {
      readonly kind: 'adam';
      readonly learningRate: number;
      readonly beta1?: number;
      readonly beta2?: number;
      readonly epsilon?: number;
    };

/** An optimizer with its memory. */
export interface Optimizer {
  /** Changes `weights` in place by one step along `gradient`. */
  step(weights: Float32Array, gradient: Float32Array): void;
}

/**
 * SGD, SGD with momentum (v = m v + g, w = w - lr v; as in Keras and PyTorch) or Adam (Kingma and Ba 2015, arXiv:1412.6980,
 * algorithm 1, with epsilon outside the root's bias correction as TensorFlow has it). Flat arrays, since one pass over them
 * costs less than a single native operation.
 *
 * @throws ConsiliumError `PARAMETER_INVALID` for a learning rate that is not positive.
 */
export function createOptimizer(options: OptimizerOptions, parameters: number): Optimizer {
  if (!(options.learningRate > 0)) {
    throw new ConsiliumError({
      code: 'PARAMETER_INVALID',
      message: 'optimizer.learningRate must be positive',
      details: { field: 'optimizer.learningRate' },
    });
  }
  switch (options.kind) {
    case 'sgd':
      return (options.momentum ?? 0) === 0
        ? sgd(options.learningRate)
        : momentum(options.learningRate, options.momentum ?? 0, parameters);
    case 'adam':
      return adam(options.learningRate, options.beta1 ?? 0.9, options.beta2 ?? 0.999, options.epsilon ?? 1e-7, parameters);
    default:
      return assertNever(options);
  }
}

function sgd(learningRate: number): Optimizer {
  return {
    step(weights, gradient) {
      for (let i = 0; i < weights.length; i++) weights[i] = (weights[i] as number) - learningRate * (gradient[i] as number);
    },
  };
}

function momentum(learningRate: number, decay: number, parameters: number): Optimizer {
  const velocity = new Float32Array(parameters);
  return {
    step(weights, gradient) {
      for (let i = 0; i < weights.length; i++) {
        velocity[i] = decay * (velocity[i] as number) + (gradient[i] as number);
        weights[i] = (weights[i] as number) - learningRate * (velocity[i] as number);
      }
    },
  };
}

function adam(learningRate: number, beta1: number, beta2: number, epsilon: number, parameters: number): Optimizer {
  const first = new Float32Array(parameters);
  const second = new Float32Array(parameters);
  let steps = 0;
  return {
    step(weights, gradient) {
      steps += 1;
      const rate = (learningRate * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps);
      for (let i = 0; i < weights.length; i++) {
        const g = gradient[i] as number;
        first[i] = beta1 * (first[i] as number) + (1 - beta1) * g;
        second[i] = beta2 * (second[i] as number) + (1 - beta2) * g * g;
        weights[i] = (weights[i] as number) - (rate * (first[i] as number)) / (Math.sqrt(second[i] as number) + epsilon);
      }
    },
  };
}

export { createDiscreteGaussian, type DiscreteGaussianSampler, SIGMA_RANGE } from './noise/discrete-gaussian.ts';
export { createDiscreteLaplace, type DiscreteLaplaceSampler } from './noise/discrete-laplace.ts';
export { type IntegerSampler } from './noise/staircase-sampler.ts';
export { poissonSample, uniformBelow } from './noise/bernoulli.ts';

import { secureRandom } from '@consilium/core';
import { createDiscreteGaussian, createDiscreteLaplace } from '@consilium/privacy';
import { type Benchmark, median, sample } from './benchmark.ts';
import { probeUpdate } from './update-probe.ts';

const SAMPLES = 2 ** 22;
const ROUNDS = 9;

/** Samples a second of exact noise, keystream included, on one core. */
function samplesPerSecond(
  create: () => { addTo(words: Int32Array, random: ReturnType<typeof secureRandom>): void },
): Benchmark['run'] {
  return () => {
    const sampler = create();
    const random = secureRandom();
    const words = new Int32Array(SAMPLES);
    return sample(ROUNDS, 2, () => {
      const start = performance.now();
      sampler.addTo(words, random);
      return SAMPLES / ((performance.now() - start) / 1000);
    });
  };
}

/** Noise and encoding. */
export const benchmarks: readonly Benchmark[] = [
  { name: 'noise/discrete-gaussian', unit: 'samples/s', run: samplesPerSecond(() => createDiscreteGaussian(1e5)) },
  { name: 'noise/discrete-laplace', unit: 'samples/s', run: samplesPerSecond(() => createDiscreteLaplace(1e5)) },
  {
    name: 'update/25M',
    unit: 's',
    run: async () => {
      const inPlace = await probeUpdate('in-place');
      const copy = await probeUpdate('copy');
      return {
        value: median(inPlace.seconds),
        n: inPlace.seconds.length,
        details: {
          min: Math.min(...inPlace.seconds),
          max: Math.max(...inPlace.seconds),
          peakCopies: inPlace.peakCopies,
          withCopySeconds: median(copy.seconds),
          withCopyPeakCopies: copy.peakCopies,
        },
      };
    },
  },
];

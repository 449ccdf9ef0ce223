import { secureRandom } from '@consilium/core';
import { deriveRelease, releaseWords } from '@consilium/privacy';
import { type Benchmark, median, sample } from './benchmark.ts';
import { probeUpdate } from './update-probe.ts';

const SAMPLES = 2 ** 22;
const ROUNDS = 9;

/** Samples a second on one core of the noise of an empty sample: exact noise, keystream, and the check of what it is added to. */
function samplesPerSecond(): ReturnType<Benchmark['run']> {
  const target = { epsilon: 8, delta: 1e-5 };
  const common = { mechanism: 'dp-sgd', clip: 1, target, samplingRate: 0.1, stepsPerRound: 1, rounds: 1, sites: 1 } as const;
  const { grid } = deriveRelease({ ...common, honestContributors: 1, largestSite: 1000, dimension: SAMPLES });
  const random = secureRandom();
  const words = new Int32Array(SAMPLES);
  return sample(ROUNDS, 2, () => {
    words.fill(0);
    const start = performance.now();
    releaseWords(words, grid, { count: 0 }, random);
    return SAMPLES / ((performance.now() - start) / 1000);
  });
}

/** Noise and encoding. */
export const benchmarks: readonly Benchmark[] = [
  { name: 'noise/discrete-gaussian', unit: 'samples/s', run: samplesPerSecond },
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

import { calibrateNoiseMultiplier, epsilonFor } from '@consilium/privacy';
import { type Benchmark, median } from './benchmark.ts';

/** Noise multiplier, sampling rate, steps and delta over the whole range that training meets, and its corners. */
const EPSILON_CASES: readonly (readonly [noiseMultiplier: number, samplingRate: number, steps: number, delta: number])[] = [
  [1.1, 0.01, 1000, 1e-5],
  [1.1, 256 / 60_000, 14_040, 1e-5],
  [1, 16 / 199, 1240, 1e-3],
  [2, 16 / 199, 620, 1e-3],
  [4.3, 0.05, 500, 1e-5],
  [0.6, 0.001, 1000, 1e-6],
  [0.8, 0.005, 10_000, 1e-6],
  [1.5, 0.02, 2000, 1e-12],
  [2, 0.1, 100, 1e-8],
  [10, 0.5, 200, 1e-5],
  [20, 0.001, 100, 1e-5],
  [1, 1e-4, 100_000, 1e-6],
  [1, 1e-5, 1_000_000, 1e-7],
  [0.5, 0.01, 50, 1e-5],
  [1.3, 0.25, 30, 1e-14],
];

/** Target epsilon, sampling rate, steps and delta of calibrations. */
const CALIBRATION_CASES: readonly (readonly [targetEpsilon: number, samplingRate: number, steps: number, delta: number])[] = [
  [1, 0.01, 1000, 1e-5],
  [3, 0.01, 1000, 1e-5],
  [8, 0.01, 1000, 1e-5],
  [1, 0.05, 500, 1e-5],
  [2, 16 / 199, 620, 1e-3],
  [3, 256 / 60_000, 14_040, 1e-5],
  [0.5, 0.001, 10_000, 1e-6],
  [1, 1e-4, 100_000, 1e-6],
  [0.5, 1e-4, 100_000, 1e-6],
  [8, 0.25, 100, 1e-10],
];

const ROUNDS = 5;

/** Milliseconds of each case (its median over the rounds), and the name of the slowest. */
function overCases<Case extends readonly number[]>(cases: readonly Case[], work: (item: Case) => void): Benchmark['run'] {
  return () => {
    for (const item of cases) work(item);
    const timed = cases.map((item) => {
      const samples: number[] = [];
      for (let i = 0; i < ROUNDS; i++) {
        const start = performance.now();
        work(item);
        samples.push(performance.now() - start);
      }
      return { item, ms: median(samples) };
    });
    const slowest = timed.reduce((a, b) => (b.ms > a.ms ? b : a));
    const all = timed.map(({ ms }) => ms);
    return Promise.resolve({
      value: median(all),
      n: cases.length,
      details: { min: Math.min(...all), max: slowest.ms, slowest: slowest.item.map((x) => x.toPrecision(3)).join(' ') },
    });
  };
}

/** The accountants, warm. */
export const benchmarks: readonly Benchmark[] = [
  {
    name: 'privacy/pld-epsilon',
    unit: 'ms',
    run: overCases(EPSILON_CASES, ([noiseMultiplier, samplingRate, steps, delta]) => {
      epsilonFor([{ kind: 'poisson-gaussian', noiseMultiplier, samplingRate, steps }], delta);
    }),
  },
  {
    name: 'privacy/calibrate',
    unit: 'ms',
    run: overCases(CALIBRATION_CASES, ([targetEpsilon, samplingRate, steps, delta]) => {
      calibrateNoiseMultiplier({
        targetEpsilon,
        delta,
        events: (noiseMultiplier) => [{ kind: 'poisson-gaussian', noiseMultiplier, samplingRate, steps }],
      });
    }),
  },
];

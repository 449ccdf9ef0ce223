import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { secureRandom } from '@consilium/core';
import { deriveRelease, encodeUpdate, type Grid } from '@consilium/privacy';

/** What one fresh process measured. */
export interface UpdateProbe {
  /** Clip, quantise, check and noise, once for each repetition. */
  readonly seconds: readonly number[];
  /** Peak resident memory above that of the process without any update, in multiples of the update. */
  readonly peakCopies: number;
}

const DIMENSION = 25_000_000;
const REPETITIONS = 3;
const PROBE_VARIABLE = 'CONSILIUM_BENCH_UPDATE';

/** Encodes an update of 25 million parameters in a process of its own, whose peak memory nothing else has touched. */
export function probeUpdate(mode: 'in-place' | 'copy'): Promise<UpdateProbe> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), { env: { ...process.env, [PROBE_VARIABLE]: mode } });
    child.once('message', (probe) => resolve(probe as UpdateProbe));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the probe ended with ${code} before it answered`)));
  });
}

/** The grid of whole updates of four sites, as the agent derives it from a plan. */
function gridOf(dimension: number): Grid {
  const target = { epsilon: 8, delta: 1e-5 };
  const common = { mechanism: 'dp-fedavg', clip: 1, target, samplingRate: 1, stepsPerRound: 1, largestSite: 1000 } as const;
  return deriveRelease({ ...common, rounds: 1, sites: 4, honestContributors: 1, dimension }).grid;
}

function measure(inPlace: boolean): UpdateProbe {
  const grid = gridOf(DIMENSION);
  const random = secureRandom();
  // Samplers, code and generator are warm before memory is looked at.
  const small = gridOf(100_000);
  for (let i = 0; i < 20; i++) encodeUpdate(new Float32Array(100_000).fill(0.01), small, { inPlace }, random);

  const before = process.memoryUsage().rss;
  const update = new Float32Array(DIMENSION);
  const seconds: number[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    for (let i = 0; i < DIMENSION; i++) update[i] = ((i % 1013) - 506) * 1e-6;
    const start = performance.now();
    const words = encodeUpdate(update, grid, { inPlace }, random);
    seconds.push((performance.now() - start) / 1000);
    if (words.length !== DIMENSION) throw new Error('the encoding has the wrong length');
    // The first repetition alone decides the peak: later copies may meet garbage of the earlier ones.
    if (repetition === 0 && !inPlace) break;
  }
  const peak = process.resourceUsage().maxRSS * 1024;
  return { seconds, peakCopies: (peak - before) / (4 * DIMENSION) };
}

const mode = process.env[PROBE_VARIABLE];
if (mode !== undefined && process.send !== undefined) {
  process.send(measure(mode === 'in-place'), () => process.exit(0));
}

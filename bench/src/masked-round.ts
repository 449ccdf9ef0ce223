import { fileURLToPath } from 'node:url';
import { simulate } from '@consilium/sim';
import { type Benchmark, type Measurement, median } from './benchmark.ts';

const PLAN = fileURLToPath(new URL('../../examples/heart-disease/study.yaml', import.meta.url));
const RUNS = 3;
/** Rounds at the beginning of a run that do not count. */
const WARM_UP = 5;

/** Milliseconds of each round of the example over mutual TLS, with real agents that train. */
async function rounds(masks: boolean, seed: string): Promise<readonly number[]> {
  const plan = { planPath: PLAN, heldOut: 1 / 3, seed, version: 'bench' };
  const { outcome } = await simulate({ ...plan, transport: 'grpc', ...(masks ? { secure: 2 } : {}) });
  return outcome.rounds.map(({ durationMs }) => durationMs ?? Number.NaN).slice(WARM_UP);
}

/** Runs with and without masks in turns, so that other work on the machine slows both alike. */
async function added(): Promise<Measurement> {
  const plain: number[] = [];
  const masked: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    plain.push(...(await rounds(false, `${i}`)));
    masked.push(...(await rounds(true, `${i}`)));
  }
  const [without, under] = [median(plain), median(masked)];
  return { value: under - without, n: masked.length, details: { plain: without, masked: under, sites: 4, parameters: 16 } };
}

/** What masks add to a round: five more exchanges between coordinator and sites, and what each side writes down before it goes on. */
export const benchmarks: readonly Benchmark[] = [{ name: 'round/heart-disease/masks-add', unit: 'ms', run: added }];

import { createHash } from 'node:crypto';
import { secureRandom, systemClock } from '@consilium/core';
import { createLogger } from '@consilium/host';
import { createCertificates, type FakeSite, TestConsortium } from '@consilium/testing';
import { CHUNK_BYTES } from '@consilium/transport';
import { type Benchmark, type Measurement, median } from './benchmark.ts';
import { type ModelSize, PlayedConsortium, playedPlan } from './played-consortium.ts';
import { playedUpdate } from './played-site.ts';

/** A round to measure. */
interface RoundCase {
  readonly sites: number;
  readonly size: ModelSize;
  /** Rounds that do not count. */
  readonly warmUp: number;
  readonly measured: number;
}

/** Rounds over mutual TLS: the coordinator in one process, all sites together in another. */
async function overGrpc({ sites, size, warmUp, measured }: RoundCase): Promise<Measurement> {
  const consortium = await PlayedConsortium.open(sites);
  try {
    await consortium.connect();
    return await consortium.rounds(size, warmUp, measured);
  } finally {
    await consortium.close();
  }
}

/** What {@link PlayedConsortium} does, in this process and without sockets: encoding, checks, store and disk are the same. */
async function inMemory({ sites, size, warmUp, measured }: RoundCase): Promise<Measurement> {
  const ids = Array.from({ length: sites }, (_, i) => `site-${i}`);
  const rounds = warmUp + measured + 1;
  const plan = playedPlan(ids, rounds, size);
  const consortium = await TestConsortium.open(await createCertificates(), {
    wire: 'memory',
    sites: ids,
    clock: systemClock,
    random: secureRandom(),
    log: createLogger({ component: 'coordinator', level: 'warn' }),
    rehearsal: false,
  });
  try {
    const players = await consortium.sites(...ids);
    const opened: number[] = [];
    const playing = Promise.all(
      players.map((site, i) => playSite(site, i, rounds, () => (i === 0 ? opened.push(performance.now()) : undefined))),
    );
    // A site that fails must not end the process before the failure is reported below.
    playing.catch(() => {});
    await consortium.run(plan);
    await playing;
    const samples = opened.slice(warmUp + 1).map((at, i) => at - (opened[warmUp + i] ?? Number.NaN));
    const details = { min: Math.min(...samples), max: Math.max(...samples), sites, parameters: plan.manifest.parameters };
    return { value: median(samples), n: samples.length, details };
  } finally {
    await consortium.close();
  }
}

async function playSite(site: FakeSite, seed: number, rounds: number, onTask: () => void): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    const task = await site.task(round);
    onTask();
    site.accept(task);
    const base = createHash('sha256');
    for await (const { data } of site.client.getBlob({ hash: task.baseHash })) base.update(data);
    if (base.digest('hex') !== task.baseHash) throw new Error('the base model is not what the task says');
    const { words } = playedUpdate(task.baseBytes / 4, seed);
    const { counted } = await site.upload(task, words, {}, { chunkBytes: CHUNK_BYTES });
    if (counted !== true) throw new Error('the update was not counted');
  }
  await site.declineScores(rounds);
  const { runEnded } = await site.next('runEnded');
  if (runEnded?.problem) throw new Error(`the run ended early: ${runEnded.problem.message}`);
}

const SMALL: RoundCase = { sites: 10, size: '1k', warmUp: 20, measured: 100 };
const MIDDLE: RoundCase = { sites: 10, size: '1M', warmUp: 3, measured: 15 };
const LARGE: RoundCase = { sites: 4, size: '25M', warmUp: 1, measured: 5 };

function nameOf(wire: string, { sites, size }: RoundCase): string {
  return `round/${wire}/${sites}x${size}`;
}

/** Rounds of a real coordinator without training: what the machinery itself costs. */
export const benchmarks: readonly Benchmark[] = [
  { name: nameOf('grpc', SMALL), unit: 'ms', run: () => overGrpc(SMALL) },
  { name: nameOf('memory', SMALL), unit: 'ms', run: () => inMemory(SMALL) },
  { name: nameOf('grpc', MIDDLE), unit: 'ms', run: () => overGrpc(MIDDLE) },
  { name: nameOf('grpc', LARGE), unit: 'ms', long: true, run: () => overGrpc(LARGE) },
];

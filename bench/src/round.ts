import { createHash } from 'node:crypto';
import { secureRandom, systemClock } from '@consilium/core';
import { createLogger } from '@consilium/host';
import type { CompiledPlan } from '@consilium/plan';
import { CHUNK_BYTES } from '@consilium/transport';
import { createCertificates, type FakeSite, type OfferedTask, TestConsortium, testPlan, type Wire } from '@consilium/testing';
import { type Benchmark, type Measurement, median } from './benchmark.ts';

const SITES = 10;
const WARM_UP = 20;
const MEASURED = 100;
/** Inputs with which the model of the plan has 1,000 parameters. */
const INPUTS_1K = 35;

/**
 * A site that does everything of a round but training: accepts, fetches the base model and checks its hash, uploads an update
 * of its own, reports that its metrics are suppressed.
 *
 * @param onTask called with every task, before it is answered
 */
async function playSite(site: FakeSite, seed: number, rounds: number, onTask: () => void): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    const task = await site.task(round);
    onTask();
    site.accept(task);
    await assertBase(site, task);
    const words = new Int32Array(task.baseBytes / 4).map((_, i) => ((i * 31 + seed * 17 + round * 7) % 201) - 100);
    const { counted } = await site.upload(task, words, {}, { chunkBytes: CHUNK_BYTES });
    if (counted !== true) throw new Error('the update was not counted');
  }
  await site.declineScores(rounds);
  const { runEnded } = await site.next('runEnded');
  if (runEnded?.problem) throw new Error(`the run ended early: ${runEnded.problem.message}`);
}

async function assertBase({ client }: FakeSite, { baseHash, baseBytes }: OfferedTask): Promise<void> {
  const base = createHash('sha256');
  let received = 0;
  for await (const { data } of client.getBlob({ hash: baseHash })) {
    base.update(data);
    received += data.length;
  }
  if (received !== baseBytes || base.digest('hex') !== baseHash) throw new Error('the base model is not what the task says');
}

/** A plan whose model has `27 (inputs + 2) + 1` parameters; nobody evaluates but after the last round. */
function benchmarkPlan(sites: readonly string[], rounds: number, inputs: number): CompiledPlan {
  const features = Array.from({ length: inputs }, (_, i) => [`x${i}`, { kind: 'number', unit: '1', range: [0, 1] }]);
  return testPlan('dp-fedavg', {
    sites: Object.fromEntries(sites.map((site) => [site, {}])),
    data: {
      patientId: 'id',
      target: { kind: 'binary', column: 'y', positive: ['1'], negative: ['0'] },
      features: Object.fromEntries(features),
    },
    layers: [
      { type: 'dense', units: 27, activation: 'relu' },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ],
    training: { loss: 'binary-crossentropy', localEpochs: 1, optimizer: { kind: 'sgd', learningRate: 0.1 } },
    strategy: { kind: 'fedavg' },
    privacy: { mechanism: 'dp-fedavg', clip: 1, target: { epsilon: 1, delta: 1e-3 } },
    rounds,
    quorum: { sites: sites.length, attempts: 1, deadlineSeconds: 600 },
    evaluation: { every: rounds },
  });
}

async function milliseconds(wire: Wire): Promise<Measurement> {
  const ids = Array.from({ length: SITES }, (_, i) => `site-${i}`);
  const rounds = WARM_UP + MEASURED + 1;
  const plan = benchmarkPlan(ids, rounds, INPUTS_1K);
  const consortium = await TestConsortium.open(await createCertificates(), {
    wire,
    sites: ids,
    clock: systemClock,
    random: secureRandom(),
    log: createLogger({ component: 'coordinator', level: 'warn' }),
    rehearsal: false,
  });
  try {
    const sites = await consortium.sites(...ids);
    const opened: number[] = [];
    const playing = Promise.all(
      sites.map((site, i) => playSite(site, i, rounds, () => (i === 0 ? opened.push(performance.now()) : undefined))),
    );
    // A site that fails must not end the process before the failure is reported below.
    playing.catch(() => {});
    await consortium.run(plan);
    await playing;
    // From the moment at which a site is offered a round to the moment at which it is offered the next.
    const samples = opened.slice(WARM_UP + 1).map((at, i) => at - (opened[WARM_UP + i] ?? Number.NaN));
    return {
      value: median(samples),
      n: samples.length,
      details: { min: Math.min(...samples), max: Math.max(...samples), sites: SITES, parameters: plan.manifest.parameters },
    };
  } finally {
    await consortium.close();
  }
}

function roundOver(wire: Wire): Benchmark {
  return { name: `round/${wire}/${SITES}x1k`, unit: 'ms', run: () => milliseconds(wire) };
}

/** Rounds of a real coordinator without training: what the machinery itself costs. */
export const benchmarks: readonly Benchmark[] = [roundOver('grpc'), roundOver('memory')];

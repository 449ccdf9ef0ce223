import { createHash } from 'node:crypto';
import type { CompiledPlan } from '@consilium/plan';
import { type consilium, PROTOCOL_VERSION, type siteService, UpdateEncoding } from '@consilium/proto';
import { AsyncQueue, type Client } from '@consilium/transport';
import { type Benchmark, type Measurement, median } from './benchmark.ts';
import { benchmarkPlan, openRoundConsortium, type Wire } from './round-consortium.ts';

const SITES = 10;
const WARM_UP = 20;
const ROUNDS = 100;
/** Inputs with which the model of the plan has 1,000 parameters. */
const INPUTS_1K = 35;

type Task = consilium.v1.Task.$Properties;

/**
 * A site that does everything of a round but training: accepts, fetches the base model and checks its hash, uploads an update
 * of its own, reports that its metrics are suppressed.
 *
 * @param onTask told about every task, before it is answered
 */
async function playSite(client: Client<typeof siteService>, seed: number, onTask: () => void): Promise<void> {
  const outgoing = new AsyncQueue<consilium.v1.SiteMessage.$Properties>();
  outgoing.push({ hello: { protocol: { ...PROTOCOL_VERSION }, agentVersion: 'bench' } });
  try {
    for await (const message of client.session(outgoing)) {
      if (message.message === 'task') {
        onTask();
        outgoing.push({ taskAnswer: { key: message.task.key ?? null } });
        await answer(client, message.task, seed);
      } else if (message.message === 'evaluationRequest') {
        const suppressed = { code: 'METRICS_WITHHELD', message: 'a benchmark has no patients' };
        outgoing.push({ evaluationReport: { key: message.evaluationRequest.key ?? null, suppressed } });
      } else if (message.message === 'runEnded') {
        if (message.runEnded.problem) throw new Error(`the run ended early: ${message.runEnded.problem.message}`);
        return;
      }
    }
    throw new Error('the coordinator ended the session');
  } finally {
    outgoing.end();
  }
}

async function answer(client: Client<typeof siteService>, task: Task, seed: number): Promise<void> {
  const { key, planHash = '', baseHash = '', baseBytes = 0 } = task;
  const base = createHash('sha256');
  let received = 0;
  for await (const { data } of client.getBlob({ hash: baseHash })) {
    base.update(data);
    received += data.length;
  }
  if (received !== baseBytes || base.digest('hex') !== baseHash) throw new Error('the base model is not what the task says');
  const words = new Int32Array(baseBytes / 4).map((_, i) => ((i * 31 + seed * 17 + (key?.round ?? 0) * 7) % 201) - 100);
  const data = new Uint8Array(words.buffer);
  const updateHash = createHash('sha256').update(data).digest('hex');
  const encoding = UpdateEncoding.UPDATE_ENCODING_GRID_INT32;
  const header = { key: key ?? null, planHash, baseHash, updateHash, bytes: data.length, encoding };
  const { counted } = await client.putUpdate(parts(header, data));
  if (!counted) throw new Error('the update was not counted');
}

async function* parts(
  header: consilium.v1.UpdateHeader.$Properties,
  data: Uint8Array,
): AsyncGenerator<consilium.v1.PutUpdateRequest.$Properties> {
  yield { header };
  yield { chunk: { offset: 0, data } };
}

async function milliseconds(wire: Wire, plan: CompiledPlan): Promise<Measurement> {
  const consortium = await openRoundConsortium(wire, SITES);
  try {
    const opened: number[] = [];
    const playing = Promise.all(
      consortium.sites.map((client, i) => playSite(client, i, () => (i === 0 ? opened.push(performance.now()) : undefined))),
    );
    // A site that fails must not end the process before the failure is told below.
    playing.catch(() => {});
    await consortium.research.submitStudy({ planJson: plan.json });
    await consortium.research.startRun({ study: plan.document.study });
    await playing;
    // From the moment at which a site hears of a round to the moment at which it hears of the next.
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

function round(wire: Wire): Benchmark {
  const name = `round/${wire}/${SITES}x1k`;
  return { name, unit: 'ms', run: () => milliseconds(wire, benchmarkPlan(SITES, WARM_UP + ROUNDS + 1, INPUTS_1K)) };
}

/** Rounds of a real coordinator without training: what the machinery itself costs. */
export const benchmarks: readonly Benchmark[] = [round('grpc'), round('memory')];

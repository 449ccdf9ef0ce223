import type { CompiledPlan } from '@consilium/plan';
import { researchService } from '@consilium/proto';
import { CONSORTIUM, createCertificates, keyOf, type TestCertificates, testPlan } from '@consilium/testing';
import { openGrpcChannel } from '@consilium/transport';
import { coordinatorIdentityCheck } from '@consilium/trust';
import { type Measurement, median } from './benchmark.ts';
import type { Child, ProcessUse } from './child.ts';
import { type CoordinatorQuestion, startCoordinator } from './coordinator-process.ts';
import { type PlayedRounds, type SitesQuestion, startSites } from './sites-process.ts';

const MIB = 2 ** 20;

/** Inputs of every model. */
const INPUTS = 35;

/** Hidden layers, by about how many parameters the model has then. */
const LAYERS = { '1k': [27], '1M': [980, 980], '25M': [4980, 4980] } as const;

/** About how many parameters a model has. */
export type ModelSize = keyof typeof LAYERS;

/** A plan over sites that are played; nobody evaluates but after the last round. */
export function playedPlan(sites: readonly string[], rounds: number, size: ModelSize): CompiledPlan {
  const features = Array.from({ length: INPUTS }, (_, i) => [`x${i}`, { kind: 'number', unit: '1', range: [0, 1] }]);
  return testPlan('dp-fedavg', {
    sites: Object.fromEntries(sites.map((site) => [site, {}])),
    data: {
      patientId: 'id',
      target: { kind: 'binary', column: 'y', positive: ['1'], negative: ['0'] },
      features: Object.fromEntries(features),
    },
    layers: [
      ...LAYERS[size].map((units) => ({ type: 'dense', units, activation: 'relu' })),
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

/** What it took until all sites were connected. */
export interface Connected {
  /** From the first that dialled to the last that was welcomed. */
  readonly ms: number;
  /** Processor milliseconds of the coordinator. */
  readonly cpuMs: number;
  /** What the coordinator holds then, above what it did before. */
  readonly mib: number;
}

/** A coordinator in one process, its sites in another. */
export class PlayedConsortium {
  readonly #certificates: TestCertificates;
  readonly #coordinator: Child<CoordinatorQuestion>;
  readonly #sites: Child<SitesQuestion>;
  readonly #ids: readonly string[];
  readonly #address: string;
  /** Before anybody connected. */
  readonly #base: ProcessUse;

  private constructor(
    certificates: TestCertificates,
    coordinator: Child<CoordinatorQuestion>,
    { ids, address, base }: { readonly ids: readonly string[]; readonly address: string; readonly base: ProcessUse },
  ) {
    this.#certificates = certificates;
    this.#coordinator = coordinator;
    this.#sites = startSites();
    this.#ids = ids;
    this.#address = address;
    this.#base = base;
  }

  static async open(sites: number): Promise<PlayedConsortium> {
    const certificates = await createCertificates();
    const ids = Array.from({ length: sites }, (_, i) => `site-${i}`);
    const key = keyOf(certificates.member('site', 'any'));
    const coordinator = startCoordinator();
    const port = await coordinator.ask<number>({
      t: 'open',
      consortium: CONSORTIUM,
      identity: certificates.member('coordinator', 'coordinator'),
      sites: ids.map((id) => ({ id, key })),
    });
    const base = await coordinator.ask<ProcessUse>({ t: 'use' });
    return new PlayedConsortium(certificates, coordinator, { ids, address: `127.0.0.1:${port}`, base });
  }

  /** All sites dial, as many at a time as one process can. */
  async connect(): Promise<Connected> {
    const identities = this.#ids.map((id) => this.#certificates.member('site', id));
    const before = await this.#coordinator.ask<ProcessUse>({ t: 'use' });
    const ms = await this.#sites.ask<number>({ t: 'connect', consortium: CONSORTIUM, address: this.#address, identities });
    const after = await this.#coordinator.ask<ProcessUse>({ t: 'use' });
    return { ms, cpuMs: (after.cpuSeconds - before.cpuSeconds) * 1000, mib: (after.rss - this.#base.rss) / MIB };
  }

  /**
   * The connected sites play a run. A round is from the moment at which the first site is offered it to the moment at which it is offered the next.
   *
   * @returns milliseconds; processor milliseconds of both processes in a round (of the coordinator with the beginning and the end of the run), and the memory of the
   * coordinator above what it had before anybody connected, at its peak
   */
  async rounds(size: ModelSize, warmUp: number, measured: number): Promise<Measurement> {
    const rounds = warmUp + measured + 1;
    const plan = playedPlan(this.#ids, rounds, size);
    await this.#sites.ask({ t: 'make', parameters: plan.manifest.parameters });
    const before = await this.#coordinator.ask<ProcessUse>({ t: 'use' });
    const playing = this.#sites.ask<PlayedRounds>({ t: 'play', rounds });
    // A site that fails must not end this process before the failure is reported below.
    playing.catch(() => {});
    await this.#run(plan);
    const { offeredMs, cpuSeconds } = await playing;
    const after = await this.#coordinator.ask<ProcessUse>({ t: 'use' });
    const samples = offeredMs.slice(warmUp + 1).map((at, i) => at - (offeredMs[warmUp + i] ?? Number.NaN));
    const ofSites = (cpuSeconds.at(-1) ?? Number.NaN) - (cpuSeconds[warmUp] ?? Number.NaN);
    return {
      value: median(samples),
      n: samples.length,
      details: {
        min: Math.min(...samples),
        max: Math.max(...samples),
        coordinatorCpuMs: ((after.cpuSeconds - before.cpuSeconds) / rounds) * 1000,
        sitesCpuMs: (ofSites / measured) * 1000,
        peakMib: (after.peak - this.#base.rss) / MIB,
        sites: this.#ids.length,
        parameters: plan.manifest.parameters,
      },
    };
  }

  async close(): Promise<void> {
    await this.#sites.end({ t: 'close' });
    await this.#coordinator.end({ t: 'close' });
  }

  async #run(plan: CompiledPlan): Promise<void> {
    const identity = this.#certificates.member('user', 'ada');
    const channel = openGrpcChannel({ identity, address: this.#address, checkServer: coordinatorIdentityCheck(CONSORTIUM) });
    try {
      const research = channel.client(researchService);
      await research.submitStudy({ planJson: plan.json });
      await research.startRun({ study: plan.document.study });
    } finally {
      channel.close();
    }
  }
}

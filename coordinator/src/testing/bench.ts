import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isConsiliumError, seededRandom, sha256Hex, systemClock } from '@consilium/core';
import { createLogger } from '@consilium/host';
import { type CompiledPlan, parsePlan } from '@consilium/plan';
import { type consilium, researchService } from '@consilium/proto';
import { type Client, connectInMemory } from '@consilium/transport';
import { Coordinator, type CoordinatorOptions } from '../coordinator.ts';
import { Database } from '../store/database.ts';
import { CONSORTIUM, type TestCertificates } from './consortium.ts';
import { FakeSite } from './fake-site.ts';
import { HandClock, settled } from '@consilium/testing';

/** Seconds that an attempt of the test plan waits. */
export const DEADLINE_SECONDS = 60;

/** What differs from the plain test plan; each is the text of a section. */
export interface PlanOptions {
  readonly rounds?: number;
  readonly strategy?: string;
  readonly privacy?: string;
  readonly training?: string;
  readonly quorum?: number;
  readonly attempts?: number;
  readonly every?: number;
  /** Whether model and updates are too large for the database and become files. @default false */
  readonly large?: boolean;
}

/** Parameters of the test plan's large model. */
export const LARGE = 24_001;

/** Three sites, two features, a model of three parameters, or of {@link LARGE}. */
export function testPlan(options: PlanOptions = {}): CompiledPlan {
  return parsePlan(`
version: 1
study: tests
title: Tests
sites: { north: { patients: 100 }, south: { patients: 100 }, west: { patients: 100 } }
data:
  patientId: id
  target: { kind: binary, column: y, positive: [1], negative: [0] }
  features: { a: { kind: number, unit: '1', range: [0, 1] }, b: { kind: number, unit: '1', range: [0, 1] } }
model: { layers: [${options.large === true ? '{ type: dense, units: 6000 }, ' : ''}{ type: dense, units: 1, activation: sigmoid }] }
training: ${options.training ?? '{ loss: binary-crossentropy, localEpochs: 1, optimizer: { kind: sgd, learningRate: 0.1 } }'}
strategy: ${options.strategy ?? '{ kind: fedavg }'}
privacy: ${options.privacy ?? '{ mechanism: none }'}
rounds: ${options.rounds ?? 2}
quorum: { sites: ${options.quorum ?? 2}, attempts: ${options.attempts ?? 2}, deadlineSeconds: ${DEADLINE_SECONDS} }
evaluation: { every: ${options.every ?? 1} }
`);
}

/** An update of three values, or of these over and over. */
export function values(three: readonly number[], large: boolean): Float32Array {
  return Float32Array.from({ length: large ? LARGE : 3 }, (_, i) => three[i % 3] ?? 0);
}

/** All sites answer a round with values of their own and score it. */
export async function playRound(sites: readonly FakeSite[], round: number, large = false): Promise<void> {
  for (const [i, site] of sites.entries()) await site.take(round, values([i + round, i * 0.5, -round], large));
  for (const site of sites) await site.score(round, { metricsJson: `{"round":${round}}` });
  await settled();
}

/** A coordinator on a folder of its own, everybody who talks to it, and a clock in the hand of the test. */
export class Bench {
  readonly clock: HandClock = new HandClock(systemClock.now());
  readonly folder: string = mkdtempSync(join(tmpdir(), 'consilium-coordinator-'));
  readonly logged: string[] = [];
  readonly #certificates: TestCertificates;
  readonly #options: Partial<CoordinatorOptions>;
  #coordinator: Coordinator | undefined;
  #starts = 0;

  private constructor(certificates: TestCertificates, options: Partial<CoordinatorOptions>) {
    this.#certificates = certificates;
    this.#options = options;
  }

  static async open(certificates: TestCertificates, options: Partial<CoordinatorOptions> = {}): Promise<Bench> {
    const bench = new Bench(certificates, options);
    await bench.start();
    for (const site of ['north', 'south', 'west']) await bench.coordinator.sites.register(site);
    return bench;
  }

  get coordinator(): Coordinator {
    if (this.#coordinator === undefined) throw new Error('the coordinator is down');
    return this.#coordinator;
  }

  get research(): Client<typeof researchService> {
    return connectInMemory(researchService, this.coordinator.bindings, this.#certificates.of('user', 'ada'));
  }

  async start(): Promise<void> {
    this.#coordinator = await Coordinator.open({
      folder: this.folder,
      consortium: CONSORTIUM,
      random: seededRandom(`bench/${this.#starts++}`),
      log: createLogger({ component: 'test', level: 'debug', destination: { write: (line) => void this.logged.push(line) } }),
      clock: this.clock,
      rehearsal: true,
      version: '1',
      ...this.#options,
    });
  }

  async stop(): Promise<void> {
    await this.#coordinator?.close();
    this.#coordinator = undefined;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  site(id: string, certificate: Uint8Array = this.#certificates.of('site', id)): FakeSite {
    return new FakeSite(this.coordinator.bindings, certificate);
  }

  /** Connected sites. */
  async sites<const Ids extends readonly string[]>(...ids: Ids): Promise<{ readonly [I in keyof Ids]: FakeSite }> {
    const sites = ids.map((id) => this.site(id));
    for (const site of sites) await site.connect();
    return sites as { readonly [I in keyof Ids]: FakeSite };
  }

  /** Submits a plan and starts its run. */
  async run(plan: CompiledPlan = testPlan()): Promise<string> {
    await this.research.submitStudy({ planJson: plan.json });
    return (await this.research.startRun({ study: plan.document.study })).run;
  }

  async info(run: string): Promise<consilium.v1.RunInfo> {
    await settled();
    return await this.research.getRun({ run });
  }

  /** Whether the coordinator still has this content. */
  async holds(hash: string): Promise<boolean> {
    await settled();
    try {
      const parts: Uint8Array[] = [];
      for await (const { data } of this.research.getModel({ hash })) parts.push(data);
      return sha256Hex(Buffer.concat(parts)) === hash;
    } catch (error) {
      if (!isConsiliumError(error, 'BLOB_UNKNOWN')) throw error;
      return false;
    }
  }

  /** Hashes of everything that a coordinator which has been stopped left in its store. */
  async blobs(): Promise<string[]> {
    const database = Database.open(this.folder);
    const rows = await database.query.selectFrom('blobs').select('hash').execute();
    await database.close();
    return [...rows.map((row) => row.hash), ...readdirSync(join(this.folder, 'blobs'))].sort();
  }

  /** What each site has done in the newest round, by site. */
  async participants(run: string): Promise<Record<string, string>> {
    const { roundInfos } = await this.info(run);
    const list = roundInfos.at(-1)?.participants ?? [];
    return Object.fromEntries(
      list.map(({ site, state, problem }) => [site ?? '', problem?.code ? `${state} ${problem.code}` : (state ?? '')]),
    );
  }

  /** The newest model of a run. */
  async model(run: string): Promise<number[]> {
    const { modelHash } = await this.info(run);
    const parts: Uint8Array[] = [];
    for await (const { data } of this.research.getModel({ hash: modelHash })) parts.push(data);
    const bytes = Uint8Array.from(Buffer.concat(parts));
    return [...new Float32Array(bytes.buffer)];
  }
}

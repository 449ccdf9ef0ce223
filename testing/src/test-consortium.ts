import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Coordinator, type CoordinatorOptions } from '@consilium/coordinator';
import { isConsiliumError, seededRandom, sha256Hex, systemClock } from '@consilium/core';
import { createLogger } from '@consilium/host';
import type { CompiledPlan } from '@consilium/plan';
import { type consilium, researchService, type Service, siteService } from '@consilium/proto';
import {
  type Client,
  connectInMemory,
  type GrpcChannel,
  type GrpcServer,
  openGrpcChannel,
  openStrangerChannel,
  openTokenChannel,
  startGrpcServer,
  startTokenServer,
  type TlsIdentity,
  type TokenServer,
} from '@consilium/transport';
import { coordinatorIdentityCheck } from '@consilium/trust';
import { CONSORTIUM, derOf, keyOf, type TestCertificates } from './certificates.ts';
import { FakeSite } from './fake-site.ts';
import { HandClock, settled } from './hand-clock.ts';
import { exactLoss, threeSitePlan, values } from './test-plan.ts';

/** How members talk to the coordinator: over mutual TLS on a loopback socket, or in this process. */
export type Wire = 'grpc' | 'memory';

/** How a consortium differs from the usual one. */
export interface TestConsortiumOptions extends Partial<CoordinatorOptions> {
  /** @default 'memory' */
  readonly wire?: Wire;
  /** Sites that are registered. @default north, south and west */
  readonly sites?: readonly string[];
}

/** All sites answer a round with values of their own and score it. */
export async function playRound(sites: readonly FakeSite[], round: number, large = false): Promise<void> {
  for (const [i, site] of sites.entries()) await site.take(round, values([i + round, i * 0.5, -round], large));
  for (const site of sites) await site.score(round, exactLoss(round));
  await settled();
}

/** A real coordinator on a folder of its own, its members, and a clock in the hand of the test. */
export class TestConsortium {
  readonly clock: HandClock = new HandClock(systemClock.now());
  readonly folder: string = mkdtempSync(join(tmpdir(), 'consilium-coordinator-'));
  /** Lines of the coordinator's log. */
  readonly logged: string[] = [];
  readonly #certificates: TestCertificates;
  #options: Partial<CoordinatorOptions>;
  readonly #wire: Wire;
  readonly #channels: Set<GrpcChannel> = new Set();
  #coordinator: Coordinator | undefined;
  #server: GrpcServer | undefined;
  #people: TokenServer | undefined;
  #research: Client<typeof researchService> | undefined;
  #starts = 0;

  private constructor(certificates: TestCertificates, { wire = 'memory', ...options }: TestConsortiumOptions) {
    this.#certificates = certificates;
    this.#options = options;
    this.#wire = wire;
  }

  /** Starts a coordinator and registers the sites. */
  static async open(
    certificates: TestCertificates,
    { sites = ['north', 'south', 'west'], ...options }: TestConsortiumOptions = {},
  ): Promise<TestConsortium> {
    const consortium = new TestConsortium(certificates, options);
    await consortium.start();
    for (const site of sites) await consortium.register(site);
    return consortium;
  }

  /** Lets a site connect with its usual key. */
  async register(id: string): Promise<void> {
    await this.coordinator.sites.register(id, keyOf(this.#certificates.member('site', id)));
  }

  get coordinator(): Coordinator {
    if (this.#coordinator === undefined) throw new Error('the coordinator is down');
    return this.#coordinator;
  }

  /** The research service as a user calls it. */
  get research(): Client<typeof researchService> {
    this.#research ??= this.client(researchService, this.#certificates.member('user', 'ada'));
    return this.#research;
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
    if (this.#wire === 'memory') return;
    const identity = this.#certificates.member('coordinator', 'coordinator');
    const { bindings, strangers, people, proveToken: prove } = this.#coordinator;
    this.#server = await startGrpcServer({ identity, port: 0, bindings, strangers });
    if (prove !== undefined) this.#people = await startTokenServer({ identity, port: 0, bindings: people, prove });
  }

  /** How the coordinator differs from the usual one from its next start on. */
  setOptions(options: Partial<CoordinatorOptions>): void {
    this.#options = options;
  }

  async stop(): Promise<void> {
    for (const channel of this.#channels) channel.close();
    this.#channels.clear();
    this.#research = undefined;
    await this.#server?.stop();
    await this.#people?.stop();
    this.#server = undefined;
    this.#people = undefined;
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

  /** A service as somebody with this identity calls it. */
  client<S extends Service>(service: S, identity: TlsIdentity): Client<S> {
    if (this.#server === undefined) return connectInMemory(service, this.coordinator.bindings, derOf(identity));
    const { address } = this;
    const channel = openGrpcChannel({ identity, address, checkServer: coordinatorIdentityCheck(CONSORTIUM) });
    this.#channels.add(channel);
    return channel.client(service);
  }

  /** `host:port` of the coordinator. */
  get address(): string {
    if (this.#server === undefined) throw new Error('this consortium speaks in memory');
    return `127.0.0.1:${this.#server.port}`;
  }

  /** `host:port` where people call with tokens. */
  get peopleAddress(): string {
    if (this.#people === undefined) throw new Error('this consortium takes no tokens');
    return `127.0.0.1:${this.#people.port}`;
  }

  /** A service as somebody with a token calls it. */
  tokenClient<S extends Service>(service: S, token: string): Client<S> {
    const { authorityPem } = this.#certificates;
    const checkServer = coordinatorIdentityCheck(CONSORTIUM);
    const channel = openTokenChannel({ authorityPem, address: this.peopleAddress, checkServer, token: () => token });
    this.#channels.add(channel);
    return channel.client(service);
  }

  /** A service as somebody without a certificate calls it. */
  strangerClient<S extends Service>(service: S): Client<S> {
    const { authorityPem } = this.#certificates;
    const channel = openStrangerChannel({
      authorityPem,
      address: this.address,
      checkServer: coordinatorIdentityCheck(CONSORTIUM),
    });
    this.#channels.add(channel);
    return channel.client(service);
  }

  /** A site that has not connected yet. */
  site(id: string, identity: TlsIdentity = this.#certificates.member('site', id)): FakeSite {
    return new FakeSite(this.client(siteService, identity));
  }

  /** Connected sites. */
  async sites<const Ids extends readonly string[]>(...ids: Ids): Promise<{ readonly [I in keyof Ids]: FakeSite }> {
    const sites = ids.map((id) => this.site(id));
    for (const site of sites) await site.connect();
    return sites as { readonly [I in keyof Ids]: FakeSite };
  }

  /** Submits a plan and starts its run. */
  async run(plan: CompiledPlan = threeSitePlan()): Promise<string> {
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

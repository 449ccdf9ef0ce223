import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { Coordinator } from '@consilium/coordinator';
import {
  ConsiliumError,
  isConsiliumError,
  randomId,
  type Randomness,
  secureRandom,
  seededRandom,
  systemClock,
} from '@consilium/core';
import { createLogger, type Logger } from '@consilium/host';
import { loadBackend } from '@consilium/learning';
import { type CompiledPlan, readPlan } from '@consilium/plan';
import { researchService, siteService } from '@consilium/proto';
import {
  type Client,
  connectInMemory,
  type GrpcChannel,
  type GrpcServer,
  openGrpcChannel,
  probeTls,
  startGrpcServer,
  type TlsFacts,
  type TlsIdentity,
} from '@consilium/transport';
import { lookIntoImages, mappedSource, openSource, PIXEL_RECORDS, type Source, type SourceEntry } from '@consilium/site-agent';
import { coordinatorIdentityCheck, parseIdentity } from '@consilium/trust';
import { compareOwnModels, type OwnModels } from './own-models/own-models.ts';
import { createConsortium, type ThrowawayConsortium } from './consortium.ts';
import { ExactScorer } from './exact-scores.ts';
import { type PolicyAnswers, policyAnswers } from './policy/policy-answers.ts';
import { PhaseTimes } from './phase-times.ts';
import { type RunOutcome, watchRun, type RunProgress } from './watch-run.ts';
import { siteSources, type DataSource } from './virtual-data.ts';
import { masked, planForSplit } from './rehearsed-plan.ts';
import { rehearsalRoster } from './rehearsal-roster.ts';
import { checkSites, requireAllSites, requireQuorum, type SiteCheck } from './site-check.ts';
import { sniffSites } from './sniff-sites.ts';
import { type SpentEpsilon, startVirtualSite, type VirtualSite } from './virtual-site.ts';
import { DEFAULT_HELD_OUT, virtualSplit } from './virtual-split.ts';

/** What to simulate. */
export interface SimulationOptions extends DataSource {
  /** @default what is read from `planPath` */
  readonly plan?: CompiledPlan;
  /** Fewer rounds than the plan says. */
  readonly rounds?: number;
  /** Share of the patients of each site who are held out. @default 0.2 */
  readonly heldOut?: number;
  /** Makes everything repeatable, who is held out and the noise included, which then protects nobody. */
  readonly seed?: string;
  /**
   * Leaves the noise of updates out, all else as in the plan, to show what it costs: this protects nobody. The generator is seeded even where
   * no seed is given, since agents with a hospital's generator cannot be asked for it. @default false
   */
  readonly withoutNoise?: boolean;
  /** @default 'grpc' */
  readonly transport?: 'grpc' | 'memory';
  /** Probability with which a site sits a round out. @default 0 */
  readonly dropout?: number;
  /**
   * Sums updates under masks, with noise that counts on so many honest sites (h), whatever the plan says; `true`: as many as its quorum
   * leaves room for, one of it colluding. @default as the plan says
   */
  readonly secure?: number | boolean;
  /** Goes on without sites whose data cannot be used. @default false */
  readonly allowFailingSites?: boolean;
  /**
   * Trains each hospital's own model, without noise, and sets the common one beside it.
   *
   * @default true
   */
  readonly ownModels?: boolean;
  /** The policy whose answers are foreseen. @default the one that agents start with */
  readonly policyPath?: string;
  /** Told what hospitals would refuse or withhold, before the first round. */
  readonly onPolicy?: (answers: PolicyAnswers) => void;
  /** Told what a look at all data has found, before the first round. */
  readonly onChecked?: (checks: readonly SiteCheck[]) => void;
  /** Version told to the other side, for people. */
  readonly version: string;
  /** Told about every change of the run. */
  readonly onProgress?: (progress: RunProgress) => void;
  /** @default errors to standard error */
  readonly log?: Logger;
}

/** Everything known at the end of a simulation. */
export interface SimulationResult {
  readonly plan: CompiledPlan;
  readonly outcome: RunOutcome;
  readonly transport: 'grpc' | 'memory';
  readonly tls: TlsFacts | undefined;
  readonly seed: string | undefined;
  /** Whether updates left without noise, by a mechanism that has some. */
  readonly withoutNoise: boolean;
  readonly backend: string;
  /** Version of the software that ran it. */
  readonly version: string;
  readonly sites: readonly { readonly id: string; readonly patients: number; readonly epsilon: SpentEpsilon | undefined }[];
  /** What the data of each site were found to be, before the first round. */
  readonly checks: readonly SiteCheck[];
  /** What hospitals would refuse or withhold. */
  readonly policy: PolicyAnswers;
  /** Each hospital's own model beside the common one; absent where nobody wanted them, or the target is not compared. */
  readonly ownModels?: OwnModels;
  readonly phases: PhaseTimes;
  readonly durationMs: number;
  /** When it was over, in milliseconds since the Unix epoch. */
  readonly finishedMs: number;
}

/**
 * Runs a study with the real coordinator and one real agent per site, in this process, over real mutual TLS or in memory.
 *
 * @throws ConsiliumError whatever ended the run early
 */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const plan = masked(options.plan ?? readPlan(options.planPath), options);
  const folder = mkdtempSync(join(tmpdir(), 'consilium-sim-'));
  try {
    return await simulateIn(folder, plan, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function simulateIn(folder: string, written: CompiledPlan, options: SimulationOptions): Promise<SimulationResult> {
  const clock = systemClock;
  const log = options.log ?? createLogger({ component: 'sim', level: 'error' });
  const withoutNoise = options.withoutNoise === true && written.document.privacy.mechanism !== 'none';
  const random = randomOf(options, withoutNoise);
  const transport = options.transport ?? 'grpc';
  const { entries, failures } = await sniffSites(siteSources(options, written, join(folder, 'data'), random.fork('split')));
  const sources = new Map([...entries].map(([id, entry]) => [id, mappedSource(openSource(entry.source, folder), entry)]));
  // As a hospital does when it adds a data set. Of a source that cannot be read the checks below say so.
  for (const { source } of entries.values())
    await lookIntoImages(source, folder).catch((error: unknown) => {
      if (!isConsiliumError(error) || error.code === 'DISK_FULL') throw error;
    });
  const split = virtualSplit(options.heldOut ?? DEFAULT_HELD_OUT, options.seed);
  const plan = options.split === undefined ? written : await planForSplit(written, sources, split, options.planPath);
  if (plan.hash !== written.hash)
    options.onNote?.(
      `The plan that runs is not the one written: its public numbers of patients are those of the parts of this file. Its hash is ${plan.hash}, that of the plan as written ${written.hash}.`,
    );
  const [backend, consortium] = await Promise.all([loadBackend(), createConsortium(plan.siteIds, transport === 'memory')]);
  if (backend.notice !== undefined) log.warn(backend.notice);
  const scorer = await ExactScorer.open(plan, sources, split, backend, failures);
  mkdirSync(join(folder, 'sites'));
  const checks = await checked(plan, sources, scorer, options);
  const started = clock.monotonic();
  const roster = rehearsalRoster(plan, random.fork('roster'));
  // A file that cannot be read has no patients to count: where the rehearsal goes on, the plan's word has to do, and the agent refuses.
  const patientsOf = (id: string): number => scorer.patients(id) ?? plan.document.sites[id]?.patients ?? 1;
  const coordinator = await Coordinator.open({
    folder: join(folder, 'coordinator'),
    consortium: consortium.name,
    random: random.fork('coordinator'),
    log: log.child({ component: 'coordinator' }),
    rehearsal: true,
    version: options.version,
    // Models of earlier rounds are scored while the run goes on.
    keepModels: 'all',
    ...(roster === undefined ? {} : { roster: roster.roster }),
  });
  const phases = new PhaseTimes();
  const sites: { readonly id: string; readonly site: VirtualSite }[] = [];
  let network: Network | undefined;
  try {
    const policy = policyAnswers({
      plan,
      sites: plan.siteIds.map((id) => ({ id, patients: patientsOf(id) })),
      heldOut: split.share,
      roster: roster?.roster,
      file: options.policyPath,
      nowMs: clock.now(),
    });
    options.onPolicy?.(policy);
    network = transport === 'grpc' ? await grpcNetwork(coordinator, consortium, log) : memoryNetwork(coordinator, consortium);
    // The researcher is connected before the agents crowd this process: an agent that is not answered in time calls again, a researcher gives up.
    await network.research.submitStudy({ planJson: plan.json });
    for (const id of plan.siteIds) {
      await coordinator.sites.register(id, parseIdentity(consortium.site(id).certificatePem).key);
      const site = startVirtualSite({
        siteId: id,
        plan,
        source: entries.get(id) as SourceEntry,
        patients: patientsOf(id),
        split,
        folder: join(folder, 'sites'),
        client: network.siteClient(id),
        backend,
        random: random.fork('sites'),
        noise: withoutNoise ? 'none' : 'grid',
        clock,
        log: log.child({ component: 'site-agent' }),
        version: options.version,
        observe: phases.observe,
        dropout: options.dropout ?? 0,
        unusable: checks.some((check) => check.site === id && check.failure !== undefined),
        ...(roster === undefined ? {} : { roster: { roster: roster.roster, key: roster.keyOf(id) } }),
      });
      const looked = join(folder, PIXEL_RECORDS);
      if (existsSync(looked)) cpSync(looked, join(folder, 'sites', id, 'state', PIXEL_RECORDS), { recursive: true });
      sites.push({ id, site });
    }
    const failed = Promise.race(sites.map(({ site }) => site.running)).then(() => {
      throw new ConsiliumError({ code: 'INTERNAL', message: 'an agent ended during the run' });
    });
    failed.catch(() => {});
    const work = watchRun(network.research, plan, options.rounds, scorer, options.onProgress ?? (() => {}));
    const outcome = await Promise.race([work, failed]);
    for (const { site } of sites) await site.stop();
    const durationMs = clock.monotonic() - started;
    const ownModels = ownModelsOf(plan, outcome.weights, scorer, options, log);
    const { privacy } = plan.document;
    return {
      plan,
      outcome,
      transport,
      tls: await network.tls(),
      seed: options.seed,
      withoutNoise,
      backend: backend.name,
      version: options.version,
      sites: sites.map(({ id, site }) => ({
        id,
        patients: scorer.trainingPatients(id),
        epsilon: withoutNoise || privacy.mechanism === 'none' ? undefined : site.spentEpsilon(privacy.target.delta),
      })),
      checks,
      policy,
      ...ownModels,
      phases,
      durationMs,
      finishedMs: clock.now(),
    };
  } finally {
    for (const { site } of sites) await site.agent.stop();
    scorer.dispose();
    await network?.close();
    await coordinator.close();
  }
}

/** Each hospital's own model beside the common one, where they are wanted. */
function ownModelsOf(
  plan: CompiledPlan,
  common: Float32Array,
  scorer: ExactScorer,
  { ownModels, rounds = plan.document.rounds, seed }: SimulationOptions,
  log: Logger,
): { readonly ownModels?: OwnModels } {
  if (ownModels === false) return {};
  const found = compareOwnModels(plan, common, scorer.readable, { rounds, seed, log });
  return found === undefined ? {} : { ownModels: found };
}

/**
 * What everything is drawn from. Noise is left out with a seeded generator only; without a seed that is one that nobody learns, and the split stays
 * that of a run without a seed, so that both are scored on the same patients.
 */
function randomOf(options: SimulationOptions, withoutNoise: boolean): Randomness {
  const seed = options.seed ?? (withoutNoise ? randomId('seed', secureRandom()) : undefined);
  return seed === undefined ? secureRandom() : seededRandom(`consilium/sim/${seed}`);
}

/** Looks at all data before anything starts. @throws ConsiliumError `DATA_INVALID` with every site that cannot take part, unless they may fail */
async function checked(
  plan: CompiledPlan,
  sources: ReadonlyMap<string, Source>,
  scorer: ExactScorer,
  { onChecked, allowFailingSites = false, split, heldOut = DEFAULT_HELD_OUT }: SimulationOptions,
): Promise<readonly SiteCheck[]> {
  try {
    const checks = await checkSites(plan, sources, scorer, { heldOut, areParts: split !== undefined });
    onChecked?.(checks);
    if (allowFailingSites) requireQuorum(checks, plan);
    else requireAllSites(checks);
    return checks;
  } catch (error) {
    scorer.dispose();
    throw error;
  }
}

interface Network {
  readonly research: Client<typeof researchService>;
  siteClient(id: string): Client<typeof siteService>;
  tls(): Promise<TlsFacts | undefined>;
  close(): Promise<void>;
}

async function grpcNetwork(coordinator: Coordinator, consortium: ThrowawayConsortium, log: Logger): Promise<Network> {
  const server: GrpcServer = await startGrpcServer({
    identity: consortium.coordinator,
    port: 0,
    bindings: coordinator.bindings,
    onInternalError: (method, error) => log.error({ method, err: error }, 'a call failed'),
  });
  const channels: GrpcChannel[] = [];
  const channel = (identity: TlsIdentity): GrpcChannel => {
    const opened = openGrpcChannel({
      identity,
      address: `127.0.0.1:${server.port}`,
      checkServer: coordinatorIdentityCheck(consortium.name),
    });
    channels.push(opened);
    return opened;
  };
  return {
    research: channel(consortium.researcher).client(researchService),
    siteClient: (id) => channel(consortium.site(id)).client(siteService),
    tls: async () => await probeTls('127.0.0.1', server.port, consortium.researcher),
    async close() {
      for (const open of channels) open.close();
      await server.stop();
    },
  };
}

function memoryNetwork(coordinator: Coordinator, consortium: ThrowawayConsortium): Network {
  const der = (identity: TlsIdentity): Uint8Array => new X509Certificate(identity.certificatePem).raw;
  return {
    research: connectInMemory(researchService, coordinator.bindings, der(consortium.researcher)),
    siteClient: (id) => connectInMemory(siteService, coordinator.bindings, der(consortium.site(id))),
    tls: () => Promise.resolve(undefined),
    close: () => Promise.resolve(),
  };
}

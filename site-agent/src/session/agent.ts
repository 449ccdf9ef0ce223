import { join } from 'node:path';
import {
  type Clock,
  ConsiliumError,
  fromUnknown,
  type SecureRandom,
  type SeededRandom,
  sleep,
  systemClock,
  uniform53,
} from '@consilium/core';
import { makePrivateFolder } from '@consilium/host';
import type { Backend } from '@consilium/learning';
import type { NoiseChoice } from '@consilium/privacy';
import { type consilium, PROTOCOL_VERSION, type siteService } from '@consilium/proto';
import { AsyncQueue, type Client } from '@consilium/transport';
import { createSealer, loadOrCreateKeyFile } from '@consilium/trust';
import { type AgentAudit, NO_AUDIT } from '../audit/index.ts';
import { AttemptRunner } from '../attempt/attempt-runner.ts';
import { DatasetCatalog } from '../datasets/dataset-catalog.ts';
import type { Gate } from '../gate/index.ts';
import { type Ledger, type LedgerHead, openLedger } from '../ledger/index.ts';
import type { Renewals } from '../identity/renewals.ts';
import { SessionRenewals } from '../identity/session-renewals.ts';
import { evaluationWork } from '../work/evaluation/evaluation-work.ts';
import { publishedSum } from '../work/masked/published-sum.ts';
import { SumAccounts } from '../work/masked/sum-accounts.ts';
import { sumWork } from '../work/masked/sum-work.ts';
import { trainingWork } from '../work/training/training-work.ts';
import type { WorkTools } from '../work/work.ts';
import { bounded, type FromCoordinator } from './bounded-message.ts';
import { clockSkew, requireSameTime, skewText, WARN_SKEW_MS } from './clock-skew.ts';
import { ConnectionLog } from './connection-log.ts';
import { checkReceipts } from './ledger-receipts.ts';
import { ModelFetch } from './model-fetch.ts';
import { SessionEnds } from './session-ends.ts';
import type { PhaseObserver, SiteContext, ToCoordinator } from './site-context.ts';
import { PreparedStudies } from './prepared-studies.ts';
import { readingRemoteErrors, remoteError, remoteName } from './remote-errors.ts';
import { remoteLog, type SiteLog } from './remote-log.ts';
import { type HeldRoster, MaskedSums } from '../masks/masked-sums.ts';
import { rosterReader } from '../masks/roster-file.ts';
import { RunParents } from '../masks/run-parents.ts';
import { SumStore } from '../masks/sum-store.ts';
import { UpdateStore } from '../outbox/update-store.ts';

/** First wait before a broken session is opened again; doubled each time. */
const FIRST_BACKOFF_MS = 100;
/** Longest wait. The agent never gives up: a hospital must not have to restart it after a night without network. */
const LONGEST_BACKOFF_MS = 30_000;

/** Longest wait for the greeting of the coordinator, name, proxy and TLS included, each of which has its own, shorter limit. */
const GREETING_MS = 30_000;

/** How an agent is set up. */
export interface AgentOptions {
  readonly siteId: string;
  /** State folder: ledger, stored updates, keys, data set catalogue. Owned by one agent at a time. */
  readonly stateFolder: string;
  /** The coordinator, over whichever transport. */
  readonly client: Client<typeof siteService>;
  /** The identity that {@link client} shows, where it is renewed. @default it is not, as in rehearsals */
  readonly renewals?: Renewals;
  readonly backend: Backend;
  /** Asked about everything that may leave. */
  readonly gate: Gate;
  /** Written to within bounds: see {@link remoteLog}. */
  readonly log: SiteLog;
  readonly version: string;
  /** The audit log of the hospital. @default none: for rehearsals and tests */
  readonly audit?: AgentAudit;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** Says to the coordinator that this agent only rehearses. Seeded noise always does. @default false */
  readonly rehearsal?: boolean;
  /** The roster of sums under masks. @default the one that was accepted into the state folder */
  readonly roster?: () => HeldRoster | undefined;
  /** Whether people have accepted that a ledger has lost this position. @default never */
  readonly lossAccepted?: (population: string, head: LedgerHead) => boolean;
  /** Whether this site was restored and nobody has said yet what a population was charged since. @default it was not */
  readonly unsettled?: SiteContext['unsettled'];
  /** Told, outside this state folder, how far each ledger has come, as a ledger tells its witness. @default nobody */
  readonly witness?: (population: string, head: LedgerHead) => void;
  /** Told how long each phase of an attempt took. */
  readonly observe?: PhaseObserver;
}

/** A hospital's agent: dials out, takes tasks, lets out what the policy and the ledger allow. */
export class SiteAgent {
  readonly catalog: DatasetCatalog;
  readonly #options: AgentOptions;
  readonly #client: Client<typeof siteService>;
  readonly #random: SecureRandom | SeededRandom;
  readonly #clock: Clock;
  readonly #ledgers: Map<string, Ledger> = new Map();
  readonly #tools: WorkTools;
  readonly #runner: AttemptRunner;
  readonly #stopping: AbortController = new AbortController();
  readonly #rehearsal: boolean;
  readonly #log: SiteLog;
  readonly #audit: AgentAudit;
  readonly #ends: SessionEnds;
  #outgoing: AsyncQueue<ToCoordinator> | undefined;
  readonly #connection: ConnectionLog;
  readonly #renewing: SessionRenewals;
  #welcomed = false;
  /** Positions that the coordinator has shown and that ledgers need not have, by population. */
  #shownHeads: ReadonlyMap<string, LedgerHead> = new Map();
  /** When this session was greeted, by the clock of this machine. */
  #greetedMs = 0;
  /** Whether the session was ended for a new certificate. */
  #renewed = false;
  #finished: Promise<void> | undefined;

  /** Use {@link createAgent}, or `createRehearsalAgent` where nobody needs protecting. */
  constructor(options: AgentOptions, random: SecureRandom | SeededRandom, noise: NoiseChoice = 'grid') {
    this.#options = options;
    this.#client = readingRemoteErrors(options.client);
    this.#random = random;
    this.#rehearsal = options.rehearsal === true || random.kind === 'seeded';
    this.#clock = options.clock ?? systemClock;
    this.#log = remoteLog(options.log, this.#clock);
    this.#connection = new ConnectionLog(this.#log, this.#clock);
    this.#renewing = new SessionRenewals({
      renewals: options.renewals,
      clock: this.#clock,
      log: this.#log,
      send: (message) => this.#outgoing?.push(message),
      end: () => {
        this.#renewed = true;
        this.#outgoing?.end();
      },
    });
    this.#audit = options.audit ?? NO_AUDIT;
    this.#ends = new SessionEnds(this.#audit);
    makePrivateFolder(options.stateFolder);
    this.catalog = new DatasetCatalog(options.stateFolder);
    const sealer = createSealer(loadOrCreateKeyFile(join(options.stateFolder, 'sealing.key')));
    const updates = new UpdateStore(join(options.stateFolder, 'updates'), sealer);
    const sums = new MaskedSums(new SumStore(join(options.stateFolder, 'sums'), sealer), {
      siteId: options.siteId,
      held: options.roster ?? rosterReader(options.stateFolder),
      random,
      vectorOf: (attempt) => updates.hashOf(attempt),
    });
    const context: SiteContext = {
      siteId: options.siteId,
      clock: this.#clock,
      log: this.#log,
      audit: this.#audit,
      random,
      noise,
      backend: options.backend,
      client: this.#client,
      catalog: this.catalog,
      gate: options.gate,
      updates,
      sums,
      parents: new RunParents(join(options.stateFolder, 'sums-seen')),
      ledger: (population) => this.ledger(population),
      lossAccepted: options.lossAccepted ?? (() => false),
      shownHead: (population) => this.#shownHeads.get(population),
      unsettled: options.unsettled ?? (() => undefined),
      send: (message) => this.#outgoing?.push(message),
      observe: options.observe ?? (() => {}),
      rehearsal: this.#rehearsal,
      stopping: this.#stopping.signal,
    };
    const models = new ModelFetch(context);
    this.#tools = { context, studies: new PreparedStudies(context), models, accounts: new SumAccounts(context, models) };
    this.#runner = new AttemptRunner(context);
  }

  /** The ledger of a population. @throws ConsiliumError `LEDGER_*` */
  ledger(population: string): Ledger {
    const open = this.#ledgers.get(population);
    if (open !== undefined) return open;
    const ledger = openLedger({
      folder: join(this.#options.stateFolder, 'ledger'),
      population,
      clock: this.#clock,
      witness: (head) => this.#options.witness?.(population, head),
    });
    if (ledger.torn !== undefined) this.#log.warn({ population }, 'the ledger ended in an unfinished line, which was set aside');
    this.#ledgers.set(population, ledger);
    return ledger;
  }

  /**
   * Keeps a session open until {@link stop}. Opens every ledger first, so that a second agent on this folder fails at once.
   *
   * @throws ConsiliumError `LEDGER_*`: the agent must not work on
   */
  async run(): Promise<void> {
    this.#finished = this.#runToEnd();
    await this.#finished;
  }

  async #runToEnd(): Promise<void> {
    try {
      for (const population of this.catalog.populations) this.ledger(population);
      await Promise.all([this.#sessions(), this.#renewing.look(this.#stopping.signal)]);
    } finally {
      this.#stopping.abort();
      await this.#runner.idle();
      this.#tools.studies.dispose();
      for (const ledger of this.#ledgers.values()) ledger.close();
      this.#ledgers.clear();
    }
  }

  /** See {@link ConnectionLog.standing}. */
  get connection(): ReturnType<ConnectionLog['standing']> {
    return this.#connection.standing();
  }

  /** Ends the session after the work in progress. When it resolves, another agent may work on the state folder. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#outgoing?.end();
    // The caller of `run` learns how it ended.
    await this.#finished?.catch(() => {});
  }

  async #sessions(): Promise<void> {
    const jitter = this.#random.fork('backoff');
    let backoffMs = FIRST_BACKOFF_MS;
    while (!this.#stopping.signal.aborted) {
      const ended = await this.#sessionToItsEnd();
      if (this.#stopping.signal.aborted) return;
      // A session that was welcome and got lost is not held against the coordinator; one that it ended for a reason is.
      if (this.#renewed || (this.#welcomed && ended.lost)) backoffMs = FIRST_BACKOFF_MS;
      // Full jitter: a thousand sites must not return in the same second.
      const waitMs = backoffMs * (0.5 + uniform53(jitter) / 2);
      if (!this.#renewed) this.#connection.failed(ended.error, waitMs, ended.defect);
      await sleep(this.#clock, waitMs, this.#stopping.signal);
      backoffMs = Math.min(LONGEST_BACKOFF_MS, backoffMs * 2);
    }
  }

  /** @throws ConsiliumError `LEDGER_*`: the agent must not work on */
  async #sessionToItsEnd(): Promise<{ readonly error: ConsiliumError; readonly lost: boolean; readonly defect?: unknown }> {
    this.#renewed = false;
    try {
      await this.#session();
      return { error: new ConsiliumError({ code: 'UNREACHABLE', message: 'the coordinator ended the session' }), lost: false };
    } catch (thrown) {
      const error = fromUnknown(thrown);
      this.#options.renewals?.refused(error);
      this.#ends.note(error.code, this.#welcomed);
      if (error.code.startsWith('LEDGER_')) throw error;
      return { error, lost: error.code === 'UNREACHABLE', ...(error.code === 'INTERNAL' ? { defect: thrown } : {}) };
    }
  }

  async #session(): Promise<void> {
    this.#options.renewals?.dialling();
    const outgoing = new AsyncQueue<ToCoordinator>();
    this.#outgoing = outgoing;
    this.#welcomed = false;
    this.#greetedMs = this.#clock.now();
    outgoing.push({
      hello: {
        protocol: { ...PROTOCOL_VERSION },
        agentVersion: this.#options.version,
        rehearsal: this.#rehearsal,
        timeSeconds: Math.floor(this.#greetedMs / 1000),
        ...this.#audit.greeting(),
      },
    });
    const limits = { signal: this.#stopping.signal, firstMs: GREETING_MS };
    try {
      for await (const message of this.#client.session(outgoing, limits)) this.#handle(message);
    } finally {
      outgoing.end();
      if (this.#outgoing === outgoing) this.#outgoing = undefined;
    }
  }

  /** @throws ConsiliumError `CLOCK_SKEWED`, `MESSAGE_INVALID` end the session; `LEDGER_*` ends the agent */
  #welcome({ timeMs, ledgerHeads, coordinatorVersion, coordinatorLog }: consilium.v1.Welcome.$Properties): void {
    const skewMs = clockSkew(timeMs, this.#greetedMs, this.#clock.now());
    // Before anything is done that could be written down with a wrong time.
    requireSameTime(skewMs);
    this.#welcomed = true;
    this.#options.renewals?.welcomed();
    this.#shownHeads = checkReceipts(this.#tools.context, ledgerHeads ?? []);
    this.#audit.note({ event: 'session.opened' });
    this.#audit.shown(coordinatorLog);
    this.#audit.seal();
    const notConnected = this.#connection.connected();
    const fields = { coordinatorVersion: remoteName(coordinatorVersion), clockAheadMs: skewMs, ...notConnected };
    this.#log.info(fields, 'connected');
    if (skewMs !== undefined && Math.abs(skewMs) > WARN_SKEW_MS)
      this.#log.warn({ clockAheadMs: skewMs }, `${skewText(skewMs)}: correct the wrong one`);
    this.#runner.sweep();
  }

  /** @throws ConsiliumError `MESSAGE_INVALID` ends the session: a greeting that is none; `LEDGER_*` ends the agent */
  #handle(received: FromCoordinator): void {
    const first = !this.#welcomed;
    const message = bounded(received);
    if (message === undefined) {
      if (first) throw invalid('the greeting of the coordinator is far longer than one can be');
      const what = received.message;
      this.#log.warn({ what, code: 'MESSAGE_INVALID' }, 'a message was far longer than its kind can be, and is ignored');
      return;
    }
    if (message.message === 'refused')
      throw remoteError(message.refused.code, message.refused.message ?? 'the coordinator refuses this agent');
    if (first !== (message.message === 'welcome'))
      throw invalid(first ? 'the coordinator did not greet first' : 'the coordinator greeted twice');
    switch (message.message) {
      case 'welcome':
        return this.#welcome(message.welcome);
      case 'task':
        return this.#runner.offer('task', message.task.key?.run ?? '', () => trainingWork(this.#tools, message.task));
      case 'evaluationRequest': {
        const request = message.evaluationRequest;
        return this.#runner.offer('evaluation', request.key?.run ?? '', () => evaluationWork(this.#tools, request));
      }
      case 'sumTold':
        return this.#runner.offer('sum', message.sumTold.key?.run ?? '', () => sumWork(this.#tools, message.sumTold));
      case 'sumPublished': {
        const { sumPublished } = message;
        return this.#runner.lookAt('published sum', sumPublished.key?.run ?? '', () => publishedSum(this.#tools, sumPublished));
      }
      case 'attemptEnded':
        return this.#runner.attemptEnded(message.attemptEnded.key);
      case 'runEnded': {
        const { run, problem } = message.runEnded;
        return this.#log.info({ run: remoteName(run), code: remoteName(problem?.code) }, 'run ended');
      }
      default:
        // Receipts confirm what the upload's own answer said; a newer coordinator may say more.
        return this.#renewing.received(message);
    }
  }
}

const invalid = (message: string): ConsiliumError => new ConsiliumError({ code: 'MESSAGE_INVALID', message });

/** An agent whose noise comes from the operating system's generator: the only one for patients' data. */
export function createAgent(options: AgentOptions, random: SecureRandom): SiteAgent {
  return new SiteAgent(options, random);
}

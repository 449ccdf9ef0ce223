import { join } from 'node:path';
import { type Clock, ConsiliumError, randomId, type Randomness, systemClock } from '@consilium/core';
import type { Logger } from '@consilium/host';
import type { Roster } from '@consilium/secure-sum';
import { healthService, joinService, researchService, siteService } from '@consilium/proto';
import type { EntrySource } from '@consilium/shipping';
import { bind, type Binding, type ProveToken } from '@consilium/transport';
import type { Sealer } from '@consilium/trust';
import { UpdateIntake } from './aggregation/update-intake.ts';
import { strangerActor } from './audit/actors.ts';
import { AuditLog } from './audit/audit-log.ts';
import { type Deed, NO_AUDIT } from './audit/audit-trail.ts';
import { notingRefusals } from './audit/refused-calls.ts';
import type { LogSigner } from './audit/stored-log.ts';
import { healthHandlers } from './api/health-api.ts';
import { joinHandlers } from './api/join-api.ts';
import { researchHandlers } from './api/research-api.ts';
import { siteHandlers } from './api/site-api.ts';
import { reportingStorage, toldToResearchers, toldToSites } from './api/storage-failures.ts';
import { SumMessages } from './masks/sum-messages.ts';
import { Transcripts } from './masks/transcripts.ts';
import { keyAlarm } from './members/alarm.ts';
import { identifyMember, identifyStranger } from './members/identify-member.ts';
import { identifyPerson } from './members/identify-person.ts';
import { Invitations } from './members/invitations.ts';
import type { MemberAuthority } from './members/member-authority.ts';
import { Members } from './members/members.ts';
import { OpenCalls } from './members/open-calls.ts';
import { Receipts } from './members/receipts.ts';
import { SiteStore } from './members/site-store.ts';
import { type Founder, UserStore } from './members/user-store.ts';
import { Users } from './members/users.ts';
import { type Overview, overviewOf } from './monitoring/overview.ts';
import type { Away } from './rounds/presence.ts';
import { copyStore } from './server/copy-store.ts';
import type { ProviderSettings } from './oidc/provider-settings.ts';
import { proveTokens } from './oidc/prove-token.ts';
import { Models } from './registry/models.ts';
import { GRACE_MS } from './rounds/run-rules.ts';
import { RunWatchers } from './rounds/run-watchers.ts';
import { SessionHub } from './sites/session-hub.ts';
import { SiteAnswers } from './sites/site-answers.ts';
import { SiteSessions } from './sites/site-sessions.ts';
import { SiteScores } from './sites/site-scores.ts';
import { SiteUpdates } from './sites/site-updates.ts';
import { BlobStore } from './store/blob-store.ts';
import { CLEAR_CONTENTS, sealedContents } from './store/contents.ts';
import { Database } from './store/database.ts';
import { LeaseStore } from './store/lease-store.ts';
import { RunStore } from './store/run-store.ts';
import { openSqlite } from './store/sqlite/open-sqlite.ts';
import type { IncidentReceiver } from './incidents/announcer.ts';
import { LiveRuns } from './rounds/live-runs.ts';
import { PLAN_WORK_HERE, type PlanWork } from './rounds/plan-work.ts';
import { DEFAULT_MODEL_RETENTION, type ModelRetention } from './rounds/model-retention.ts';
import { ReadinessCheck } from './studies/readiness.ts';
import { Runs } from './studies/runs.ts';
import { Studies } from './studies/studies.ts';

/** How a coordinator is set up. */
export interface CoordinatorOptions {
  /** State folder: database, blobs, uploads. */
  readonly folder: string;
  /** Name of the consortium, as certificates carry it. */
  readonly consortium: string;
  readonly random: Randomness;
  readonly log: Logger;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** Whether agents with seeded noise and plans without privacy are welcome. Never at hospitals. @default false */
  readonly rehearsal?: boolean;
  /** Version told to agents, for people. */
  readonly version: string;
  /** Users of a store that never had any. @default any key that the authority certified speaks for its user, who holds every role */
  readonly founders?: readonly Founder[];
  /** Issues certificates of members; without it sites are registered by {@link SiteStore.register} only, and nobody renews. */
  readonly authority?: MemberAuthority;
  /** Which models of closed rounds stay when a newer one takes their place. @default newest */
  readonly keepModels?: ModelRetention;
  /** Who checks plans and draws first models. @default the coordinator itself, while all sessions wait */
  readonly planWork?: PlanWork;
  /** Of the consortium, as its hospitals have accepted it; without it plans that sum under masks are not run. */
  readonly roster?: Roster;
  /** Who signs the audit log; without it there is none, as in rehearsals. */
  readonly signer?: LogSigner;
  /** Who else learns of incidents. @default nobody but the log */
  readonly incidents?: IncidentReceiver;
  /** What seals models, plans and updates that are kept. @default nothing does */
  readonly sealer?: Sealer;
  /** The identity provider whose tokens people may call with; without it they show certificates. */
  readonly provider?: ProviderSettings;
  /** How long a round that has its quorum waits for sites that are not connected, in milliseconds. @default 30000 */
  readonly graceMs?: number;
}

/** A running coordinator, without its transport: {@link Coordinator.bindings} go to a gRPC server or stay in memory. */
export class Coordinator {
  readonly bindings: readonly Binding[];
  /** What may be called without a certificate; served on connections of its own. */
  readonly strangers: readonly Binding[];
  /** What may be called with a token, at a port of its own: what people call, and nothing else. */
  readonly people: readonly Binding[];
  /** Proves tokens; none where nobody calls with them. */
  readonly proveToken: ProveToken | undefined;
  readonly sites: SiteStore;
  readonly members: Members;
  readonly users: Users;
  readonly #users: UserStore;
  readonly #database: Database;
  readonly #hub: SessionHub;
  readonly #watchers: RunWatchers = new RunWatchers();
  readonly #live: LiveRuns;
  readonly #store: RunStore;
  readonly #audit: AuditLog | undefined;
  readonly #folder: string;

  private constructor(options: CoordinatorOptions, database: Database, auditLog: AuditLog | undefined) {
    const {
      consortium,
      log,
      random,
      version,
      clock = systemClock,
      rehearsal = false,
      keepModels = DEFAULT_MODEL_RETENTION,
      planWork: work = PLAN_WORK_HERE,
      roster,
      sealer,
      graceMs = GRACE_MS,
    } = options;
    const store = new RunStore(database);
    const contents = sealer === undefined ? CLEAR_CONTENTS : sealedContents(sealer);
    const blobs = new BlobStore(join(options.folder, 'blobs'), database, contents);
    const intake = new UpdateIntake(join(options.folder, 'updates'), database, sealer);
    const hub = new SessionHub(clock);
    const watchers = this.#watchers;
    const audit = auditLog ?? NO_AUDIT;
    const sites = new SiteStore(database, (site, reason) => {
      hub.end(site, reason);
      this.#live.siteGone(site);
    });
    const away: Away = (site) => (sites.isWelcome(site) ? hub.awaySince(site) : Number.NEGATIVE_INFINITY);
    const leases = new LeaseStore(database);
    const holder = randomId('coordinator', random.fork('leases'));
    const sums = new SumMessages(database);
    const transcripts = new Transcripts(database, blobs, keepModels);
    const driving = {
      clock,
      log,
      store,
      blobs,
      intake,
      hub,
      retention: keepModels,
      sums,
      transcripts,
      audit,
      roster,
      away,
      graceMs,
    };
    const live = new LiveRuns({ ...driving, leases, holder }, work, watchers);
    const alarm = keyAlarm(log, clock, audit);
    const openCalls = new OpenCalls(clock);
    const users = new UserStore(database, () => openCalls.recheck());
    const known = options.founders === undefined ? undefined : users;
    const identify = identifyMember({ consortium, sites, clock, users: known, alarm });
    const identifyCaller = identifyPerson({ identify, users, clock, alarm });
    const studies = new Studies({ store, blobs, clock, work, rehearsal, audit });
    const invitations = new Invitations(database, random.fork('invitations'));
    const { authority, provider } = options;
    const members = new Members({ sites, users, invitations, hub, clock, log, authority, audit, alarm });
    const people = new Users({ users, invitations, clock, log, authority, audit, provider });
    const answers = new SiteAnswers(live, transcripts, log);
    const site = {
      sessions: new SiteSessions({ hub, sites, live, clock, log, rehearsal, audit, alarm }),
      answers,
      members,
      updates: new SiteUpdates({ live, intake, hub, answers }),
      scores: new SiteScores({ live, hub, answers }),
      live,
      studies,
      blobs,
      audit: auditLog?.stored,
      version,
    };
    const research = {
      studies,
      runs: new Runs({ store, blobs, live, work, watchers, clock, random, roster, graceMs, rehearsal }),
      members,
      users: people,
      receipts: new Receipts({ sites, hub, log, audit }),
      readiness: new ReadinessCheck(store, members),
      blobs,
      transcripts,
      away,
      models: new Models({ database, store, clock, audit, rehearsal }),
      clock,
      audit: auditLog?.stored,
      incidents: auditLog?.incidents,
    };
    this.#database = database;
    this.#folder = options.folder;
    this.#hub = hub;
    this.#live = live;
    this.#store = store;
    this.#audit = auditLog;
    this.sites = sites;
    this.#users = users;
    this.users = people;
    this.members = members;
    const serve = (binding: Binding, told: (error: ConsiliumError) => ConsiliumError): Binding =>
      notingRefusals(reportingStorage(binding, log, told), audit, (token) => users.byProvider(token)?.user);
    const forPeople = bind(researchService, identifyCaller, researchHandlers(research));
    this.people = [openCalls.guarded(serve(forPeople, toldToResearchers), identifyCaller)];
    this.proveToken = provider === undefined ? undefined : proveTokens({ settings: provider, users, clock, log, audit, alarm });
    this.bindings = [
      serve(bind(siteService, identify, siteHandlers(site)), toldToSites),
      ...this.people,
      bind(healthService, identify, healthHandlers()),
    ];
    this.strangers = [serve(bind(joinService, identifyStranger, joinHandlers(members)), toldToSites)];
  }

  /** Opens the state folder and takes up every run where it stood. */
  static async open(options: CoordinatorOptions): Promise<Coordinator> {
    const database = await Database.open(openSqlite(options.folder));
    const { signer, clock = systemClock, log, random, incidents } = options;
    let audit: AuditLog | undefined;
    try {
      if (signer !== undefined)
        audit = await AuditLog.open({ database, signer, clock, log, random: random.fork('audit'), incidents });
    } catch (error) {
      await database.close();
      throw error;
    }
    const coordinator = new Coordinator(options, database, audit);
    await coordinator.sites.load();
    await coordinator.#users.load(options.founders ?? [], (options.clock ?? systemClock).now());
    if (options.rehearsal === true) await coordinator.#store.markRehearsed();
    await coordinator.#live.resume();
    return coordinator;
  }

  /** Tells all sites that are connected which authorities they are to believe now; others learn it when they connect. */
  announceAuthorities(): void {
    const pem = this.members.authoritiesPem();
    if (pem !== undefined) this.#hub.sendAll({ authorities: { pem } });
  }

  /** Where it stands now. @throws ConsiliumError `STORE_FAILED` when its database does not answer */
  async overview(): Promise<Overview> {
    const incidents = this.#audit?.incidents;
    return await overviewOf({ store: this.#store, sites: this.sites, hub: this.#hub, incidents });
  }

  /** Notes that somebody did not get in. */
  noteHandshake(address: string): void {
    this.note({ by: strangerActor({ address }), event: { event: 'handshake.failed' } });
  }

  /** Writes down, so many times an hour, what comes again and again. */
  note(deed: Deed): void {
    this.#audit?.note(deed);
  }

  /** Writes down what happened outside of the store. @throws ConsiliumError `STORE_FAILED`, `DISK_FULL` */
  async record(deed: Deed): Promise<void> {
    await this.#audit?.recordAlone(deed);
  }

  /** Copies its store into a new folder on the same file system, see {@link copyStore}. @throws ConsiliumError `DISK_FULL`, `STORE_FAILED` */
  async copyStore(to: string): Promise<void> {
    await copyStore(this.#database, this.#folder, to);
  }

  /** The audit log for who ships it; `undefined` where none is kept. */
  get auditEntries(): EntrySource | undefined {
    const stored = this.#audit?.stored;
    return stored === undefined ? undefined : { size: () => stored.size(), after: (position) => stored.lines(position) };
  }

  /** Ends all work; what is stored stays where it is. */
  async close(): Promise<void> {
    await this.#live.close();
    this.#watchers.close();
    this.#hub.endAll(new ConsiliumError({ code: 'UNREACHABLE', message: 'the coordinator is stopping' }));
    await this.#audit?.close();
    await this.#database.close();
  }
}

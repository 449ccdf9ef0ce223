import { join } from 'node:path';
import { type Clock, ConsiliumError, fromUnknown, randomId, type Randomness, systemClock } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { type CompiledPlan, initialWeights, planFromJson, releaseParameters } from '@consilium/plan';
import { deriveRelease } from '@consilium/privacy';
import { healthService, researchService, siteService } from '@consilium/proto';
import { bind, type Binding } from '@consilium/transport';
import { bytesOf } from './aggregation/vectors.ts';
import { UpdateIntake } from './aggregation/update-intake.ts';
import { healthHandlers } from './api/health-api.ts';
import { researchHandlers } from './api/research-api.ts';
import { siteHandlers } from './api/site-api.ts';
import { identifyMember } from './members/identify-member.ts';
import { type IssueSiteCertificate, Members } from './members/members.ts';
import { SiteStore } from './members/site-store.ts';
import { type DriverContext, RunDriver, runRules } from './rounds/run-driver.ts';
import { endEarly, isLive, openRun } from './rounds/run-state.ts';
import { RunWatchers } from './rounds/run-watchers.ts';
import { SessionHub } from './sites/session-hub.ts';
import { BlobStore } from './store/blob-store.ts';
import { Database } from './store/database.ts';
import { RunStore, type StoredRun } from './store/run-store.ts';

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
  /** Signs certificate requests of sites; without it sites are registered by {@link SiteStore.register} only. */
  readonly issueSiteCertificate?: IssueSiteCertificate;
}

/** A running coordinator, without its transport: {@link Coordinator.bindings} go to a gRPC server or stay in memory. */
export class Coordinator {
  readonly bindings: readonly Binding[];
  readonly sites: SiteStore;
  readonly #options: CoordinatorOptions;
  readonly #clock: Clock;
  readonly #database: Database;
  readonly #store: RunStore;
  readonly #blobs: BlobStore;
  readonly #hub: SessionHub;
  readonly #watchers: RunWatchers = new RunWatchers();
  readonly #drivers: Map<string, RunDriver> = new Map();
  readonly #context: DriverContext;

  private constructor(options: CoordinatorOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#database = Database.open(options.folder);
    this.#store = new RunStore(this.#database);
    this.#blobs = new BlobStore(join(options.folder, 'blobs'), this.#database);
    const hub = new SessionHub();
    this.#hub = hub;
    this.sites = new SiteStore(this.#database, (site, reason) => hub.end(site, reason));
    const intake = new UpdateIntake(join(options.folder, 'updates'), this.#database);
    this.#context = {
      clock: this.#clock,
      log: options.log,
      store: this.#store,
      blobs: this.#blobs,
      intake,
      hub,
      changed: (driver) => this.#changed(driver),
    };
    const identify = identifyMember({ consortium: options.consortium, sites: this.sites, clock: this.#clock });
    this.bindings = [
      bind(
        siteService,
        identify,
        siteHandlers({
          hub,
          intake,
          blobs: this.#blobs,
          store: this.#store,
          sites: this.sites,
          clock: this.#clock,
          log: options.log,
          rehearsal: options.rehearsal ?? false,
          version: options.version,
          drivers: () => this.#drivers.values(),
          driver: (run) => this.#drivers.get(run),
        }),
      ),
      bind(
        researchService,
        identify,
        researchHandlers({
          members: new Members(this.sites, hub, options.issueSiteCertificate),
          coordinator: this,
          blobs: this.#blobs,
          store: this.#store,
          watchers: this.#watchers,
        }),
      ),
      bind(healthService, identify, healthHandlers()),
    ];
  }

  /** Opens the state folder and takes up every run where it stood. */
  static async open(options: CoordinatorOptions): Promise<Coordinator> {
    const coordinator = new Coordinator(options);
    await coordinator.#resume();
    return coordinator;
  }

  /** Stores a plan. @throws ConsiliumError `PLAN_INVALID`, `REHEARSAL_ONLY` */
  async submitStudy(
    plan: CompiledPlan,
  ): Promise<{ readonly study: string; readonly planHash: string; readonly submittedMs: number }> {
    if (plan.document.privacy.mechanism === 'none' && this.#options.rehearsal !== true) {
      throw new ConsiliumError({ code: 'REHEARSAL_ONLY', message: 'a plan with mechanism none runs in simulation only' });
    }
    // A plan whose privacy cannot be reached is refused now and not when the hospitals are waiting.
    const parameters = releaseParameters(plan);
    if (parameters !== undefined) deriveRelease(parameters);
    await this.#blobs.put(Buffer.from(plan.json, 'utf8'));
    const row = await this.#store.putStudy(
      { plan_hash: plan.hash, study: plan.document.study, plan_json: plan.json },
      this.#clock.now(),
    );
    return { study: row.study, planHash: row.plan_hash, submittedMs: row.submitted_ms };
  }

  /**
   * Starts a run of a study's newest plan.
   *
   * @param rounds fewer rounds than the plan says, if given; the privacy of the plan then holds with room to spare
   * @throws ConsiliumError `STUDY_UNKNOWN`, `PARAMETER_INVALID`
   */
  async startRun(study: string, rounds?: number): Promise<StoredRun> {
    const row = await this.#store.newestStudy(study);
    const plan = planFromJson(row.plan_json, row.plan_hash);
    const limit = plan.document.rounds;
    if (rounds !== undefined && (!Number.isInteger(rounds) || rounds < 1 || rounds > limit)) {
      throw new ConsiliumError({
        code: 'PARAMETER_INVALID',
        message: `rounds is ${rounds}, the plan allows 1 to ${limit}`,
        details: { field: 'rounds' },
      });
    }
    const modelHash = await this.#putInitialModel(plan);
    const now = this.#clock.now();
    const run: StoredRun = {
      run: randomId('run', this.#options.random),
      study,
      planHash: plan.hash,
      rounds: rounds ?? limit,
      createdMs: now,
      state: openRun(runRules(plan, rounds ?? limit), modelHash, now).state,
      modelHash,
      strategyHash: undefined,
    };
    await this.#store.createRun(run);
    // Another run of this study may have left the same model behind and deleted it before this one was there to need it.
    await this.#putInitialModel(plan);
    const driver = new RunDriver(this.#context, plan, run);
    this.#drivers.set(run.run, driver);
    driver.resume();
    this.#watchers.notify(run.run);
    return run;
  }

  /** Stops a run in whatever state it is; a run that has ended stays as it is. @throws ConsiliumError `RUN_UNKNOWN` */
  async stopRun(run: string): Promise<void> {
    const driver = this.#drivers.get(run);
    if (driver === undefined) {
      await this.#store.run(run);
      return;
    }
    await driver.dispatch({ t: 'stop', problem: { code: 'RUN_STOPPED', message: 'stopped by an operator' } });
  }

  /** Ends all work; what is stored stays where it is. */
  async close(): Promise<void> {
    for (const driver of this.#drivers.values()) await driver.close();
    this.#watchers.close();
    this.#hub.endAll(new ConsiliumError({ code: 'UNREACHABLE', message: 'the coordinator is stopping' }));
    await this.#database.close();
  }

  async #resume(): Promise<void> {
    await this.sites.load();
    for (const run of await this.#store.runs()) {
      if (!isLive(run.state)) continue;
      const { plan_json: json } = await this.#store.studyByHash(run.planHash);
      try {
        this.#drivers.set(run.run, new RunDriver(this.#context, planFromJson(json, run.planHash), run));
      } catch (error) {
        await this.#park(run, error);
      }
    }
    const drivers = [...this.#drivers.values()];
    this.#context.intake.forgetFilesAllBut(
      drivers.flatMap(({ run, state }) => (isLive(state) ? [{ run: run.run, round: state.round, attempt: state.attempt }] : [])),
    );
    // A model that was stored just before a crash belongs to nobody: its round makes it again.
    await this.#blobs.forgetAllBut(await this.#store.referencedBlobs());
    for (const driver of drivers) {
      // Both can be made again from the plan, so a crash between their writing and the run's costs nothing.
      await this.#blobs.put(Buffer.from(driver.plan.json, 'utf8'));
      if (isLive(driver.state) && driver.state.round === 1) await this.#putInitialModel(driver.plan);
      driver.resume();
    }
  }

  /**
   * Ends a run whose plan this version does not take, since another version wrote it: what the hospitals approved cannot be carried
   * out to the letter any more, and the other runs must not wait for that.
   */
  async #park(run: StoredRun, error: unknown): Promise<void> {
    const { code, message } = fromUnknown(error);
    if (code === 'INTERNAL' || !isLive(run.state)) throw error;
    const problem = { code, message: `this version of the coordinator cannot go on with the run: ${message}` };
    this.#options.log.error({ run: run.run, code }, problem.message);
    const { state, effects } = endEarly(run.state, 'failed', problem, this.#clock.now());
    const records = effects.flatMap((effect) => (effect.t === 'record' ? [effect.attempt] : []));
    const { round, attempt } = run.state;
    await this.#store.change(run.run, { state, records }, (tx) => this.#context.intake.forgetSmall(tx, run.run, round, attempt));
  }

  async #putInitialModel(plan: CompiledPlan): Promise<string> {
    const { model } = plan.document;
    return await this.#blobs.put(bytesOf(initialWeights(model, [plan.inputWidth], model.seed)));
  }

  #changed(driver: RunDriver): void {
    if (!isLive(driver.state)) {
      this.#drivers.delete(driver.run.run);
      void driver.close();
    }
    this.#watchers.notify(driver.run.run);
  }
}

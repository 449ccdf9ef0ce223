import { fromUnknown } from '@consilium/core';
import { type CompiledPlan, planFromJson } from '@consilium/plan';
import type { Actor } from '@consilium/transparency';
import { COORDINATOR } from '../audit/actors.ts';
import type { Deed } from '../audit/audit-trail.ts';
import type { DrivenRun, DriverContext } from './driver-context.ts';
import { RunDriver } from './run-driver.ts';
import { isLive } from './run-state.ts';
import { endEarly } from './run-step.ts';
import { deedsOfStart, runEnded } from './step-deeds.ts';
import { RunLeases } from './run-leases.ts';
import type { RunWatchers } from './run-watchers.ts';
import type { LeasedRun, LeaseStore } from '../store/lease-store.ts';
import type { Tx } from '../store/dialect.ts';
import type { StoredRun } from '../store/run-store.ts';
import { type PlanWork, putInitialModel } from './plan-work.ts';

/** What runs are driven with. */
export interface LiveRunsContext extends Omit<DriverContext, 'changed' | 'lost'> {
  readonly leases: LeaseStore;
  /** Name of this process, like no other's. */
  readonly holder: string;
}

/** The runs that this process drives, under their leases, and what drives each. */
export class LiveRuns {
  readonly #context: DriverContext;
  readonly #work: PlanWork;
  readonly #watchers: RunWatchers;
  readonly #leases: RunLeases;
  readonly #drivers: Map<string, RunDriver> = new Map();

  constructor(context: LiveRunsContext, work: PlanWork, watchers: RunWatchers) {
    this.#work = work;
    const { leases, holder, ...driving } = context;
    const lost = (run: string): void => this.#lost(run);
    this.#context = { ...driving, changed: (driver) => this.#changed(driver), lost };
    this.#leases = new RunLeases({ store: leases, holder, clock: context.clock, log: context.log, lost });
    this.#watchers = watchers;
  }

  /** The driver of a run, or `undefined` when the run has ended, is driven by another process, or never was. */
  driver(run: string): RunDriver | undefined {
    return this.#drivers.get(run);
  }

  drivers(): Iterable<RunDriver> {
    return this.#drivers.values();
  }

  /** Lets each run see who is still waited for, now that a site is gone or shut out. */
  siteGone(site: string): void {
    for (const driver of this.drivers()) driver.siteGone(site);
  }

  /** Whether a site reads this as plan or model of an open run that it takes part in; beside the plans that name it, it reads nothing else. */
  isReadable(site: string, hash: string): boolean {
    for (const { plan, run } of this.drivers()) {
      const isOfRun = hash === plan.hash || hash === run.modelHash || this.#isOfLastSum(run.run, hash);
      if (isOfRun && plan.siteIds.includes(site)) return true;
    }
    return false;
  }

  /** What a site makes the model of a sum under masks again from. */
  #isOfLastSum(run: string, hash: string): boolean {
    const newest = this.#context.transcripts.newest(run);
    return newest !== undefined && (newest.hash === hash || Object.values(newest.parts).includes(hash));
  }

  /** Stores a new run; {@link drive} sets it going. @param by who starts it @param alongside written in the same transaction */
  async create(run: StoredRun, by: Actor, alongside?: (tx: Tx) => Promise<void>): Promise<void> {
    const { study, planHash: plan, rounds } = run;
    const started: Deed = { by, event: { event: 'run.started', run: run.run, study, plan, rounds } };
    await this.#context.store.createRun(run, this.#leases.first(), async (tx) => {
      await this.#context.audit.record(tx, [started, ...deedsOfStart(run)]);
      await alongside?.(tx);
    });
  }

  /** Sets a run going that {@link create} has stored. */
  drive(plan: CompiledPlan, run: StoredRun): void {
    const { fence } = this.#leases.first();
    this.#leases.hold({ run: run.run, fence });
    const driver = new RunDriver(this.#context, plan, run, fence);
    this.#drivers.set(run.run, driver);
    driver.resume();
    this.#watchers.notify(run.run);
  }

  /** Takes up every stored run where it stood, and removes what a crash has left that belongs to none. Once, at the start. */
  async resume(): Promise<void> {
    const { store, blobs, intake } = this.#context;
    for (const lease of await this.#leases.acquire(await store.openRuns())) await this.#takeUp(lease);
    const drivers = [...this.#drivers.values()];
    intake.forgetFilesAllBut(
      drivers.flatMap(({ run, state }) => (isLive(state) ? [{ run: run.run, round: state.round, attempt: state.attempt }] : [])),
    );
    // A model that was stored just before a crash belongs to nobody: its round makes it again.
    await blobs.forgetUnreferenced();
    for (const driver of drivers) {
      // Both can be made again from the plan, so a crash between their writing and the run's costs nothing.
      await blobs.put(Buffer.from(driver.plan.json, 'utf8'));
      if (isLive(driver.state) && driver.state.round === 1) await putInitialModel(blobs, this.#work, driver.plan);
      driver.resume();
    }
  }

  /** Stops all work; what is stored stays where it is. */
  async close(): Promise<void> {
    await this.#leases.close();
    for (const driver of this.#drivers.values()) await driver.close();
  }

  async #takeUp(lease: LeasedRun): Promise<void> {
    const { store } = this.#context;
    const run = await store.run(lease.run);
    if (!isLive(run.state)) return await this.#giveUp(run, lease);
    const { plan_json: json } = await store.studyByHash(run.planHash);
    let driver: RunDriver;
    try {
      driver = new RunDriver(this.#context, planFromJson(json, run.planHash), run, lease.fence);
    } catch (error) {
      await this.#park(run, lease, error);
      return;
    }
    await driver.recall();
    this.#drivers.set(run.run, driver);
  }

  /**
   * Ends a run whose plan this version does not take, since another version wrote it, or the roster no longer fits: what the hospitals
   * approved cannot be carried out to the letter any more, and the other runs must not wait for that.
   */
  async #park(run: StoredRun, lease: LeasedRun, error: unknown): Promise<void> {
    const { code, message } = fromUnknown(error);
    if (code === 'INTERNAL' || !isLive(run.state)) throw error;
    const { store, intake, sums, clock, log, audit } = this.#context;
    const who = code === 'ROSTER_INVALID' ? 'the coordinator' : 'this version of the coordinator';
    const problem = { code, message: `${who} cannot go on with the run: ${message}` };
    log.error({ run: run.run, code }, problem.message);
    const { state, effects } = endEarly(run.state, 'failed', problem, clock.now());
    const records = effects.flatMap((effect) => (effect.t === 'record' ? [effect.attempt] : []));
    const { round, attempt } = run.state;
    await store.change(lease, { state, records }, async (tx) => {
      await audit.record(tx, [{ by: COORDINATOR, event: runEnded({ ...run, state }) }]);
      await intake.forgetSmall(tx, run.run, round, attempt);
      await sums.forgetOfRun(tx, run.run);
    });
    this.#leases.drop(run.run);
  }

  /** Ends a run whose state another version has written: as it is shown already, but for good. */
  async #giveUp(stored: StoredRun, lease: LeasedRun): Promise<void> {
    const { store, intake, sums, log, audit } = this.#context;
    const { run, state } = stored;
    if (state.t === 'failed') log.error({ run, code: state.problem.code }, state.problem.message);
    await store.change(lease, { state, records: [] }, async (tx) => {
      await audit.record(tx, [{ by: COORDINATOR, event: runEnded(stored) }]);
      await intake.forgetSmallOfRun(tx, run);
      await sums.forgetOfRun(tx, run);
    });
    this.#leases.drop(run);
  }

  #changed(driver: DrivenRun): void {
    if (!isLive(driver.state)) {
      this.#leases.drop(driver.run.run);
      this.#drivers.delete(driver.run.run);
      this.#context.transcripts.drop(driver.run.run);
      void driver.close();
    }
    this.#watchers.notify(driver.run.run);
  }

  /** Another process drives the run from its stored state on: nothing that this one still does for it would count. */
  #lost(run: string): void {
    this.#context.log.warn({ run, code: 'LEASE_LOST' }, 'another coordinator has taken the run');
    this.#leases.drop(run);
    void this.#drivers.get(run)?.close();
    this.#drivers.delete(run);
    this.#context.transcripts.drop(run);
    this.#watchers.notify(run);
  }
}

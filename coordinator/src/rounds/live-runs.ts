import { ConsiliumError, fromUnknown } from '@consilium/core';
import { type CompiledPlan, planFromJson } from '@consilium/plan';
import { type DriverContext, RunDriver } from './run-driver.ts';
import { endEarly, isLive } from './run-state.ts';
import type { RunWatchers } from './run-watchers.ts';
import type { StoredRun } from '../store/run-store.ts';
import { type PlanWork, putInitialModel } from './plan-work.ts';

/** The runs that have not ended, each with what drives it. */
export class LiveRuns {
  readonly #context: DriverContext;
  readonly #work: PlanWork;
  readonly #watchers: RunWatchers;
  readonly #drivers: Map<string, RunDriver> = new Map();

  constructor(context: Omit<DriverContext, 'changed'>, work: PlanWork, watchers: RunWatchers) {
    this.#work = work;
    this.#context = { ...context, changed: (driver) => this.#changed(driver) };
    this.#watchers = watchers;
  }

  /** The driver of a run, or `undefined` when the run has ended or never was. */
  driver(run: string): RunDriver | undefined {
    return this.#drivers.get(run);
  }

  drivers(): Iterable<RunDriver> {
    return this.#drivers.values();
  }

  /** A site reads the plans and models of the runs that it takes part in, and nothing else. @throws ConsiliumError `BLOB_UNKNOWN` */
  requireReadable(site: string, hash: string): void {
    for (const { plan, run } of this.drivers()) {
      if (plan.siteIds.includes(site) && (hash === plan.hash || hash === run.modelHash)) return;
    }
    throw new ConsiliumError({ code: 'BLOB_UNKNOWN', message: 'no open round of this site uses that content' });
  }

  /** Takes a run that is stored and sets it going. */
  drive(plan: CompiledPlan, run: StoredRun): void {
    const driver = new RunDriver(this.#context, plan, run);
    this.#drivers.set(run.run, driver);
    driver.resume();
    this.#watchers.notify(run.run);
  }

  /** Takes up every stored run where it stood, and removes what a crash has left that belongs to none. Once, at the start. */
  async resume(): Promise<void> {
    const { store, blobs, intake } = this.#context;
    for (const run of await store.unreadableRuns()) await this.#giveUp(run);
    for (const run of await store.runs()) {
      if (!isLive(run.state)) continue;
      const { plan_json: json } = await store.studyByHash(run.planHash);
      try {
        this.#drivers.set(run.run, new RunDriver(this.#context, planFromJson(json, run.planHash), run));
      } catch (error) {
        await this.#park(run, error);
      }
    }
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
    for (const driver of this.#drivers.values()) await driver.close();
  }

  /**
   * Ends a run whose plan this version does not take, since another version wrote it: what the hospitals approved cannot be carried
   * out to the letter any more, and the other runs must not wait for that.
   */
  async #park(run: StoredRun, error: unknown): Promise<void> {
    const { code, message } = fromUnknown(error);
    if (code === 'INTERNAL' || !isLive(run.state)) throw error;
    const { store, intake, clock, log } = this.#context;
    const problem = { code, message: `this version of the coordinator cannot go on with the run: ${message}` };
    log.error({ run: run.run, code }, problem.message);
    const { state, effects } = endEarly(run.state, 'failed', problem, clock.now());
    const records = effects.flatMap((effect) => (effect.t === 'record' ? [effect.attempt] : []));
    const { round, attempt } = run.state;
    await store.change(run.run, { state, records }, (tx) => intake.forgetSmall(tx, run.run, round, attempt));
  }

  /** Ends a run whose state another version has written: as it is shown already, but for good. */
  async #giveUp({ run, state }: StoredRun): Promise<void> {
    const { store, intake, log } = this.#context;
    if (state.t === 'failed') log.error({ run, code: state.problem.code }, state.problem.message);
    await store.change(run, { state, records: [] }, (tx) => intake.forgetSmallOfRun(tx, run));
  }

  #changed(driver: RunDriver): void {
    if (!isLive(driver.state)) {
      this.#drivers.delete(driver.run.run);
      void driver.close();
    }
    this.#watchers.notify(driver.run.run);
  }
}

import { type Clock, ConsiliumError, type Randomness, randomId } from '@consilium/core';
import { planFromJson } from '@consilium/plan';
import type { Scores } from '@consilium/privacy';
import type { Roster } from '@consilium/secure-sum';
import { type Caller, personActor } from '../audit/actors.ts';
import { runRules, scoresOfPlan } from '../rounds/run-rules.ts';
import type { AttemptRecord } from '../rounds/attempt-record.ts';
import { isLive } from '../rounds/run-state.ts';
import { openRun } from '../rounds/run-step.ts';
import type { RunEvent } from '../rounds/run-events.ts';
import type { RunWatchers } from '../rounds/run-watchers.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { Tx } from '../store/dialect.ts';
import { type KnownRun, putDecision, type RunDecision, type RunStore, type StoredRun } from '../store/run-store.ts';
import type { PlanWork } from '../rounds/plan-work.ts';
import type { LiveRuns } from '../rounds/live-runs.ts';

/** What the use cases of runs work with. */
export interface RunsContext {
  readonly store: RunStore;
  readonly blobs: BlobStore;
  readonly live: LiveRuns;
  readonly work: PlanWork;
  readonly watchers: RunWatchers;
  readonly clock: Clock;
  readonly random: Randomness;
  /** Of the consortium, for masked plans. */
  readonly roster: Roster | undefined;
  /** How long sites that are not connected are waited for, in milliseconds. */
  readonly graceMs: number;
  /** Whether agents and plans without protection are welcome. */
  readonly rehearsal: boolean;
}

/** A run that somebody wants. */
export interface WantedRun {
  readonly study: string;
  /** Fewer rounds than the plan says, unless undefined; the privacy of the plan then holds with room to spare. */
  readonly rounds?: number | undefined;
  /** The plan that is meant: a newer one may have been submitted since somebody looked. `undefined` for the newest, whichever it is. */
  readonly planHash?: string | undefined;
}

/** Who decides something about a run. */
export type Decider = Caller;

/** A run and attempts of it that have ended. */
export interface RunHistory {
  readonly run: KnownRun;
  /** Oldest first. */
  readonly finished: readonly AttemptRecord[];
  /** Form and noise of the run's scores; `undefined` where there are none to read. */
  readonly scores: Scores | undefined;
}

/** What researchers decide about runs and see of them. */
export class Runs {
  readonly #context: RunsContext;
  /** Of the plan of an ended run that was read last. */
  #last: { readonly planHash: string; readonly scores: Scores | undefined } | undefined;

  constructor(context: RunsContext) {
    this.#context = context;
  }

  /**
   * Starts a run of a study's newest plan.
   *
   * @param requireAccess asked within the write: drawing the model takes its time, in which somebody may have been revoked
   * @throws ConsiliumError `STUDY_UNKNOWN`, `PLAN_CHANGED`, `PARAMETER_INVALID`; `ROSTER_INVALID` for a masked plan that the roster does not fit, or
   *   without one; what `requireAccess` throws
   */
  async start({ study, rounds, planHash }: WantedRun, by: Decider, requireAccess: () => void): Promise<KnownRun> {
    const { store, blobs, live, work, clock, random, roster, graceMs, rehearsal } = this.#context;
    const row = await store.newestStudy(study);
    if (planHash !== undefined && planHash !== row.plan_hash)
      throw new ConsiliumError({
        code: 'PLAN_CHANGED',
        message: `the newest plan of ${study} is ${row.plan_hash}, and another one was asked for`,
      });
    const plan = planFromJson(row.plan_json, row.plan_hash);
    const limit = plan.document.rounds;
    if (rounds !== undefined && (!Number.isInteger(rounds) || rounds < 1 || rounds > limit)) {
      throw new ConsiliumError({
        code: 'PARAMETER_INVALID',
        message: `rounds is ${rounds}, the plan allows 1 to ${limit}`,
        details: { field: 'rounds' },
      });
    }
    const rules = runRules(plan, rounds ?? limit, roster, graceMs);
    const model = await work.initialModel(plan);
    const modelHash = await blobs.put(model);
    const now = clock.now();
    const run: StoredRun = {
      run: randomId('run', random),
      study,
      planHash: plan.hash,
      rounds: rounds ?? limit,
      createdMs: now,
      state: openRun(rules, modelHash, now).state,
      modelHash,
      strategyHash: undefined,
      ...(rehearsal ? { rehearsal: true } : {}),
    };
    const noted = this.#noting(run.run, 'started', by);
    await live.create(run, personActor(by), async (tx) => {
      requireAccess();
      await noted(tx);
    });
    // Another run of this study may have left the same model behind and deleted it before this one was there to need it.
    await blobs.put(model);
    live.drive(plan, run);
    return await store.run(run.run);
  }

  /** Stops a run in whatever state it is; a run that has ended stays as it is. @throws ConsiliumError `RUN_UNKNOWN` */
  async stop(run: string, by: Decider): Promise<KnownRun> {
    // Hospitals learn that it was a person, and not who.
    const problem = { code: 'RUN_STOPPED', message: 'stopped by a person' } as const;
    return await this.#decide(run, 'stopped', { t: 'stop', problem }, by);
  }

  /** Lets a run rest, after the round whose model is being made or scored; a run that has ended stays as it is. @throws ConsiliumError `RUN_UNKNOWN` */
  async pause(run: string, by: Decider): Promise<KnownRun> {
    return await this.#decide(run, 'paused', { t: 'pause' }, by);
  }

  /** Lets a paused run go on, as soon as enough sites are connected. @throws ConsiliumError `RUN_UNKNOWN` */
  async resume(run: string, by: Decider): Promise<KnownRun> {
    return await this.#decide(run, 'resumed', { t: 'resume' }, by);
  }

  /** What somebody decides is written with what it changes; where it changes nothing, there was nothing to decide. */
  async #decide(run: string, action: RunDecision['action'], event: RunEvent, by: Decider): Promise<KnownRun> {
    const { live, store } = this.#context;
    await live.driver(run)?.dispatch(event, { alongside: this.#noting(run, action, by), by: personActor(by) });
    return await store.run(run);
  }

  #noting(run: string, action: RunDecision['action'], by: Decider): (tx: Tx) => Promise<void> {
    const { id: user, key = '' } = by;
    const { issuer, subject } = 'issuer' in by ? by : { issuer: '', subject: '' };
    const atMs = this.#context.clock.now();
    return async (tx) => await putDecision(tx, run, { action, user, key, atMs, issuer, subject });
  }

  /** Every run, newest first. */
  async list(): Promise<readonly KnownRun[]> {
    return await this.#context.store.runs();
  }

  /** One run with all of its history. @throws ConsiliumError `RUN_UNKNOWN` */
  async get(run: string): Promise<RunHistory> {
    const { store } = this.#context;
    const stored = await store.run(run);
    return await this.#history(stored, await store.attempts(run));
  }

  /**
   * The run now and after every change, each time with the attempts that have ended since; ends with the run, with the signal, or
   * when the coordinator closes.
   *
   * @throws ConsiliumError `RUN_UNKNOWN`
   */
  async *watch(run: string, signal: AbortSignal): AsyncGenerator<RunHistory, void> {
    const { store, watchers } = this.#context;
    let seen = 0;
    while (!signal.aborted) {
      // Asked for before reading, so that a change in between is not missed.
      const change = watchers.next(run, signal);
      const stored = await store.run(run);
      const finished = await store.attempts(run, seen);
      seen += finished.length;
      yield await this.#history(stored, finished);
      if (!isLive(stored.state) || watchers.closed) return;
      await change;
    }
  }

  async #history(run: KnownRun, finished: readonly AttemptRecord[]): Promise<RunHistory> {
    const open = run.state.t === 'evaluating' ? [run.state.scores] : [];
    const known = [...finished.map(({ scores = {} }) => scores), ...open];
    const summed = finished.some((record) => record.summed?.t === 'opened');
    const released = summed || known.some((scores) => Object.values(scores).some(({ t }) => t === 'released'));
    return { run, finished, scores: released ? await this.#scoresOf(run) : undefined };
  }

  /** A plan is read once for all that watch its runs. */
  async #scoresOf({ run, planHash }: StoredRun): Promise<Scores | undefined> {
    const live = this.#context.live.driver(run);
    if (live !== undefined) return live.scores;
    if (this.#last?.planHash !== planHash) {
      const { plan_json: json } = await this.#context.store.studyByHash(planHash);
      this.#last = { planHash, scores: scoresOfPlan(planFromJson(json, planHash)) };
    }
    return this.#last.scores;
  }
}

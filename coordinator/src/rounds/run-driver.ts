import { type Clock, fromUnknown, isConsiliumError, sleep } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { type CompiledPlan, releaseParameters, scoreParameters } from '@consilium/plan';
import { deriveRelease, deriveScores, longestHonestUpdate, type Release, type Scores } from '@consilium/privacy';
import { Aggregator, updateGrid } from '../aggregation/aggregator.ts';
import type { UpdateIntake } from '../aggregation/update-intake.ts';
import type { UpdateKey } from '../aggregation/update-pieces.ts';
import type { SessionHub } from '../sites/session-hub.ts';
import type { BlobStore, StagedBlob } from '../store/blob-store.ts';
import type { Tx } from '../store/dialect.ts';
import type { LeasedRun } from '../store/lease-store.ts';
import type { RunChange, RunStore, StoredRun } from '../store/run-store.ts';
import { type Attempt, countedSites, type Problem } from './attempt-state.ts';
import { BatchQueue } from './batch-queue.ts';
import { attemptEnded, evaluationEnded, evaluationMessage, runEnded, taskMessage } from './messages.ts';
import { type ModelRetention, modelsToKeep } from './model-retention.ts';
import { type Effect, isLive, type RunEvent, type RunRules, type RunState, step } from './run-state.ts';

/** What a driver works with. */
export interface DriverContext {
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: RunStore;
  readonly blobs: BlobStore;
  readonly intake: UpdateIntake;
  readonly hub: SessionHub;
  readonly retention: ModelRetention;
  /** Told after every durable change. */
  readonly changed: (driver: RunDriver) => void;
  /** Told when a step was refused because another process has taken the run. */
  readonly lost: (run: string) => void;
}

/** What an event brings with it. */
export interface Enclosed {
  /** Written in the same transaction as the step. */
  readonly alongside?: (tx: Tx) => Promise<void>;
  /** Content of the update that the event counts. */
  readonly content?: () => Iterable<Uint8Array>;
  /** Model and strategy state that the run stands on from then on. */
  readonly hashes?: { readonly modelHash: string; readonly strategyHash: string };
}

interface QueuedEvent {
  readonly event: RunEvent;
  readonly enclosed: Enclosed;
}

/** Wait before what the store refused is tried again. */
const RETRY_MS = 5000;

/** The rules of a run, from its plan. */
export function runRules(plan: CompiledPlan, rounds: number): RunRules {
  const { quorum, evaluation } = plan.document;
  return {
    sites: plan.siteIds,
    rounds,
    quorum: quorum.sites,
    attempts: quorum.attempts,
    deadlineMs: quorum.deadlineSeconds * 1000,
    evaluateEvery: evaluation.every ?? rounds,
  };
}

/** Form and noise of the scores of a plan; `undefined` for a plan without privacy. */
export function scoresOfPlan(plan: CompiledPlan): Scores | undefined {
  const parameters = scoreParameters(plan);
  return parameters === undefined ? undefined : deriveScores(parameters);
}

/**
 * Drives one run: feeds events into the state machine one at a time, makes each step durable before anybody learns of it, then
 * carries out its effects. After a crash, {@link resume} carries them out again.
 */
export class RunDriver {
  readonly plan: CompiledPlan;
  readonly #context: DriverContext;
  readonly #rules: RunRules;
  readonly #release: Release | undefined;
  /** Form and noise of scores; `undefined` where sites score exactly. */
  readonly scores: Scores | undefined;
  #run: StoredRun;
  readonly #lease: LeasedRun;
  readonly #events: BatchQueue<QueuedEvent, boolean> = new BatchQueue((batch) => this.#apply(batch));
  readonly #sum: Aggregator;
  #cancelTimer: () => void = () => {};
  readonly #stopped: AbortController = new AbortController();

  /** @param fence of the lease under which this process drives the run */
  constructor(context: DriverContext, plan: CompiledPlan, run: StoredRun, fence: number) {
    this.#context = context;
    this.plan = plan;
    this.#rules = runRules(plan, run.rounds);
    this.#run = run;
    this.#lease = { run: run.run, fence };
    const parameters = releaseParameters(plan);
    this.#release = parameters === undefined ? undefined : deriveRelease(parameters);
    this.scores = scoresOfPlan(plan);
    this.#sum = new Aggregator(context, plan, this.#release);
  }

  /** The run as last stored. */
  get run(): StoredRun {
    return this.#run;
  }

  get state(): RunState {
    return this.#run.state;
  }

  /** Norm that no honest update exceeds, in units of the plan's grid; `undefined` where updates are floats. */
  get longestUpdate(): number | undefined {
    const grid = updateGrid(this.plan, this.#release);
    return grid === undefined ? undefined : longestHonestUpdate(grid);
  }

  /** Enters the stored state and repeats its effects. A sum that has begun is built again when it is needed. */
  resume(): void {
    const { state } = this;
    this.#setTimer();
    if (state.t === 'collecting') this.#perform({ t: 'offer' });
    if (state.t === 'aggregating') this.#perform({ t: 'aggregate' });
    if (state.t === 'evaluating') this.#perform({ t: 'evaluate' });
  }

  /** Stops timers and new events; the stored state stays where it is. */
  async close(): Promise<void> {
    this.#stopped.abort();
    this.#cancelTimer();
    await this.#events.idle();
  }

  /** Applies an event. Resolves to whether it changed anything, once the change is durable. */
  dispatch(event: RunEvent, enclosed: Enclosed = {}): Promise<boolean> {
    return this.#events.push({ event, enclosed });
  }

  /** Repeats to a site that has just connected whatever it has not answered yet. */
  siteConnected(site: string): void {
    const { state } = this;
    if (state.t === 'collecting') {
      const known = state.participants[site];
      if (known?.t === 'waiting' || known?.t === 'accepted')
        this.#context.hub.send(site, taskMessage(this.plan, this.#run, state));
    } else if (state.t === 'evaluating' && state.scores[site]?.t === 'waiting') {
      this.#context.hub.send(site, evaluationMessage(this.plan, this.#run, state));
    } else if (!isLive(state) && this.#rules.sites.includes(site)) {
      this.#context.hub.send(site, runEnded(this.#run));
    }
  }

  /** Applies events one after the other and stores where that led. Tells for each whether it changed anything. */
  async #apply(batch: readonly QueuedEvent[]): Promise<readonly boolean[]> {
    if (this.#stopped.signal.aborted) return batch.map(() => false);
    const before = this.#run;
    const now = this.#context.clock.now();
    let run = before;
    const steps = batch.map(({ event, enclosed }) => {
      const from = run.state;
      const { state, effects } = step(this.#rules, from, event, now);
      const changed = state !== from;
      if (changed) run = { ...run, state, ...enclosed.hashes };
      return { event, effects, changed, enclosed: changed ? enclosed : {} };
    });
    const changed = steps.map((one) => one.changed);
    if (run === before) return changed;
    const effects = steps.flatMap((one) => one.effects);
    const { state, modelHash, strategyHash } = run;
    const hashes = {
      ...(modelHash === before.modelHash ? {} : { modelHash }),
      ...(strategyHash === undefined ? {} : { strategyHash }),
    };
    const records = effects.flatMap((effect) => (effect.t === 'record' ? [effect.attempt] : []));
    const change = { state, records, kept: modelsToKeep(this.#context.retention, records), ...hashes };
    // An acceptance that a power cut takes back is asked for again: alone, it need not wait for the disk.
    const relaxed = steps.every((one) => !one.changed || isAcceptance(one.event)) && effects.length === 0;
    await this.#store(
      change,
      async (tx) => {
        for (const { enclosed } of steps) await enclosed.alongside?.(tx);
        for (const effect of effects) {
          if (effect.t === 'end-attempt') await this.#context.intake.forgetSmall(tx, before.run, effect.round, effect.attempt);
        }
      },
      relaxed,
    );
    this.#run = run;
    // The change is durable: whatever fails from here on must neither unsay it to its sender nor keep the run from going on.
    for (const { event, enclosed } of steps) {
      if (event.t === 'answered' && enclosed.content !== undefined && this.#counts(event.site))
        this.#sum.add(event.site, enclosed.content());
    }
    this.#setTimer();
    for (const effect of effects) this.#attempt(`the effect ${effect.t}`, () => this.#perform(effect));
    try {
      await this.#forgetReplaced(before);
    } catch (error) {
      this.#warn('a replaced model was not deleted; the next start does it', error);
    }
    this.#attempt('telling watchers', () => this.#context.changed(this));
    return changed;
  }

  async #store(change: RunChange, alongside: (tx: Tx) => Promise<void>, relaxed: boolean): Promise<void> {
    try {
      await this.#context.store.change(this.#lease, change, alongside, relaxed);
    } catch (error) {
      if (isConsiliumError(error, 'LEASE_LOST')) this.#context.lost(this.#lease.run);
      throw error;
    }
  }

  #counts(site: string): boolean {
    return 'participants' in this.state && this.state.participants[site]?.t === 'counted';
  }

  #attempt(what: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#warn(`${what} failed after its step was stored`, error);
    }
  }

  #warn(message: string, error: unknown): void {
    this.#context.log.warn({ run: this.#run.run, err: error }, message);
  }

  /** Strategy states of closed rounds are not kept, nor are models that no {@link ModelRetention} keeps: their hashes stay in the history. */
  async #forgetReplaced(before: StoredRun): Promise<void> {
    const { modelHash, strategyHash } = this.#run;
    const replaced = [
      ...(modelHash === before.modelHash ? [] : [before.modelHash]),
      ...(before.strategyHash === undefined || strategyHash === before.strategyHash ? [] : [before.strategyHash]),
    ];
    await this.#context.blobs.forget(replaced);
  }

  #setTimer(): void {
    this.#cancelTimer();
    const { state } = this;
    if (this.#stopped.signal.aborted || (state.t !== 'collecting' && state.t !== 'evaluating')) return;
    // One millisecond late rather than early: the machine ignores a deadline that has not come.
    const delay = state.deadlineMs - this.#context.clock.now() + 1;
    this.#cancelTimer = this.#context.clock.setTimer(delay, () => {
      this.#inBackground(async () => {
        if (!(await this.dispatch({ t: 'deadline' }))) this.#setTimer();
      });
    });
  }

  #perform(effect: Effect): void {
    const { hub, intake } = this.#context;
    const { state } = this;
    switch (effect.t) {
      case 'offer':
        if (state.t !== 'collecting') return;
        // An attempt begins with an empty sum; one that is taken up again keeps what it has.
        if (countedSites(state.participants).length === 0) this.#sum.clear();
        for (const site of this.#rules.sites) this.siteConnected(site);
        return;
      case 'evaluate':
        if (state.t === 'evaluating') for (const site of Object.keys(state.scores)) this.siteConnected(site);
        return;
      case 'aggregate':
        this.#inBackground(() => this.#aggregate());
        return;
      case 'end-attempt':
        for (const site of this.#rules.sites) hub.send(site, attemptEnded(this.#run, effect));
        intake.forgetFiles(this.#run.run, effect.round, effect.attempt).catch((error: unknown) => {
          this.#warn('the effect end-attempt failed after its step was stored', error);
        });
        return;
      case 'end-evaluation':
        for (const site of this.#rules.sites) hub.send(site, evaluationEnded(this.#run, effect));
        return;
      case 'finish':
        for (const site of this.#rules.sites) hub.send(site, runEnded(this.#run));
        return;
      case 'record':
        return;
    }
  }

  async #aggregate(): Promise<void> {
    const { state } = this;
    if (state.t !== 'aggregating') return;
    let made: { readonly model: StagedBlob; readonly strategy: StagedBlob };
    try {
      await this.#sum.complete(countedUpdates(this.#run.run, state));
      made = await this.#sum.finish(this.#run, state.round, countedSites(state.participants), this.#context.blobs);
    } catch (error) {
      // Stopped while it was summing: the store is closed, or the updates are gone with their attempt.
      if (this.#stopped.signal.aborted || this.state !== state) return;
      const known = fromUnknown(error);
      if (known.code === 'DISK_FULL') throw known;
      const problem: Problem = { code: known.code, message: known.message };
      this.#context.log.error({ run: this.#run.run, code: known.code, err: known.cause ?? known }, known.message);
      await this.dispatch({ t: 'stop', problem });
      return;
    }
    const { model, strategy } = made;
    await this.dispatch(
      { t: 'aggregated', modelHash: model.hash },
      {
        alongside: async (tx) => {
          await model.alongside(tx);
          await strategy.alongside(tx);
        },
        hashes: { modelHash: model.hash, strategyHash: strategy.hash },
      },
    );
  }

  /** Work that nobody waits for and that no event would start again: tried until the store takes it or the driver is closed. */
  #inBackground(work: () => Promise<void>): void {
    const persist = async (): Promise<void> => {
      while (!this.#stopped.signal.aborted) {
        try {
          await work();
          return;
        } catch (error) {
          this.#context.log.error({ run: this.#run.run, err: error }, `a step of the run failed: tried again in ${RETRY_MS} ms`);
          await sleep(this.#context.clock, RETRY_MS, this.#stopped.signal);
        }
      }
    };
    void persist();
  }
}

/** Names of the stored updates that the attempt has counted. */
function countedUpdates(run: string, { round, attempt, participants }: Attempt): readonly UpdateKey[] {
  return Object.entries(participants).flatMap(([site, known]) =>
    known.t === 'counted' ? [{ run, round, attempt, site, updateHash: known.updateHash }] : [],
  );
}

function isAcceptance(event: RunEvent): boolean {
  return event.t === 'answered' && event.participation.t === 'accepted';
}

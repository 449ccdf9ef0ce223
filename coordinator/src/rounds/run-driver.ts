import { fromUnknown, isConsiliumError } from '@consilium/core';
import { type CompiledPlan, releaseParameters } from '@consilium/plan';
import { deriveRelease, longestHonestUpdate, type Release, type Scores } from '@consilium/privacy';
import { Aggregator, updateGrid } from '../aggregation/aggregator.ts';
import { type AttemptSum, beginSum } from '../masks/attempt-sum.ts';
import { type MaskedRun, maskedRun, termsOf } from '../masks/masked-run.ts';
import { recallSum } from '../masks/recall-sum.ts';
import type { Tx } from '../store/dialect.ts';
import type { LeasedRun } from '../store/lease-store.ts';
import type { RunChange, StoredRun } from '../store/run-store.ts';
import { countedSites, type Problem } from './attempt-state.ts';
import { BatchQueue } from './batch-queue.ts';
import { CarriedModel } from './carried-model.ts';
import type { DriverContext } from './driver-context.ts';
import { effectsOf, type Enclosed, mayBeTakenBack, type QueuedEvent, reportSums, stepAll } from './batch-steps.ts';
import { type ClosedRound, closeRound } from './close-round.ts';
import { attemptEnded, evaluationEnded, outstanding, runEnded, sumPublished } from './messages.ts';
import { changedHashes, modelsToKeep, replacedHashes } from './model-retention.ts';
import { runRules, scoresOfPlan } from './run-rules.ts';
import { inTurns, turns } from './turns.ts';
import { persist } from './persist.ts';
import { sayProgress } from './progress-lines.ts';
import type { Effect, RunEvent } from './run-events.ts';
import { isLive, isOpen, kindOf, type RunRules, type RunState } from './run-state.ts';
import { looksMs } from './run-waits.ts';
import { deedsOf } from './step-deeds.ts';

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
  readonly #updates: Aggregator;
  readonly #masked: MaskedRun | undefined;
  readonly #carried: CarriedModel;
  /** The sum under masks of the open attempt, or of its scores. */
  #sum: AttemptSum | undefined;
  /** Why it cannot go on. */
  #lostSum: Problem | undefined;
  #notBeforeMs = 0;
  #cancelTimer: () => void = () => {};
  readonly #stopped: AbortController = new AbortController();

  /**
   * @param fence of the lease under which this process drives the run
   * @throws ConsiliumError `ROSTER_INVALID` for a masked plan that the roster does not fit, or without one
   */
  constructor(context: DriverContext, plan: CompiledPlan, run: StoredRun, fence: number) {
    this.#context = context;
    this.plan = plan;
    this.#rules = runRules(plan, run.rounds, context.roster, context.graceMs);
    this.#run = run;
    this.#lease = { run: run.run, fence };
    const parameters = releaseParameters(plan);
    this.#release = parameters === undefined ? undefined : deriveRelease(parameters);
    this.scores = scoresOfPlan(plan);
    this.#updates = new Aggregator(context, plan, this.#release);
    this.#carried = new CarriedModel(context, plan);
    this.#masked = maskedRun(plan, run.run, { release: this.#release, scores: this.scores }, context.roster);
    if (this.#masked !== undefined && isOpen(run.state))
      this.#sum = beginSum(termsOf(this.#masked, run.state, run.transcriptHash));
  }

  /** Builds the sum under masks of the open attempt, or of its scores, again. Before {@link resume}, for a run that was not begun here. */
  async recall(): Promise<void> {
    const { masks } = this.#rules;
    if (this.#masked === undefined || masks === undefined) return;
    // Nobody could answer while no coordinator was there.
    this.#notBeforeMs = this.#context.clock.now() + masks.phaseMs;
    await this.#context.transcripts.recall(this.#run.run);
    const recalled = await recallSum(this.#context.sums, this.#masked, this.#run, turns(this.#context.clock));
    if (recalled.t === 'sum') this.#sum = recalled.sum;
    if (recalled.t === 'lost') this.#lostSum = recalled.problem;
  }

  /** The run as last stored. */
  get run(): StoredRun {
    return this.#run;
  }

  get state(): RunState {
    return this.#run.state;
  }

  /** Bytes that no honest message of a sum under masks exceeds; `undefined` where sites send their own noised updates. */
  get longestMessage(): number | undefined {
    return this.#masked?.longestMessage;
  }

  /** Norm that no honest update exceeds, in units of the plan's grid; `undefined` where updates are floats or under masks. */
  get longestUpdate(): number | undefined {
    // Of a masked vector nothing can be told.
    if (this.#masked !== undefined) return undefined;
    const grid = updateGrid(this.plan, this.#release);
    return grid === undefined ? undefined : longestHonestUpdate(grid);
  }

  /** Enters the stored state and repeats its effects. A sum that has begun is built again when it is needed. */
  resume(): void {
    const { state } = this;
    const lost = this.#lostSum;
    if (lost !== undefined && isLive(state)) {
      this.#inBackground(
        async () => void (await this.dispatch({ t: 'sum-void', of: state, kind: kindOf(state), problem: lost })),
      );
      return;
    }
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
    if (!this.#rules.sites.includes(site)) return;
    // A site that was away when the model was made checks it before it scores it.
    if (this.state.t === 'evaluating') this.#publish([site]);
    this.#remind(site);
    if (this.state.t === 'paused') this.#look();
    else this.#setTimer();
  }

  /** Sees who is still waited for, now that a site is gone. */
  siteGone(site: string): void {
    if (this.#rules.sites.includes(site)) this.#setTimer();
  }

  #remind(site: string): void {
    const published = this.#context.transcripts.newest(this.#run.run);
    const said = { plan: this.plan, run: this.#run, masked: this.#masked, sum: this.#sum, published, carried: this.#carried };
    const message = outstanding(said, site);
    if (message !== undefined) this.#context.hub.send(site, message);
  }

  /** Applies events one after the other and stores where that led. Tells for each whether it changed anything. */
  async #apply(batch: readonly QueuedEvent[]): Promise<readonly boolean[]> {
    if (this.#stopped.signal.aborted) return batch.map(() => false);
    const before = this.#run;
    const { away, clock, retention } = this.#context;
    const context = { rules: this.#rules, masked: this.#masked, nowMs: clock.now(), away, pause: turns(clock) };
    const { after, steps } = await stepAll(context, { run: before, sum: this.#sum }, batch);
    const { run } = after;
    reportSums(this.#context.log, before.run, steps);
    if (run === before) return steps.map((one) => one.changed);
    const { effects, records } = effectsOf(steps);
    const change = { state: run.state, records, kept: modelsToKeep(retention, records), ...changedHashes(before, run) };
    const deeds = deedsOf(before, steps, run);
    // What a power cut takes back is asked for again: alone, it need not wait for the disk. An entry of the audit log must: sites see its checkpoint.
    const relaxed = deeds.length === 0 && mayBeTakenBack(steps, run.state);
    await this.#store(
      change,
      async (tx) => {
        const { intake, sums, audit } = this.#context;
        await audit.record(tx, deeds);
        for (const { enclosed, kept: said } of steps) {
          await enclosed.alongside?.(tx);
          if (said !== undefined) await sums.put(tx, before.run, said.of, said.message);
        }
        for (const { t, round, attempt } of effects.filter((one) => one.t === 'end-attempt' || one.t === 'end-evaluation')) {
          if (t === 'end-attempt') await intake.forgetSmall(tx, before.run, round, attempt);
          await sums.forget(tx, before.run, { round, attempt, kind: t === 'end-attempt' ? 'training' : 'evaluation' });
        }
      },
      relaxed,
    );
    this.#run = run;
    this.#sum = after.sum;
    sayProgress(this.#context.log, before, run, records);
    const outdated = steps.flatMap(({ enclosed }) => this.#context.transcripts.stored(run.run, enclosed.published));
    // The change is durable: whatever fails from here on must neither unsay it to its sender nor keep the run from going on.
    for (const { event, enclosed } of steps) {
      if (event.t === 'answered' && enclosed.content !== undefined && this.#counts(event.site))
        this.#updates.add(event.site, enclosed.content());
    }
    this.#setTimer();
    for (const effect of effects) this.#attempt(`the effect ${effect.t}`, () => this.#perform(effect));
    try {
      await this.#context.blobs.forget([...replacedHashes(before, run), ...outdated]);
    } catch (error) {
      this.#warn('a replaced model was not deleted; the next start does it', error);
    }
    this.#attempt('telling watchers', () => this.#context.changed(this));
    return steps.map((one) => one.changed);
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

  #setTimer(): void {
    this.#cancelTimer();
    const { state } = this;
    if (this.#stopped.signal.aborted || !isLive(state) || state.t === 'aggregating') return;
    const { clock, away } = this.#context;
    const nowMs = clock.now();
    // One millisecond late rather than early: the machine ignores a deadline that has not come.
    const delay = Math.max(looksMs(this.#rules, state, nowMs, away), this.#notBeforeMs) - nowMs + 1;
    if (delay === Number.POSITIVE_INFINITY) return;
    this.#cancelTimer = clock.setTimer(Math.max(0, delay), () => this.#look());
  }

  #look(): void {
    this.#inBackground(async () => {
      if (!(await this.dispatch({ t: 'look' }))) this.#setTimer();
    });
  }

  #perform(effect: Effect): void {
    const { clock, hub, intake } = this.#context;
    const { state } = this;
    switch (effect.t) {
      case 'offer':
      case 'tell':
      case 'evaluate': {
        // An attempt begins with an empty sum; one that is taken up again keeps what it has.
        if (state.t === 'collecting' && countedSites(state.participants).length === 0) this.#updates.clear();
        const tell = (site: string): void => this.#attempt('telling a site', () => this.#remind(site));
        this.#inBackground(async () => {
          if (state.t === 'collecting') await this.#carried.read(state.baseHash);
          await inTurns(this.#rules.sites, turns(clock), tell);
        });
        return;
      }
      case 'aggregate':
        this.#inBackground(() => this.#aggregate());
        return;
      case 'end-attempt':
        hub.sendTo(this.#rules.sites, attemptEnded(this.#run, effect));
        if (effect.closed) this.#publish(this.#rules.sites);
        intake.forgetFiles(this.#run.run, effect.round, effect.attempt).catch((error: unknown) => {
          this.#warn('the effect end-attempt failed after its step was stored', error);
        });
        return;
      case 'end-evaluation':
        hub.sendTo(this.#rules.sites, evaluationEnded(this.#run, effect));
        return;
      case 'finish':
        hub.sendTo(this.#rules.sites, runEnded(this.#run));
        return;
      case 'record':
      case 'close-phase':
        return;
    }
  }

  /** Tells sites of the run what came of its last sum under masks. */
  #publish(sites: readonly string[]): void {
    const published = this.#context.transcripts.newest(this.#run.run);
    if (published !== undefined) this.#context.hub.sendTo(sites, sumPublished(this.#run, published));
  }

  async #aggregate(): Promise<void> {
    const { state } = this;
    if (state.t !== 'aggregating') return;
    let closed: ClosedRound;
    try {
      const masked = { sum: this.#sum, pause: turns(this.#context.clock) };
      closed = await closeRound(this.#context, this.#updates, { run: this.#run, state, ...masked });
    } catch (error) {
      // Stopped while it was summing: the store is closed, or the updates are gone with their attempt.
      if (this.#stopped.signal.aborted || this.state !== state) return;
      const known = fromUnknown(error);
      if (known.code === 'DISK_FULL') throw known;
      const problem: Problem = { code: known.code, message: known.message };
      this.#context.log.error({ run: this.#run.run, code: known.code, err: known.cause ?? known }, known.message);
      // Nobody can tell whose vector it was: the attempt is over, not the run.
      if (this.#masked !== undefined && known.code === 'UPDATE_TOO_LONG') {
        await this.dispatch({ t: 'sum-void', of: state, kind: 'training', problem });
        return;
      }
      await this.dispatch({ t: 'stop', problem });
      return;
    }
    await this.dispatch({ t: 'aggregated', modelHash: closed.hashes.modelHash }, closed);
  }

  #inBackground(work: () => Promise<void>): void {
    const { clock, log } = this.#context;
    void persist({ clock, log, run: this.#run.run, signal: this.#stopped.signal }, work);
  }
}

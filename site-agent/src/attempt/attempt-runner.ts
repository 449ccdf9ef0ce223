import { ConsiliumError, fromUnknown, sleep } from '@consilium/core';
import type { consilium } from '@consilium/proto';
import { localReason } from '../gate/index.ts';
import { leftBehind } from '../outbox/left-behind.ts';
import type { SiteContext, ToCoordinator } from '../session/site-context.ts';
import type { Work } from '../work/work.ts';
import { nextTick } from './next-tick.ts';
import { type Attempt, attemptName, attemptOf } from './attempt.ts';
import { AttemptEffects } from './attempt-effects.ts';
import type { AttemptEvent, Step, Telling } from './attempt-events.ts';
import type { AttemptState, Ending } from './attempt-phases.ts';
import { idle, next } from './attempt-state.ts';

/** Most pieces of work that wait: a kind and run has one, and no hospital is in so many runs at a time. */
const MAX_WAITING = 32;

/** First wait before an update is sent again that the coordinator could not take; doubled each time. */
const FIRST_RETRY_MS = 5_000;
/** Longest such wait. */
const LONGEST_RETRY_MS = 60_000;

/** Most clean-ups that wait. */
const MAX_CLOSING = 1000;

/**
 * Runs the machine of `attempt-state.ts`, one piece of work at a time: training owns the computer while it runs. What comes after
 * what is decided there; here effects are carried out and their outcomes fed back.
 */
export class AttemptRunner {
  readonly #context: SiteContext;
  /** Attempts that are over, from the coordinator's word to the turn of their clean-up. */
  readonly #over: Set<string> = new Set();
  /** The newest work of each kind and run that waits for its turn. */
  readonly #waiting: Map<string, () => Promise<void>> = new Map();
  /** Attempts whose update is sent again after a wait. */
  readonly #unsent: Map<string, { readonly waitMs: number; readonly cancel: AbortController }> = new Map();
  #closing = 0;
  /** Whether a sweep waits for its turn. */
  #sweepWaits = false;
  #tail: Promise<void> = Promise.resolve();

  constructor(context: SiteContext) {
    this.#context = context;
  }

  /**
   * Queues a piece of work, in the place of what waits of the same kind for the same run: an attempt whose successor is asked for is over.
   *
   * @param what the kind, also for the log
   * @param make reads the message when its turn has come
   */
  offer(what: string, run: string, make: () => Work): void {
    const arrived = this.#context.clock.monotonic();
    this.#inPlace(what, run, async () => {
      const work = make();
      const name = attemptName(work.attempt);
      const before = this.#unsent.get(name);
      before?.cancel.abort();
      const first = { t: work.hear === undefined ? 'offered' : 'told' } as const;
      const ending = await this.#drive(what, idle(work.attempt), first, arrived, work);
      if (ending === 'unsent') this.#sendLater(name, before?.waitMs, () => this.offer(what, run, make));
      else this.#unsent.delete(name);
    });
  }

  /** Has work done again whose update could not be sent, unless its attempt ends, or a new session asks for it, before. */
  #sendLater(name: string, waitedMs: number | undefined, again: () => void): void {
    const { clock, stopping } = this.#context;
    const waitMs = waitedMs === undefined ? FIRST_RETRY_MS : Math.min(LONGEST_RETRY_MS, 2 * waitedMs);
    const cancel = new AbortController();
    this.#unsent.set(name, { waitMs, cancel });
    const given = AbortSignal.any([stopping, cancel.signal]);
    void sleep(clock, waitMs, given).then(() => {
      if (!given.aborted) again();
    });
  }

  #sendNoMore(name: string): void {
    this.#unsent.get(name)?.cancel.abort();
    this.#unsent.delete(name);
  }

  /** Queues something in the place of what waits of the same kind for the same run. */
  #inPlace(what: string, run: string, work: () => Promise<void>): void {
    const place = `${what} ${run}`;
    const waits = this.#waiting.has(place);
    if (!waits && this.#waiting.size >= MAX_WAITING) {
      return this.#warn(what, new ConsiliumError({ code: 'QUEUE_FULL', message: 'too many runs wait, so this work is ignored' }));
    }
    this.#waiting.set(place, work);
    if (waits) return;
    this.#enqueue(what, async () => {
      const newest = this.#waiting.get(place);
      this.#waiting.delete(place);
      await newest?.();
    });
  }

  /**
   * Queues a look at something of which no record is part, and says what came of it on a tick: work that came before must not show.
   *
   * @param look what there is to say, if anything
   */
  lookAt(what: string, run: string, look: () => Promise<ToCoordinator | undefined>): void {
    const arrived = this.#context.clock.monotonic();
    this.#inPlace(what, run, async () => {
      const message = await look();
      // The next piece of work need not wait for the tick.
      if (message !== undefined) void nextTick(this.#context, arrived).then(() => this.#context.send(message));
    });
  }

  /** Notes at once that an attempt is over, so that no work is begun for it; cleans up in turn. */
  attemptEnded(key: consilium.v1.AttemptKey.$Properties | null | undefined): void {
    const what = 'clean-up';
    let attempt: Attempt;
    try {
      attempt = attemptOf(key);
    } catch (error) {
      return this.#warn(what, fromUnknown(error));
    }
    // What is left behind the next session looks after.
    if (this.#closing >= MAX_CLOSING) return;
    this.#closing += 1;
    this.#over.add(attemptName(attempt));
    this.#sendNoMore(attemptName(attempt));
    this.#enqueue(what, async () => {
      this.#closing -= 1;
      try {
        await this.#drive(what, idle(attempt), { t: 'closed' });
      } finally {
        // Also after a clean-up that was cut: a coordinator that asks again, restored from a backup, must get an answer.
        this.#over.delete(attemptName(attempt));
      }
    });
  }

  /** Queues a look at what an earlier session or a crash left behind and nobody will ask for any more. One that waits is enough. */
  sweep(): void {
    const what = 'sweep';
    // Of what is open the coordinator says so, in every session.
    for (const name of this.#unsent.keys()) this.#sendNoMore(name);
    if (this.#sweepWaits) return;
    this.#sweepWaits = true;
    this.#enqueue(what, async () => {
      this.#sweepWaits = false;
      for (const attempt of leftBehind(this.#context)) {
        const ending = await this.#drive(what, idle(attempt), { t: 'resumed' });
        // Nothing works without coordinator or disk; the next session starts over.
        if (ending === 'cut') return;
      }
    });
  }

  /** Resolves once everything that was queued is done. */
  async idle(): Promise<void> {
    await this.#tail;
  }

  #enqueue(what: string, work: () => Promise<void>): void {
    this.#tail = this.#tail.then(async () => {
      if (this.#context.stopping.aborted) return;
      try {
        await work();
      } catch (error) {
        this.#warn(what, fromUnknown(error));
      }
    });
  }

  /** Feeds events to the machine until it rests. @returns how that ended */
  async #drive(
    what: string,
    from: AttemptState,
    first: AttemptEvent,
    arrivedMs = this.#context.clock.monotonic(),
    work?: Work,
  ): Promise<Ending | undefined> {
    const name = attemptName(from.attempt);
    const effects = new AttemptEffects(this.#context, from.attempt, work, arrivedMs);
    let state = from;
    let event: AttemptEvent | undefined = first;
    try {
      while (event !== undefined) {
        if (this.#over.has(name)) ({ state } = next(state, { t: 'ended' }));
        const transition = next(state, event);
        state = transition.state;
        event = undefined;
        for (const effect of transition.effects) {
          if (isTelling(effect)) await this.#tell(what, from.attempt, effects, effect);
          else event = await outcome(effects, effect);
        }
      }
    } finally {
      effects.close();
    }
    return state.t === 'resting' ? state.as : undefined;
  }

  async #tell(what: string, attempt: Attempt, effects: AttemptEffects, telling: Telling): Promise<void> {
    if (telling.t === 'answer' || telling.t === 'say') {
      // Failures come with a warning of their own.
      if (telling.t === 'answer' && telling.as === 'refused') this.#warn(what, telling.error, attempt);
      if (telling.t === 'answer' && telling.as !== 'accepted')
        this.#context.audit.note({
          event: 'task.refused',
          ...attempt,
          kind: attempt.kind ?? 'training',
          code: telling.error.code,
        });
      await effects.answer(telling);
    } else if (telling.t === 'warn') this.#warn(what, telling.error, attempt);
    else
      this.#context.log.error(
        { code: telling.error.code },
        'a reservation could not be written off and counts until the next session',
      );
  }

  #warn(what: string, error: ConsiliumError, attempt?: Attempt): void {
    const err = error.code === 'INTERNAL' ? error : undefined;
    this.#context.log.warn({ what, ...attempt, code: error.code, err }, localReason(error));
  }
}

/** The only place where an error becomes an event. */
async function outcome(effects: AttemptEffects, step: Step): Promise<AttemptEvent> {
  try {
    return await effects.take(step);
  } catch (error) {
    return { t: 'failed', error: fromUnknown(error) };
  }
}

function isTelling(effect: Telling | Step): effect is Telling {
  return effect.t === 'answer' || effect.t === 'say' || effect.t === 'warn' || effect.t === 'stays-reserved';
}

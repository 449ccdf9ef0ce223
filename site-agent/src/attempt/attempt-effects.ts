import { setImmediate } from 'node:timers/promises';
import { assertNever, ConsiliumError } from '@consilium/core';
import { encodeMessage } from '@consilium/secure-sum';
import { localReason } from '../gate/index.ts';
import { isMasked, type UpdateMeta } from '../outbox/update-meta.ts';
import { reservationsOf } from '../outbox/left-behind.ts';
import { admitLeaving, admitWord } from '../outbox/leaving.ts';
import type { StoredUpdate } from '../outbox/update-store.ts';
import { upload } from '../outbox/upload.ts';
import { positionOf } from '../session/ledger-receipts.ts';
import { timed } from '../session/phases.ts';
import type { SiteContext, ToCoordinator } from '../session/site-context.ts';
import { admitCharge } from '../work/charge-admission.ts';
import type { AdmittedWork, Made, PreparedWork, Work } from '../work/work.ts';
import { type Attempt, ledgerKeyOf, wireKey } from './attempt.ts';
import type { AttemptEvent, Step, Telling } from './attempt-events.ts';
import { nextTick } from './next-tick.ts';
import type { OnDisk } from './remains.ts';

/** Asked about instead of the real hash before a charge is committed: even the hash of an update is something that leaves. */
const NO_HASH = '0'.repeat(64);

/**
 * The hands of one piece of work on an attempt: each effect is one call into the gate, the ledger, the outbox or the coordinator. Which
 * comes when is decided in `attempt-state.ts`.
 */
export class AttemptEffects {
  readonly #context: SiteContext;
  readonly #attempt: Attempt;
  readonly #work: Work | undefined;
  readonly #arrivedMs: number;
  #admitted: AdmittedWork | undefined;
  #prepared: PreparedWork | undefined;
  #update: Made | undefined;
  #stored: StoredUpdate | undefined;
  /** Whether records were read and the tick after that has come: what follows leaves on it. */
  #onTick = false;

  /**
   * @param work what was asked for; `undefined` when only what lies on disk is looked after
   * @param arrivedMs when it was asked for, on the monotonic clock: answers leave so many whole periods later
   */
  constructor(context: SiteContext, attempt: Attempt, work: Work | undefined, arrivedMs: number) {
    this.#context = context;
    this.#attempt = attempt;
    this.#work = work;
    this.#arrivedMs = arrivedMs;
  }

  /** Closes the stored update, if one was opened. */
  close(): void {
    this.#stored?.close();
  }

  /**
   * Tells the coordinator something, on the next tick. Words of a sum leave at once: no record was looked at in this piece of work, and what
   * was worked on before has ended on a tick of its own.
   */
  async answer(telling: Extract<Telling, { t: 'answer' | 'say' }>): Promise<void> {
    const message = this.#messageOf(telling);
    if (message === undefined) return;
    if (telling.t !== 'say') await this.#tick();
    this.#context.send(message);
    // To the network before work keeps the event loop: else the word would leave when the work is done.
    await setImmediate();
  }

  /** Waits for the {@link nextTick} of this piece of work. Between reading and work it is the tick after the reading, which is now. */
  async #tick(): Promise<void> {
    if (!this.#onTick) await nextTick(this.#context, this.#arrivedMs);
  }

  /** Carries out a step. @returns its outcome @throws what went wrong */
  async take(step: Step): Promise<AttemptEvent> {
    const { updates } = this.#context;
    switch (step.t) {
      case 'look': {
        const stored = this.#lookForUpdate();
        return { t: 'found', update: stored === undefined ? 'none' : stored.meta.charged ? 'charged' : 'free' };
      }
      case 'inspect':
        return { t: 'inspected', disk: this.#onDisk() };
      case 'admit':
        return { t: 'admitted', charge: await this.#admit(), joins: this.#admitted?.join !== undefined };
      case 'join':
        await known(this.#admitted?.join, 'a sum to join')();
        return { t: 'joined' };
      case 'hear':
        return { t: 'heard', due: await this.#hear() };
      case 'readmit':
        admitLeaving(this.#context, this.#openUpdate().meta);
        this.#work?.readmit(this.#openUpdate().meta);
        return { t: 'readmitted' };
      case 'prepare':
        // Begins on a tick as well as it ends on one: a coordinator that is slow to hand out a model, or has other work waited for, could else
        // move the beginning against the ticks, and find the time of reading as exactly as it likes by doing so again and again.
        await this.#tick();
        try {
          this.#prepared = await known(this.#admitted, 'admitted work').prepare();
        } finally {
          // What may have changed meanwhile, by the coordinator's word or with time, counts as it stands on the tick: who ends an attempt, or lets
          // its approval expire, in the middle of a period would else learn whether the data had been read by then.
          await this.#tick();
          this.#onTick = true;
        }
        return { t: 'prepared' };
      case 'reserve':
      case 'commit':
      case 'spend':
      case 'release':
        return this.#keepBooks(step);
      case 'run':
        await this.#run();
        return { t: 'made' };
      case 'store': {
        const { meta, bytes } = known(this.#update, 'an update');
        await timed(this.#context, this.#attempt, 'store', () => updates.put(meta, bytes));
        this.#update = undefined;
        return { t: 'stored' };
      }
      case 'send':
        // Before the tick: how long the disk takes must not show.
        if (isMasked(this.#openUpdate().meta)) await this.#context.sums.settled(this.#attempt);
        this.#recordLeaving();
        await this.#tick();
        await this.#send();
        return { t: 'counted' };
      case 'ask':
        await this.#ask(step.hash);
        return { t: 'open' };
      case 'forget':
        updates.delete(this.#attempt);
        this.#forgetSum();
        return { t: 'forgotten' };
      default:
        return assertNever(step);
    }
  }

  /** Nothing waits for the disk: what a power cut brings back is forgotten again, and the next sum of the run waits for it. */
  #forgetSum(): void {
    const { sums, log } = this.#context;
    sums.forget(this.#attempt).catch((error: unknown) => {
      log.warn({ ...this.#attempt, err: error }, 'the secrets of a sum that is over may still be on the disk');
    });
  }

  /** Steps whose one effect is on the ledger. */
  #keepBooks(step: Extract<Step, { t: 'reserve' | 'commit' | 'spend' | 'release' }>): AttemptEvent {
    switch (step.t) {
      case 'reserve': {
        const charge = known(this.#admitted?.charge, 'a charge');
        const { population, key, ...cost } = charge;
        const ledger = this.#context.ledger(population);
        const decision = this.#context.gate.budgetToRecord(population, ledger.budget());
        if (decision !== undefined) ledger.recordBudget(decision);
        ledger.reserve(key, cost, () => admitCharge(this.#context, charge));
        return { t: 'reserved' };
      }
      case 'commit': {
        const { meta } = this.#openUpdate();
        this.#context.ledger(meta.population).commit(ledgerKeyOf(meta, meta), meta.updateHash);
        return { t: 'committed' };
      }
      case 'spend':
        for (const { population, key } of reservationsOf(this.#context, this.#attempt))
          this.#context.ledger(population).spend(key, step.reason);
        return { t: 'spent' };
      case 'release':
        for (const { population, key } of reservationsOf(this.#context, this.#attempt))
          this.#context.ledger(population).release(key, step.reason);
        return { t: 'released' };
      default:
        return assertNever(step);
    }
  }

  #messageOf(telling: Extract<Telling, { t: 'answer' | 'say' }>): ToCoordinator | undefined {
    if (telling.t === 'say') return this.#work?.said?.();
    if (telling.as === 'accepted') return this.#work?.accepted();
    return this.#work?.declined(telling.as, telling.error);
  }

  /** The hospital is asked before anything of a sum is taken in: what is said to it leaves at once. */
  async #hear(): Promise<'say' | 'work'> {
    admitWord(this.#context, this.#attempt);
    return await known(this.#work?.hear, 'something received')();
  }

  async #admit(): Promise<OnDisk['charge']> {
    const admitted = await known(this.#work, 'work').admit();
    this.#admitted = admitted;
    if (admitted.charge === undefined) return 'free';
    const { population, key } = admitted.charge;
    return this.#context.ledger(population).stateOf(key);
  }

  async #run(): Promise<void> {
    this.#onTick = false;
    this.#update = await known(this.#prepared, 'prepared work').run();
    // Training blocks the event loop: messages that came in meanwhile are handled before its result is.
    await setImmediate();
  }

  /** Written before the tick on which the first byte leaves: how long the disk takes for it must not show. */
  #recordLeaving(): void {
    const { meta } = this.#openUpdate();
    const { population, updateHash: update, bytes, charged } = meta;
    const { seq, hash } = this.#context.ledger(population).head();
    const ledger = charged ? { ledger: { seq, hash } } : {};
    this.#context.audit.record({ event: 'update.leaving', ...auditKey(meta), population, update, bytes, ...ledger });
  }

  async #send(): Promise<void> {
    const { client, stopping } = this.#context;
    const update = this.#openUpdate();
    const { meta } = update;
    const position = meta.charged ? positionOf(this.#context, meta.population) : undefined;
    const leave = (): void => admitLeaving(this.#context, meta);
    leave();
    const sumMessage = isMasked(meta) ? encodeMessage(this.#context.sums.sign(this.#attempt, meta.updateHash)) : undefined;
    await timed(this.#context, this.#attempt, 'upload', () =>
      upload(client, update, { ledger: position, leave, sumMessage, signal: stopping }),
    );
    this.#context.audit.note({ event: 'update.counted', ...auditKey(meta), update: meta.updateHash });
    if (meta.charged) this.#context.audit.spent({ ...auditKey(meta), population: meta.population });
    this.#context.log.info({ ...auditKey(meta), population: meta.population, bytes: meta.bytes }, 'update counted');
  }

  async #ask(hash: 'named' | 'withheld'): Promise<void> {
    const { client, stopping } = this.#context;
    const updateHash = hash === 'named' && this.#mayLeave() ? this.#openUpdate().meta.updateHash : NO_HASH;
    await client.getUploadStatus({ key: wireKey(this.#attempt), updateHash }, { signal: stopping });
  }

  /** What the hospital no longer lets out is asked about as if it had no hash. */
  #mayLeave(): boolean {
    try {
      admitLeaving(this.#context, this.#openUpdate().meta);
      return true;
    } catch (error) {
      if (!(error instanceof ConsiliumError)) throw error;
      this.#context.log.warn({ ...this.#attempt, code: error.code }, `what is stored stays here: ${localReason(error)}`);
      return false;
    }
  }

  #onDisk(): OnDisk {
    const stored = this.#lookForUpdate();
    const sum = this.#context.sums.has(this.#attempt);
    if (stored === undefined)
      return { sum, update: false, charge: reservationsOf(this.#context, this.#attempt).length > 0 ? 'reserved' : 'none' };
    const { meta } = stored;
    return {
      sum,
      update: true,
      charge: meta.charged ? this.#context.ledger(meta.population).stateOf(ledgerKeyOf(meta, meta)) : 'free',
    };
  }

  #lookForUpdate(): StoredUpdate | undefined {
    this.#stored ??= this.#context.updates.open(this.#attempt);
    return this.#stored;
  }

  #openUpdate(): StoredUpdate {
    return known(this.#lookForUpdate(), 'a stored update');
  }
}

/** How entries of the audit log name an attempt. */
function auditKey(meta: UpdateMeta) {
  const { kind, study, run, round, attempt } = ledgerKeyOf(meta, meta);
  return { kind, study, run, round, attempt };
}

/** What an earlier step has left for this one. */
function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new ConsiliumError({ code: 'INTERNAL', message: `this step of an attempt needs ${what}` });
  return value;
}

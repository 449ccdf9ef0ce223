import { dirname, join } from 'node:path';
import { type Clock, ConsiliumError, fromUnknown, secureRandom, type SecureRandom } from '@consilium/core';
import {
  AppendFile,
  type AppendFs,
  diskFs,
  type ExclusiveLock,
  type Locked,
  makePrivateFolder,
  syncFolder,
  takeExclusiveLock,
} from '@consilium/host';
import { checkEvent, type PrivacyEvent } from '@consilium/privacy';
import { isIdentityName } from '@consilium/trust';
import {
  type BudgetDecision,
  drawSalt,
  encodeEntry,
  type LedgerChange,
  type LedgerEntry,
  type LedgerHead,
  type LedgerKey,
  readable,
} from './ledger-entry.ts';
import { loadEntries, type TornLine } from './ledger-load.ts';
import type { PlanUse } from './plan-use.ts';
import { checkKey, misuse, parameterInvalid } from './ledger-misuse.ts';
import { type Charge, type ChargeFilter, type ChargeState, type Cost, LedgerState, sameCost } from './ledger-state.ts';

/** A clock that is corrected by a time service may step back a little; more than this is somebody's hand. */
export const CLOCK_TOLERANCE_MS = 60_000;
/** The lock on a ledger, for one agent at a time. */
export const LEDGER_LOCK: Locked = { code: 'LEDGER_LOCKED', what: 'the ledger', holder: 'another agent' };

/** How to open a ledger. */
export interface LedgerOptions {
  /** Folder of the ledgers of this site; made when absent, for the owner only. */
  readonly folder: string;
  /** Name of the population whose patients the ledger is about. */
  readonly population: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Where the salts of entries come from; never a generator that could be repeated. @default the operating system's */
  readonly random?: SecureRandom;
  /** @default the disk */
  readonly fs?: AppendFs;
  /**
   * Told how far the ledger has come: before a reservation, before anything may leave on the word of a commit, and when it is opened. What it
   * throws keeps the data here. @default nobody
   */
  readonly witness?: (head: LedgerHead) => void;
}

/**
 * The privacy ledger of one population: `<folder>/<population>.jsonl`, one entry a line, each carrying the hash of the one
 * before, each on the disk before the call that wrote it returns.
 *
 * The order that keeps it honest: reserve before training, commit before the first byte of the update leaves, release only
 * when nothing left and nothing will. Whatever crashes in between, a charge can be counted without its update having
 * left, never the other way round. All calls are synchronous, so that two runs in one agent cannot interleave inside one.
 */
export class Ledger {
  readonly population: string;
  /** Set when opening found an unfinished last line; worth a warning in the log. */
  readonly torn: TornLine | undefined;
  readonly #file: AppendFile;
  readonly #lock: ExclusiveLock;
  readonly #state: LedgerState;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #random: SecureRandom;
  readonly #witness: (head: LedgerHead) => void;
  /** Entries of which the witness knows. */
  #witnessed = 0;

  /** Use {@link openLedger}. */
  constructor(options: LedgerOptions, lock: ExclusiveLock, file: AppendFile) {
    this.population = options.population;
    this.#lock = lock;
    this.#file = file;
    this.#clock = options.clock;
    this.#random = options.random ?? secureRandom();
    this.#state = new LedgerState(options.population);
    const path = join(options.folder, `${options.population}.jsonl`);
    this.torn = loadEntries(path, file, this.#state, options.clock);
    this.#witness = options.witness ?? (() => {});
    this.#attest();
  }

  /**
   * Counts the cost of one exchange from now on. The same exchange is charged once: asking again with the same cost
   * changes nothing and says where it stands.
   *
   * @param admit looks at what this ledger counts so far and throws when these events would be too much; runs in the same breath as the
   * reservation, so that two runs cannot both take what is left. Not called for what is already counted.
   * @throws ConsiliumError `TASK_INVALID` for the same exchange with another plan or cost; what `admit` throws; `SPLIT_CHANGED` when
   * the charges before were made with other parts: a patient could then have paid in both; `LEDGER_CLOCK`, `DISK_FULL`, `STORE_FAILED`, `PARAMETER_INVALID`; what the witness throws.
   */
  reserve(key: LedgerKey, cost: Cost, admit?: () => void): 'new' | 'reserved' | 'committed' {
    checkKey(key);
    if (cost.events.length === 0)
      throw parameterInvalid('events', 'a reservation needs at least one event: what leaves is counted');
    // Of what a caller holds, what an entry says and no more.
    const { part, split, distance, sum } = cost;
    const events = cost.events.map((event, i) => checkEvent(event, `events[${i}]`));
    const checked = { part, split, distance, events, ...(sum === undefined ? {} : { sum }) };
    const before = this.#state.charge(key);
    if (before?.state === 'reserved' || before?.state === 'committed') {
      if (!sameCost(before, checked)) {
        throw new ConsiliumError({
          code: 'TASK_INVALID',
          message: `round ${key.round}, attempt ${key.attempt} of run ${key.run} is already in the ledger with other privacy events`,
          details: { run: key.run, round: key.round, attempt: key.attempt },
        });
      }
      return before.state;
    }
    this.assertSplit(cost.split);
    admit?.();
    // A witness that cannot be told keeps the update here: to be known before patients are touched and charged for it.
    this.#witness(this.head());
    this.#append({ op: 'reserve', key: { ...key }, ...checked });
    return 'new';
  }

  /**
   * States that the update of a reserved exchange may leave. Call before its first byte does. A second commit of the same
   * update changes nothing.
   *
   * @param update SHA-256 of the bytes that leave, lower-case hex
   * @throws ConsiliumError `INTERNAL` without a reservation, or for other bytes than before: two noisy versions of one answer
   * would cost twice; `LEDGER_CLOCK`, `DISK_FULL`, `STORE_FAILED`, `TASK_INVALID`; what the witness throws. The update must then stay.
   */
  commit(key: LedgerKey, update: string): void {
    checkKey(key);
    const charge = this.#state.charge(key);
    if (charge?.state === 'committed') {
      // A try before may have ended between the entry and its witness.
      if (charge.update === update) return this.#attest();
      throw misuse(key, 'another update was already committed for this exchange, so this one must not leave');
    }
    if (charge?.state !== 'reserved')
      throw misuse(key, `a commit needs a reservation, but this exchange is ${this.stateOf(key)}`);
    this.#append({ op: 'commit', key: { ...key }, update });
    this.#attest();
  }

  /**
   * Commits a reservation for which patients were touched, but no update will leave: what somebody learns from its absence is paid for
   * as the update would have been. What is committed already stays as it is.
   *
   * @param reason for auditors, in words
   * @throws ConsiliumError `INTERNAL` without a reservation; what {@link commit} throws
   */
  spend(key: LedgerKey, reason: string): void {
    checkKey(key);
    const state = this.stateOf(key);
    if (state === 'committed') return this.#attest();
    if (state !== 'reserved') throw misuse(key, `only a reservation can be spent, but this exchange is ${state}`);
    this.#append({ op: 'spend', key: { ...key }, reason });
    this.#attest();
  }

  /**
   * Takes back a reservation for which no patient was touched yet: the task was withdrawn before the work began.
   *
   * @param reason for auditors, in words
   * @throws ConsiliumError `INTERNAL` for anything but a reservation: what was committed may have left and stays counted.
   */
  release(key: LedgerKey, reason: string): void {
    checkKey(key);
    const state = this.stateOf(key);
    if (state === 'released') return;
    if (state !== 'reserved') throw misuse(key, `only a reservation can be released, but this exchange is ${state}`);
    this.#append({ op: 'release', key: { ...key }, reason });
  }

  /** @throws ConsiliumError `SPLIT_CHANGED` when charges that count were made with another split */
  assertSplit(split: string): void {
    if (split === (this.#state.split ?? split)) return;
    throw new ConsiliumError({
      code: 'SPLIT_CHANGED',
      message: `population ${this.population} was charged under another split into training and held-out patients: restore its split secret and its held-out share`,
      details: { population: this.population },
    });
  }

  /** The budget that was recorded last, if any was. */
  budget(): BudgetDecision | undefined {
    return this.#state.budget;
  }

  /** Writes down which budget holds from now on, who decided it, why and when. @throws ConsiliumError `LEDGER_CLOCK`, `DISK_FULL`, `STORE_FAILED`, `PARAMETER_INVALID` */
  recordBudget(budget: BudgetDecision): void {
    this.#append({ op: 'budget', budget: { ...budget } });
  }

  /** Where an exchange stands. @throws ConsiliumError `TASK_INVALID` when it is known with another plan. */
  stateOf(key: LedgerKey): ChargeState {
    return this.#state.charge(key)?.state ?? 'none';
  }

  /** What stands here of a plan, by run. */
  useOf(planHash: string): PlanUse {
    return this.#state.uses.of(planHash);
  }

  /** How many evaluations of a run were reserved and taken back. */
  releasedScoresOf(planHash: string, run: string): number {
    return this.#state.uses.releasedScores(planHash, run);
  }

  /** The charges that count, committed and reserved, in the order of their reservation. */
  charges(filter: ChargeFilter = {}): readonly Charge[] {
    return this.#state.charges.filter(
      (charge) =>
        charge.state !== 'released' &&
        (filter.state ?? charge.state) === charge.state &&
        (filter.study ?? charge.key.study) === charge.key.study &&
        (filter.planHash ?? charge.key.planHash) === charge.key.planHash &&
        (filter.run ?? charge.key.run) === charge.key.run &&
        (filter.part ?? charge.part) === charge.part &&
        filter.except?.includes(charge.key.kind) !== true,
    );
  }

  /** The events of {@link charges}. */
  events(filter: ChargeFilter = {}): readonly PrivacyEvent[] {
    return this.charges(filter).flatMap((charge) => charge.events);
  }

  /** The distances of {@link charges}, added up. */
  distance(filter: ChargeFilter = {}): number {
    return this.charges(filter).reduce((sum, charge) => sum + charge.distance, 0);
  }

  /** The raw entries of one study, releases included, for auditors. */
  entriesFor(study: string): readonly LedgerEntry[] {
    return this.#state.entries.filter((entry) => entry.op !== 'clock' && entry.op !== 'budget' && entry.key.study === study);
  }

  /** How far the chain has come; the coordinator keeps the last one it saw as a receipt. */
  head(): LedgerHead {
    return this.#state.head;
  }

  /** Whether this ledger has come through a position. */
  has({ seq, hash }: LedgerHead): boolean {
    return seq === 0 || this.#state.entries[seq - 1]?.hash === hash;
  }

  /**
   * Compares with a receipt that the coordinator kept: this ledger must contain that head. Only for heads that this site is known to have
   * reported (`isOwnHead`): the coordinator could make up others.
   *
   * @throws ConsiliumError `LEDGER_ROLLED_BACK` when it is shorter, or another one.
   */
  assertNotOlderThan(receipt: LedgerHead): void {
    if (this.has(receipt)) return;
    const head = this.head();
    const what =
      receipt.seq > head.seq
        ? `has ${head.seq} entries, but the coordinator holds a receipt for entry ${receipt.seq}: an old copy was put back`
        : `differs at entry ${receipt.seq} from the one that the coordinator holds a receipt for: it was rewritten or replaced`;
    throw new ConsiliumError({
      code: 'LEDGER_ROLLED_BACK',
      message: `the ledger of population ${this.population} ${what}`,
      advice: `Restore the newest copy of ledger and splits before the agent starts. If there is none, no ledger says what these patients have paid; the audit log may: "consilium-site audit show --event budget.spent". Lower the budget by that and by what the coordinator's operator says was counted since, run "consilium-site ledger accept-loss ${this.population}", and ask the operator to forget the receipt ("consilium site receipts clear").`,
      details: { population: this.population, entries: head.seq, receipt: receipt.seq, hash: receipt.hash },
    });
  }

  /** Milliseconds by which the clock is behind the last entry where that stops the ledger; 0 where it does not. */
  clockBehindMs(): number {
    const behind = this.#state.lastTimeMs - Math.trunc(this.#clock.now());
    return behind > CLOCK_TOLERANCE_MS ? behind : 0;
  }

  /**
   * Lets the ledger go on from the present time although its last entry lies in the future, after somebody found out that
   * the clock was wrong then and is right now. Leaves an entry that says so.
   */
  acceptClock(reason: string): void {
    this.#append({ op: 'clock', reason });
  }

  /** Lets others open the ledger. */
  close(): void {
    this.#file.close();
    this.#lock.release();
  }

  #append(change: LedgerChange): void {
    const { seq, hash } = this.#state.head;
    const timeMs = change.op === 'clock' ? Math.trunc(this.#clock.now()) : this.#nextTime();
    const place = { v: 1, population: this.population, seq: seq + 1, timeMs, prev: hash, salt: drawSalt(this.#random) } as const;
    const { line } = encodeEntry({ ...place, ...change });
    const entry = readable(line);
    this.#file.append(line);
    this.#state.apply(entry);
  }

  #attest(): void {
    const { head } = this.#state;
    if (head.seq === this.#witnessed) return;
    this.#witness(head);
    this.#witnessed = head.seq;
  }

  #nextTime(): number {
    const now = Math.trunc(this.#clock.now());
    const last = this.#state.lastTimeMs;
    if (this.clockBehindMs() > 0) {
      throw new ConsiliumError({
        code: 'LEDGER_CLOCK',
        message: `the clock says ${new Date(now).toISOString()}, but the last entry in the ledger of population ${this.population} was made at ${new Date(last).toISOString()}`,
        details: { population: this.population, behindMs: last - now },
      });
    }
    return Math.max(now, last);
  }
}

/**
 * Opens the ledger of a population and checks all of it.
 *
 * @throws ConsiliumError `LEDGER_LOCKED` when another agent has it open, `LEDGER_CORRUPT` naming the line when it was edited or damaged, `FILE_UNREADABLE`, `DISK_FULL`, `STORE_FAILED`, `PARAMETER_INVALID`.
 */
export function openLedger(options: LedgerOptions): Ledger {
  const { folder, population, clock } = options;
  if (!isIdentityName(population)) {
    throw parameterInvalid('population', 'population must be 1 to 63 characters: a-z, 0-9, and inside also ".", "_" and "-"');
  }
  try {
    makePrivateFolder(folder);
    syncFolder(dirname(folder));
  } catch (error) {
    throw fromUnknown(error, folder);
  }
  const lock = takeExclusiveLock(join(folder, `${population}.lock`), clock, LEDGER_LOCK);
  let file: AppendFile | undefined;
  try {
    file = new AppendFile(join(folder, `${population}.jsonl`), options.fs ?? diskFs);
    return new Ledger(options, lock, file);
  } catch (error) {
    file?.close();
    lock.release();
    throw error;
  }
}

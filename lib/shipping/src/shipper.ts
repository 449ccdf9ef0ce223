import { type Clock, ConsiliumError, fromUnknown, isConsiliumError, sleep } from '@consilium/core';
import { type Locked, type Logger, takeExclusiveLock } from '@consilium/host';
import { corrupt, entryHash, EntryWalk, NO_ENTRY } from '@consilium/transparency';
import type { Shipping } from './shipping.ts';
import { type Collector, collectorText, CollectorConnection } from './collector.ts';
import { auditMessage, type Origin } from './audit-message.ts';
import type { EntrySource } from './entry-source.ts';
import { readCursor, type ShipCursor, writeCursor } from './ship-cursor.ts';
import { syslogFrame } from './syslog-message.ts';

/** How often the log is looked at for new entries. */
const LOOK_MS = 1000;
/** Unless told otherwise a collector has so long from reading a message to having it safe. */
export const DEFAULT_SETTLE_SECONDS = 10;
/** Between two tries, from the first on. */
const BACKOFF_MS = { first: 1000, most: 60_000 } as const;
/** Entries after which a connection is ended, so that the cursor moves during a long catch-up. */
const LAP_ENTRIES = 5000;
const LOCKED: Locked = { code: 'AUDIT_LOCKED', what: 'shipping of the audit log', holder: 'another program' };
/** Entries that are sent in one turn of the event loop. */
const TURN_ENTRIES = 50;

/** What ships a log. */
export interface ShipperOptions {
  readonly source: EntrySource;
  readonly origin: Origin;
  readonly collector: Collector;
  /** File of the cursor. */
  readonly cursorPath: string;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** What a connection has taken that was ended well. */
interface Read {
  readonly position: number;
  readonly hash: string;
  readonly at: number;
}

/**
 * Ships a log to a collector of syslog over TLS, each entry at least once and in order.
 *
 * The protocol has no acknowledgement, and what a kernel or a collector has taken into its memory dies with it. What tells
 * more is the end of a connection: a collector ends its side once it has read everything (RFC 5425, section 4.4). So connections are
 * ended one after the other, each only after the next one stands: as both are open for a moment, all of them lead to one living process.
 * Entries count as shipped when their connection was ended well, and a later one of the same chain was too, at least the
 * time to settle afterwards: the process that had read them lived on for so long. Any break before
 * that begins a new chain, and everything that does not count yet is sent again, from the cursor on.
 */
export class Shipper {
  readonly #options: ShipperOptions;
  readonly #settleMs: number;
  #cursor: ShipCursor;
  #size = 0;
  #problem: Shipping['problem'];
  #failures = 0;

  /** @throws ConsiliumError `CONFIG_INVALID` for a cursor that is none */
  constructor(options: ShipperOptions) {
    this.#options = options;
    this.#settleMs = 1000 * (options.collector.settleSeconds ?? DEFAULT_SETTLE_SECONDS);
    this.#cursor = readCursor(options.cursorPath, collectorText(options.collector));
  }

  /** Where it stands now. */
  standing(): Shipping {
    const { to, position, atMs } = this.#cursor;
    return {
      to,
      shipped: position,
      behind: Math.max(0, this.#size - position),
      ...(atMs === undefined ? {} : { lastMs: atMs }),
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }

  /** Ships what there is and what comes, until told to stop; what goes wrong is said in the log and tried again. */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#locked(async () => await this.#chain(signal, true));
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.#tell(fromUnknown(error));
      }
      const wait = Math.min(BACKOFF_MS.first * 2 ** Math.min(this.#failures - 1, 20), BACKOFF_MS.most);
      await sleep(this.#options.clock, wait, signal);
    }
  }

  /** Ships what there is, and returns when the collector has it. @throws ConsiliumError `COLLECTOR_FAILED`, `AUDIT_CORRUPT`, `AUDIT_LOCKED`, and what reading throws */
  async once(signal: AbortSignal): Promise<void> {
    await this.#locked(async () => await this.#chain(signal, false));
  }

  /**
   * Ships entries from this one on again, at the next {@link follow} or {@link once}.
   *
   * @throws ConsiliumError `PARAMETER_INVALID` for one that is not there, `AUDIT_LOCKED`
   */
  async again(from: number): Promise<void> {
    const { source } = this.#options;
    const size = await source.size();
    if (from > size)
      throw new ConsiliumError({ code: 'PARAMETER_INVALID', message: `there is no entry ${from}: the log has ${size}` });
    const before = from - 1;
    const hash = before === 0 ? NO_ENTRY : entryHash(await lineAt(source, before));
    await this.#locked(() => this.#keep({ position: before, hash }));
  }

  /** One at a time moves a cursor. @throws ConsiliumError `AUDIT_LOCKED`, and what `work` throws */
  async #locked(work: () => Promise<void> | void): Promise<void> {
    const { cursorPath, clock } = this.#options;
    const lock = takeExclusiveLock(`${cursorPath}.lock`, clock, LOCKED);
    try {
      this.#cursor = readCursor(cursorPath, this.#cursor.to);
      await work();
    } finally {
      lock.release();
    }
  }

  /** One chain of connections, until it breaks or there is nothing more to do. */
  async #chain(signal: AbortSignal, follow: boolean): Promise<void> {
    const { source, clock, collector } = this.#options;
    this.#size = await source.size();
    const walk = await this.#walk();
    let connection = await CollectorConnection.dial(collector, clock, signal);
    const read: Read[] = [];
    let lap = { from: walk.position, since: clock.monotonic() };
    try {
      for (;;) {
        await this.#send(connection, walk, lap.from + LAP_ENTRIES, signal);
        if (signal.aborted) return await leave(connection);
        const now = clock.monotonic();
        const unread = walk.position > lap.from;
        const [oldest] = read;
        const lapOver = unread && (walk.position - lap.from >= LAP_ENTRIES || now - lap.since >= this.#settleMs / 2);
        if (lapOver || (oldest !== undefined && now >= oldest.at + this.#settleMs)) {
          connection = await this.#relay(connection, signal);
          const at = clock.monotonic();
          this.#settle(read, at);
          if (unread) read.push({ position: walk.position, hash: walk.hash, at });
          lap = { from: walk.position, since: at };
        } else if (!unread) lap = { from: lap.from, since: now };
        if (!follow && read.length === 0 && this.#cursor.position >= this.#size) return;
        if (walk.position >= this.#size) await sleep(clock, Math.min(LOOK_MS, this.#settleMs / 2), signal);
      }
    } finally {
      connection.destroy();
    }
  }

  /** From the cursor on, if it is one of this log. @throws ConsiliumError `AUDIT_CORRUPT` */
  async #walk(): Promise<EntryWalk> {
    const { source, origin } = this.#options;
    const { position, hash } = this.#cursor;
    if (position > this.#size)
      throw corrupt(`the log has ${this.#size} entries, and ${position} were shipped: its end was cut off, or it is another log`);
    if (position > 0 && entryHash(await lineAt(source, position)) !== hash)
      throw corrupt(`entry ${position} is not the one that was shipped: the log was changed, or it is another one`);
    return new EntryWalk(origin.form, position, hash);
  }

  /** Sends what there is, up to an entry. */
  async #send(connection: CollectorConnection, walk: EntryWalk, upTo: number, signal: AbortSignal): Promise<void> {
    const { source, origin, clock } = this.#options;
    this.#size = await source.size();
    if (this.#size < walk.position)
      throw corrupt(`the log has ${this.#size} entries, and entry ${walk.position} was sent: its end was cut off`);
    for await (const line of source.after(walk.position)) {
      await connection.send(syslogFrame(auditMessage(walk.take(line), origin)));
      // Everything else in the same process has its turn.
      if (walk.position % TURN_ENTRIES === 0) await sleep(clock, 0);
      // A program that stops still sends its last words.
      if (walk.position >= upTo || (signal.aborted && walk.position % TURN_ENTRIES === 0)) break;
    }
    connection.check();
  }

  /** Ends a connection well, once another one stands. @returns that one */
  async #relay(connection: CollectorConnection, signal: AbortSignal): Promise<CollectorConnection> {
    const { collector, clock, log } = this.#options;
    const next = await CollectorConnection.dial(collector, clock, signal);
    try {
      await connection.finish();
    } catch (error) {
      next.destroy();
      throw error;
    }
    if (this.#problem !== undefined) log.info({ collector: this.#cursor.to }, 'the collector takes the audit log again');
    this.#problem = undefined;
    this.#failures = 0;
    return next;
  }

  /** Moves the cursor over what was read long enough before a connection of the same chain was ended well. */
  #settle(read: Read[], at: number): void {
    const settled = read.filter((one) => one.at + this.#settleMs <= at).at(-1);
    if (settled === undefined) return;
    read.splice(0, read.indexOf(settled) + 1);
    this.#keep(settled);
  }

  #keep({ position, hash }: Pick<ShipCursor, 'position' | 'hash'>): void {
    const { cursorPath, clock } = this.#options;
    const cursor: ShipCursor = { v: 1, to: this.#cursor.to, position, hash, atMs: clock.now() };
    writeCursor(cursorPath, cursor);
    this.#cursor = cursor;
  }

  /** Says what is wrong, once. */
  #tell({ code, message, advice }: ConsiliumError): void {
    this.#failures += 1;
    if (this.#problem?.message === message) return;
    this.#problem = { code, message };
    const { log } = this.#options;
    log[code === 'COLLECTOR_FAILED' ? 'warn' : 'error']({ code, advice, behind: this.standing().behind }, message);
  }
}

/** Ends the last connection as well as can be; what the collector did not take is sent again at the next start. */
async function leave(connection: CollectorConnection): Promise<void> {
  try {
    await connection.finish();
  } catch (error) {
    if (!isConsiliumError(error, 'COLLECTOR_FAILED')) throw error;
  }
}

async function lineAt(source: EntrySource, position: number): Promise<string> {
  for await (const line of source.after(position - 1)) return line;
  throw corrupt(`there is no entry ${position}`);
}

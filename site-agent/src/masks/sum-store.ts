import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError } from '@consilium/core';
import { makePrivateFolder, readFileIfPresent, syncFile, syncFolder, writeFileDurably, writeInPlace } from '@consilium/host';
import { decodeState, encodeState, type SiteState } from '@consilium/secure-sum';
import type { Sealer } from '@consilium/trust';
import { z } from 'zod';
import { type Attempt, attemptFromName, attemptName } from '../attempt/attempt.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);

/** What the task of a sum, or the request for scores, said, as far as the work needs it later. */
const offerSchema = z.strictObject({
  study: z.string(),
  planHash: hash,
  baseHash: hash,
  baseBytes: count,
  /** Absent of a request for scores, which does not say it. */
  manifest: z.array(z.strictObject({ name: z.string(), shape: z.array(count), dtype: z.string() })).exactOptional(),
  deadlineMs: z.number(),
  /** Whose patients the vector will be made of. */
  population: z.string().min(1),
});

/** What the task of a sum, or the request for scores, said. */
export type SumOffer = z.output<typeof offerSchema>;

/** What this site knows of one sum. */
export interface KeptSum {
  readonly offer: SumOffer;
  readonly state: SiteState;
}

const SUFFIX = '.sealed';
const LENGTH_BYTES = 4;
/** In the place of the length of a name: no state follows. */
const NO_STATE = Buffer.alloc(LENGTH_BYTES);
/** Most files that wait for another sum of their run. */
const MOST_EMPTY = 32;

/** A sum as it lies on disk. */
interface Written {
  readonly kept: KeptSum;
  /** How far its file is whole, and how many states it holds. */
  readonly bytes: number;
  readonly states: number;
}

/**
 * Sums that this site takes part in, sealed on disk, written before anything is said: whatever is cut or killed, the same question gets the
 * same answer. A run has one file, which holds the states of one sum one after the other, of which the last whole one counts; it is emptied
 * for the next sum and not removed, and written in place, so that every write waits for its own bytes alone. What is written is kept in memory as
 * well and read at the start alone; nothing is said of it before it is {@link SumStore.settled}.
 *
 * Layout of each state: length of the attempt's name (4 bytes, little-endian), the name; length of what is sealed (the same), which is: length
 * of the offer (the same), the offer as JSON, the state; that length inverted. A name of no bytes follows the last state. A state is whole with its
 * last bytes; one whose bytes are not all there in spite of them does not open.
 */
export class SumStore {
  readonly #folder: string;
  readonly #sealer: Sealer;
  /** What is known of each sum; `undefined` for one that lies on disk and was not read yet. */
  readonly #sums: Map<string, Written | undefined> = new Map();
  /** Files whose names are on the disk. */
  readonly #files: Set<string> = new Set();
  /** Those that wait for the next sum of their run, oldest first. */
  readonly #empty: Set<string> = new Set();
  /** Of each sum the wait for its last state. */
  readonly #waits: Map<string, Promise<void>> = new Map();
  /** Files that were emptied, until it is known that the disk has it. */
  readonly #erasing: Map<string, Promise<void>> = new Map();

  constructor(folder: string, sealer: Sealer) {
    this.#folder = folder;
    this.#sealer = sealer;
    makePrivateFolder(folder);
    this.#findSums();
  }

  /**
   * Writes a sum down, in the place of what was known of it; {@link settled} waits for the disk. Nothing is left there of the secrets of a sum that the
   * site has left.
   */
  put(attempt: Attempt, kept: KeptSum): void {
    const name = attemptName(attempt);
    const path = this.#path(attempt);
    const left = kept.state.t === 'left';
    const before = left ? undefined : this.#sums.get(name);
    const { bytes: start, states } = before ?? { bytes: 0, states: 0 };
    if (!left && this.#erasing.has(path))
      throw new ConsiliumError({ code: 'INTERNAL', message: 'a sum is written where the one before may come back' });
    const record = this.#recordOf(name, states, kept);
    // What is on the disk after a failure is not known.
    this.#sums.delete(name);
    this.#empty.delete(path);
    this.#waits.delete(name);
    let durable: Promise<void> | undefined;
    try {
      if (left) writeFileDurably(path, record);
      else durable = writeState(path, start, record);
    } catch (error) {
      if (existsSync(path)) this.#sums.set(name, undefined);
      throw error;
    }
    if (!this.#files.has(path) && !left) syncFolder(this.#folder);
    this.#files.add(path);
    const written = { kept, bytes: start + record.length - NO_STATE.length, states: states + 1 };
    this.#sums.set(name, written);
    if (durable !== undefined) this.#waitFor(name, durable, () => this.#takeBack(name, written, { path, start }));
  }

  /**
   * Waits until the disk has the last state of a sum: nothing that follows from it is said before.
   *
   * @throws what kept the disk from it: the state is none then
   */
  async settled(attempt: Attempt): Promise<void> {
    await this.#waits.get(attemptName(attempt));
  }

  /** Whether the disk may lack the last state of a sum. */
  isSettled(attempt: Attempt): boolean {
    return !this.#waits.has(attemptName(attempt));
  }

  /**
   * Waits until the disk has forgotten the sum before in the file of another. Of a power cut in the middle of both, parts of both could be left that
   * look like an earlier state.
   *
   * @throws what kept the disk from it
   */
  async emptied(attempt: Attempt): Promise<void> {
    const path = this.#path(attempt);
    // The disk may be well again.
    await this.#erasing.get(path)?.catch(async () => await erase(path));
    this.#erasing.delete(path);
  }

  /** Keeps the wait for a state until somebody asks, and what it ended with. */
  #waitFor(name: string, durable: Promise<void>, takeBack: () => Promise<void>): void {
    const wait = durable.catch(async (error: unknown) => {
      await takeBack();
      throw error;
    });
    this.#waits.set(name, wait);
    wait.then(
      () => {
        if (this.#waits.get(name) === wait) this.#waits.delete(name);
      },
      // It is for those who wait.
      () => {},
    );
  }

  /** What may be lost again must not be read as written. */
  async #takeBack(name: string, written: Written, { path, start }: { path: string; start: number }): Promise<void> {
    if (this.#sums.get(name) !== written) return;
    this.#sums.set(name, undefined);
    await writeInPlace(path, start, NO_STATE);
  }

  /** @returns `undefined` for an attempt whose sum this site has no part in @throws ConsiliumError `SEAL_BROKEN`, `SECURE_SUM_ABORTED` */
  get(attempt: Attempt): KeptSum | undefined {
    const name = attemptName(attempt);
    if (!this.#sums.has(name)) return undefined;
    const known = this.#sums.get(name) ?? this.#read(name, this.#path(attempt));
    if (known === undefined) this.#sums.delete(name);
    else this.#sums.set(name, known);
    return known?.kept;
  }

  /** Attempts with a sum. */
  list(): readonly Attempt[] {
    return [...this.#sums.keys()].map(attemptFromName);
  }

  /**
   * Forgets a sum and its secrets. A power cut may bring them back until the disk has it: then the sum is over and forgotten again, or it is
   * what it was.
   *
   * @returns resolves once the disk has forgotten them
   */
  delete(attempt: Attempt): Promise<void> {
    const name = attemptName(attempt);
    if (!this.#sums.has(name)) return Promise.resolve();
    const path = this.#path(attempt);
    const erased = erase(path);
    this.#erasing.set(path, erased);
    this.#sums.delete(name);
    this.#waits.delete(name);
    this.#empty.add(path);
    // Nobody says of a run that it goes on: however many are begun and ended, so many files are left.
    for (const spare of [...this.#empty].slice(0, -MOST_EMPTY)) {
      rmSync(spare);
      this.#empty.delete(spare);
      this.#erasing.delete(spare);
      this.#files.delete(spare);
    }
    return erased;
  }

  #recordOf(name: string, index: number, { offer, state }: KeptSum): Buffer {
    const description = Buffer.from(JSON.stringify(offer), 'utf8');
    const bytes = Buffer.concat([lengthOf(description), description, encodeState(state)]);
    const sealed = this.#sealer.seal(bytes, associated(name, index));
    const named = Buffer.from(name, 'utf8');
    return Buffer.concat([lengthOf(named), named, lengthOf(sealed), sealed, endOf(sealed), NO_STATE]);
  }

  /** What an earlier agent has left here. */
  #findSums(): void {
    const names = readdirSync(this.#folder).filter((name) => name.endsWith(SUFFIX));
    for (const path of names.map((name) => join(this.#folder, name))) {
      const { name } = lastOf(readFileSync(path));
      if (name === undefined) rmSync(path);
      else {
        this.#files.add(path);
        this.#sums.set(name, undefined);
      }
    }
    // Whether the names that a crash has left reached the disk nobody knows.
    if (names.length > 0) syncFolder(this.#folder);
  }

  #read(name: string, path: string): Written | undefined {
    const content = readFileIfPresent(path);
    if (content === undefined) return undefined;
    const { name: found, bytes: end, states, last } = lastOf(content);
    if (found !== name) return undefined;
    // Of a process that was killed, or a write that failed, there may be here what a power cut takes back: the site would have said it, and then
    // something else.
    syncFile(path);
    const bytes = this.#sealer.open(last, associated(name, states - 1));
    const start = LENGTH_BYTES + bytes.readUInt32LE(0);
    const offer = decodeOffer(bytes.subarray(LENGTH_BYTES, start).toString('utf8'));
    return { kept: { offer, state: decodeState(bytes.subarray(start)) }, bytes: end, states };
  }

  #path({ run, kind }: Attempt): string {
    return join(this.#folder, `${run}${kind === undefined ? '' : `.${kind}`}${SUFFIX}`);
  }
}

/** A state opens only in its own place. */
function associated(name: string, index: number): string {
  return `sum/${name}/${index}`;
}

function lengthOf(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(bytes.length);
  return length;
}

/** The last whole state of a file and the attempt that it names, how many there are, and how far they reach. */
interface Last {
  readonly name: string | undefined;
  readonly bytes: number;
  readonly states: number;
  readonly last: Buffer;
}

/** What ends a state: the length of what is sealed, inverted: zeros, which may be there already, end none. */
function endOf(sealed: Uint8Array): Buffer {
  const end = lengthOf(sealed);
  end.writeUInt32LE(~end.readUInt32LE() >>> 0);
  return end;
}

/** What a crash has cut off behind the last whole state was never said. */
function lastOf(content: Buffer): Last {
  let found: Last = { name: undefined, bytes: 0, states: 0, last: content.subarray(0, 0) };
  for (const { name, sealed, end } of statesIn(content))
    found = { name: name.toString('utf8'), bytes: end, states: found.states + 1, last: sealed };
  return found;
}

/** A state in a file. Its parts are those of the content that was given. */
interface FoundState {
  readonly name: Buffer;
  readonly sealed: Buffer;
  readonly end: number;
}

/** The whole states of a file, one after the other. */
function* statesIn(content: Buffer): Generator<FoundState, void> {
  for (let at = 0; ; ) {
    const named = partAt(content, at);
    const sealed = named === undefined ? undefined : partAt(content, named.end);
    if (named === undefined || sealed === undefined) return;
    const end = sealed.end + LENGTH_BYTES;
    if (end > content.length || !endOf(sealed.part).equals(content.subarray(sealed.end, end))) return;
    yield { name: named.part, sealed: sealed.part, end };
    at = end;
  }
}

/** Bytes behind their length; `undefined` for none, as where a file was made longer before its content reached the disk. */
function partAt(content: Buffer, at: number): { readonly part: Buffer; readonly end: number } | undefined {
  const start = at + LENGTH_BYTES;
  if (start > content.length) return undefined;
  const end = start + content.readUInt32LE(at);
  return end === start || end > content.length ? undefined : { part: content.subarray(start, end), end };
}

/** Writes a state behind the first `start` bytes of a file. @returns resolves once the disk has it */
function writeState(path: string, start: number, record: Uint8Array): Promise<void> {
  try {
    return writeInPlace(path, start, record);
  } catch (error) {
    // Part of it may be there.
    writeInPlace(path, start, NO_STATE).catch(() => {});
    throw error;
  }
}

/**
 * Takes all states out of a file: what is sealed becomes zeros, and so does the beginning. Whatever part of that a power cut leaves, an earlier
 * state than the last never counts: lengths stay, and lead to the last one, which opens or does not.
 *
 * @returns resolves once the disk has it
 */
function erase(path: string): Promise<void> {
  const content = readFileSync(path);
  const states = [...statesIn(content)];
  const end = states.at(-1)?.end ?? 0;
  for (const { sealed } of states) sealed.fill(0);
  content.fill(0, end);
  content.fill(0, 0, LENGTH_BYTES);
  return writeInPlace(path, 0, content);
}

function decodeOffer(text: string): SumOffer {
  try {
    return offerSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new ConsiliumError({
      code: 'SEAL_BROKEN',
      message: 'the task of a stored sum is not one that this program writes',
      cause: error,
    });
  }
}

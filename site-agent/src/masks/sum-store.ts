import { closeSync, constants, fsyncSync, ftruncateSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError } from '@consilium/core';
import { makePrivateFolder, readFileIfPresent, writeFileDurably, writeFully } from '@consilium/host';
import { decodeState, encodeState, type SiteState } from '@consilium/secure-sum';
import type { Sealer } from '@consilium/trust';
import { z } from 'zod';
import { type Attempt, attemptFromName, attemptName } from '../attempt/attempt.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);

/** What the task of a sum said, as far as the work needs it later. */
const offerSchema = z.strictObject({
  study: z.string(),
  planHash: hash,
  baseHash: hash,
  baseBytes: count,
  manifest: z.array(z.strictObject({ name: z.string(), shape: z.array(count), dtype: z.string() })),
  deadlineMs: z.number(),
});

/** What the task of a sum said. */
export type SumOffer = z.output<typeof offerSchema>;

/** What this site knows of one sum. */
export interface KeptSum {
  readonly offer: SumOffer;
  readonly state: SiteState;
}

const SUFFIX = '.sealed';
const LENGTH_BYTES = 4;

/** How far a file is known to be whole. */
interface Written {
  readonly bytes: number;
  readonly states: number;
}

/**
 * Sums that this site takes part in, sealed on disk, written before anything is said: whatever is cut or killed, the same question gets the
 * same answer. A file holds the states of one sum one after the other, of which the last whole one counts: to append waits for the disk once,
 * to replace a file twice. Layout of each: length of what is sealed (4 bytes, little-endian); sealed: length of the offer (the same), the
 * offer as JSON, the state.
 */
export class SumStore {
  readonly #folder: string;
  readonly #sealer: Sealer;
  /** Files that this object has read or written whole; another one is replaced. */
  readonly #written: Map<string, Written> = new Map();

  constructor(folder: string, sealer: Sealer) {
    this.#folder = folder;
    this.#sealer = sealer;
    makePrivateFolder(folder);
  }

  /** Writes a sum down durably, in the place of what was known of it. Nothing is left on the disk of the secrets of a sum that the site has left. */
  put(attempt: Attempt, { offer, state }: KeptSum): void {
    const name = attemptName(attempt);
    const description = Buffer.from(JSON.stringify(offer), 'utf8');
    const bytes = Buffer.concat([lengthOf(description), description, encodeState(state)]);
    const before = state.t === 'left' ? undefined : this.#written.get(name);
    const { bytes: start, states } = before ?? { bytes: 0, states: 0 };
    const sealed = this.#sealer.seal(bytes, associated(name, states));
    const record = Buffer.concat([lengthOf(sealed), sealed]);
    // What is on the disk after a failure is not known.
    this.#written.delete(name);
    if (before === undefined) writeFileDurably(this.#path(name), record);
    else appendDurably(this.#path(name), start, record);
    this.#written.set(name, { bytes: start + record.length, states: states + 1 });
  }

  /** @returns `undefined` for an attempt whose sum this site has no part in @throws ConsiliumError `SEAL_BROKEN`, `SECURE_SUM_ABORTED` */
  get(attempt: Attempt): KeptSum | undefined {
    const name = attemptName(attempt);
    const content = readFileIfPresent(this.#path(name));
    if (content === undefined) return undefined;
    const { written, last } = lastOf(content);
    const bytes = this.#sealer.open(last, associated(name, written.states - 1));
    this.#written.set(name, written);
    const start = LENGTH_BYTES + bytes.readUInt32LE(0);
    return {
      offer: decodeOffer(bytes.subarray(LENGTH_BYTES, start).toString('utf8')),
      state: decodeState(bytes.subarray(start)),
    };
  }

  /** Attempts with a sum. */
  list(): readonly Attempt[] {
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith(SUFFIX))
      .map((name) => attemptFromName(name.slice(0, -SUFFIX.length)));
  }

  /** Forgets a sum and its secrets. */
  delete(attempt: Attempt): void {
    const name = attemptName(attempt);
    this.#written.delete(name);
    rmSync(this.#path(name), { force: true });
  }

  #path(name: string): string {
    return join(this.#folder, `${name}${SUFFIX}`);
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

/** The last whole state of a file, and how far it reaches. What a crash has cut off behind it was never said. */
function lastOf(content: Buffer): { readonly written: Written; readonly last: Buffer } {
  let [end, states, last] = [0, 0, content.subarray(0, 0)];
  while (content.length - end > LENGTH_BYTES) {
    const start = end + LENGTH_BYTES;
    const length = content.readUInt32LE(end);
    if (length === 0 || length > content.length - start) break;
    last = content.subarray(start, start + length);
    end = start + length;
    states += 1;
  }
  return { written: { bytes: end, states }, last };
}

/** Writes behind the first `start` bytes of a file, in the place of what may be there, and waits until the disk has it. */
function appendDurably(path: string, start: number, bytes: Uint8Array): void {
  const fd = openSync(path, constants.O_WRONLY | constants.O_APPEND);
  try {
    ftruncateSync(fd, start);
    try {
      writeFully(fd, bytes);
      fsyncSync(fd);
    } catch (error) {
      // What may be lost again must not be read as written.
      ftruncateSync(fd, start);
      throw error;
    }
  } finally {
    closeSync(fd);
  }
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

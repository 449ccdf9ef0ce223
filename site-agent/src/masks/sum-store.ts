import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError } from '@consilium/core';
import { makePrivateFolder, readFileIfPresent, writeFileDurably } from '@consilium/host';
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

/**
 * Sums that this site takes part in, sealed on disk, written before anything is said: whatever is cut or killed, the same question gets the
 * same answer. Layout: length of the offer (4 bytes, little-endian), the offer as JSON, the state.
 */
export class SumStore {
  readonly #folder: string;
  readonly #sealer: Sealer;

  constructor(folder: string, sealer: Sealer) {
    this.#folder = folder;
    this.#sealer = sealer;
    makePrivateFolder(folder);
  }

  /** Writes a sum down durably, in the place of what was known of it. */
  put(attempt: Attempt, { offer, state }: KeptSum): void {
    const name = attemptName(attempt);
    const description = Buffer.from(JSON.stringify(offer), 'utf8');
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(description.length);
    const bytes = Buffer.concat([length, description, encodeState(state)]);
    writeFileDurably(this.#path(name), this.#sealer.seal(bytes, associated(name)));
  }

  /** @returns `undefined` for an attempt whose sum this site has no part in @throws ConsiliumError `SEAL_BROKEN`, `SECURE_SUM_ABORTED` */
  get(attempt: Attempt): KeptSum | undefined {
    const name = attemptName(attempt);
    const sealed = readFileIfPresent(this.#path(name));
    if (sealed === undefined) return undefined;
    const bytes = this.#sealer.open(sealed, associated(name));
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
    rmSync(this.#path(attemptName(attempt)), { force: true });
  }

  #path(name: string): string {
    return join(this.#folder, `${name}${SUFFIX}`);
  }
}

function associated(name: string): string {
  return `sum/${name}`;
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

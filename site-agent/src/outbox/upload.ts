import { isConsiliumError } from '@consilium/core';
import type { consilium, siteService } from '@consilium/proto';
import { CHUNK_BYTES, type Client } from '@consilium/transport';
import { wireKey } from '../attempt/attempt.ts';
import type { StoredUpdate } from './update-store.ts';

/** The ledger head that goes with an update. */
export interface LedgerPosition {
  readonly sequence: number;
  readonly hash: string;
  /** Proof that this site reports it; see `headMac`. */
  readonly mac: string;
}

/** How often a broken upload resumes without a chunk more having arrived before it is given up; the session's own reconnection takes over then. */
const MAX_RESUMES = 5;

/** What goes with an upload. */
export interface Leaving {
  /** `undefined` where no charge pays for the update. */
  readonly ledger: LedgerPosition | undefined;
  /**
   * Asked before the hash is named and before every piece: a coordinator answers and takes pieces as slowly as it likes, and the hospital may
   * decide meanwhile.
   *
   * @throws ConsiliumError with the refusal when the bytes may not leave
   */
  readonly leave: () => void;
  /** The site's signature over a masked vector, made once before the first try. */
  readonly sumMessage: Uint8Array | undefined;
  readonly signal: AbortSignal;
}

/**
 * Sends a stored update from wherever the coordinator has it up to, again when the call is cut or the bytes arrived damaged.
 * Resolves once the coordinator has counted it.
 *
 * @throws ConsiliumError the hospital's refusal, the coordinator's, or `UNREACHABLE`
 */
export async function upload(client: Client<typeof siteService>, update: StoredUpdate, leaving: Leaving): Promise<void> {
  let arrived = 0;
  let resumes = 0;
  // Only what is more than ever before counts: a coordinator that says less and more in turns is not followed for ever.
  const progress = (received: number): void => {
    if (received < arrived + CHUNK_BYTES) return;
    arrived = received;
    resumes = 0;
  };
  for (;;) {
    try {
      return await uploadOnce(client, update, leaving, progress);
    } catch (error) {
      const cut = isConsiliumError(error, 'UNREACHABLE') || isConsiliumError(error, 'UPDATE_CORRUPT');
      if (!cut || resumes++ >= MAX_RESUMES || leaving.signal.aborted) throw error;
    }
  }
}

async function uploadOnce(
  client: Client<typeof siteService>,
  update: StoredUpdate,
  leaving: Leaving,
  progress: (received: number) => void,
): Promise<void> {
  const { leave, signal } = leaving;
  leave();
  const { updateHash } = update.meta;
  const key = wireKey(update.meta);
  const status = await client.getUploadStatus({ key, updateHash }, { signal });
  progress(Math.min(status.received, update.meta.bytes));
  if (!status.counted) await client.putUpdate(parts(update, leaving, status.received), { signal });
}

async function* parts(
  update: StoredUpdate,
  { ledger, sumMessage, leave }: Leaving,
  from: number,
): AsyncGenerator<consilium.v1.PutUpdateRequest.$Properties> {
  const { planHash, baseHash, updateHash, bytes, encoding, population } = update.meta;
  leave();
  yield {
    header: {
      key: wireKey(update.meta),
      planHash,
      baseHash,
      updateHash,
      bytes,
      encoding,
      ...(ledger === undefined ? {} : { ledger: { dataset: population, ...ledger } }),
      ...(sumMessage === undefined ? {} : { sumMessage }),
    },
  };
  for (let offset = from; offset < bytes; offset += CHUNK_BYTES) {
    leave();
    yield { chunk: { offset, data: update.read(offset, Math.min(CHUNK_BYTES, bytes - offset)) } };
  }
}

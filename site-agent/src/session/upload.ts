import type { consilium, siteService } from '@consilium/proto';
import { CHUNK_BYTES, type Client } from '@consilium/transport';
import type { StoredUpdate } from './update-store.ts';

/** The ledger head that goes with an update. */
export interface LedgerPosition {
  readonly sequence: number;
  readonly hash: string;
}

/** Sends a stored update from wherever the coordinator has it up to. Resolves once the coordinator has counted it. */
export async function upload(
  client: Client<typeof siteService>,
  update: StoredUpdate,
  ledger: LedgerPosition | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { run, round, attempt, updateHash } = update.meta;
  const key = { run, round, attempt };
  const status = await client.getUploadStatus({ key, updateHash }, { signal });
  if (status.counted) return;
  await client.putUpdate(parts(update, ledger, status.received), { signal });
}

async function* parts(
  update: StoredUpdate,
  ledger: LedgerPosition | undefined,
  from: number,
): AsyncGenerator<consilium.v1.PutUpdateRequest.$Properties> {
  const { run, round, attempt, planHash, baseHash, updateHash, bytes, encoding, dataset } = update.meta;
  yield {
    header: {
      key: { run, round, attempt },
      planHash,
      baseHash,
      updateHash,
      bytes,
      encoding,
      ...(ledger === undefined ? {} : { ledger: { dataset, ...ledger } }),
    },
  };
  for (let offset = from; offset < bytes; offset += CHUNK_BYTES) {
    yield { chunk: { offset, data: update.read(offset, Math.min(CHUNK_BYTES, bytes - offset)) } };
  }
}

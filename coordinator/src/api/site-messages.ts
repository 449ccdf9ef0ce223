import { ConsiliumError } from '@consilium/core';
import { type consilium, WorkKind } from '@consilium/proto';
import { CHUNK_BYTES } from '@consilium/transport';
import type { UpdatePiece } from '../aggregation/update-pieces.ts';
import type { Problem } from '../rounds/attempt-state.ts';
import type { AttemptOfRun } from '../sites/site-answers.ts';
import { requireHash } from '../sites/site-updates.ts';
import type { ReceiptRow } from '../store/tables.ts';

/** One message of an upload. */
export type UploadMessage = consilium.v1.PutUpdateRequest & consilium.v1.PutUpdateRequest.$Shape;
/** The attempt that a message speaks of, as it comes in. */
type Key = consilium.v1.AttemptKey.$Properties | null | undefined;

/** Longest name that a site may send. */
const MAX_NAME = 200;

/** Bytes that may be left out. */
export function bytesOf(bytes: Uint8Array | null | undefined): Uint8Array {
  return bytes ?? new Uint8Array();
}

/** The agent's version, for people. */
export function versionText(version: string | null | undefined): string {
  return (version ?? '').slice(0, MAX_NAME);
}

/** @throws ConsiliumError `MESSAGE_INVALID` */
export function requireKey(key: Key): AttemptOfRun {
  if (typeof key?.run !== 'string' || !/^run-[a-z0-9]{1,40}$/.test(key.run) || !key.round || !key.attempt) {
    throw invalid('the message names no run, round and attempt');
  }
  return { run: key.run, round: key.round, attempt: key.attempt, kind: key.kind ?? WorkKind.WORK_KIND_TRAINING };
}

/** A reason that a site gives, no longer than people read. */
export function reportedProblem(problem: consilium.v1.Problem.$Properties | null | undefined): Problem {
  const text = (value: string | null | undefined): string => (value ?? '').slice(0, 1000);
  return { code: text(problem?.code) || 'INTERNAL', message: text(problem?.message) };
}

/** The ledger head that comes with an update. @throws ConsiliumError `MESSAGE_INVALID` */
export function receiptOf(site: string, ledger: consilium.v1.LedgerHead.$Properties | null | undefined): ReceiptRow | undefined {
  if (ledger === undefined || ledger === null) return undefined;
  const { dataset, sequence, hash, mac } = ledger;
  if (!dataset || dataset.length > MAX_NAME || !Number.isSafeInteger(sequence)) throw invalid('the update names no ledger entry');
  return { site, dataset, sequence: sequence ?? 0, hash: requireHash(hash), mac: requireHash(mac) };
}

/** The pieces of an upload after its header. @throws ConsiliumError `MESSAGE_INVALID` */
export async function* chunks(iterator: AsyncIterator<UploadMessage>): AsyncGenerator<UpdatePiece> {
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    const { chunk } = next.value;
    if (chunk?.data === undefined || chunk.data === null) throw invalid('after its header an upload has only chunks');
    // What is taken here is what others may rely on: a second implementation must not find that more works, until it does not.
    if (chunk.data.length > CHUNK_BYTES)
      throw invalid(`a chunk has at most ${CHUNK_BYTES} bytes, the one at byte ${chunk.offset ?? 0} has ${chunk.data.length}`);
    yield { offset: chunk.offset ?? 0, data: chunk.data };
  }
}

/** What a site said is not what the protocol expects there. */
export function invalid(message: string): ConsiliumError<'MESSAGE_INVALID'> {
  return new ConsiliumError({ code: 'MESSAGE_INVALID', message });
}

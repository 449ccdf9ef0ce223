import { ConsiliumError } from '@consilium/core';
import type { consilium } from '@consilium/proto';
import { openCheckpoint, writeVerifierKey } from '@consilium/transparency';
import type { StoredLog } from '../audit/stored-log.ts';

/** Entries of one message: an entry has at most about 2 KiB. */
const ENTRIES = 500;

/** The audit log as it travels. @throws ConsiliumError `NOT_IMPLEMENTED` where none is kept */
export async function* auditPieces(audit: StoredLog | undefined): AsyncGenerator<consilium.v1.AuditPiece.$Properties> {
  if (audit === undefined)
    throw new ConsiliumError({ code: 'NOT_IMPLEMENTED', message: 'this coordinator rehearses: it keeps no audit log' });
  // First the checkpoint: the log that is read after it has all of its entries and perhaps more.
  yield { verifierKey: writeVerifierKey(audit.verifier), checkpoint: (await audit.checkpoint()) ?? '' };
  let entries: string[] = [];
  for await (const line of audit.lines()) {
    entries.push(line);
    if (entries.length < ENTRIES) continue;
    yield { entries };
    entries = [];
  }
  if (entries.length > 0) yield { entries };
}

/** The log as a site keeps it, shown to continue the one of `from` entries. */
export async function logShown(
  audit: StoredLog | undefined,
  from: number,
): Promise<Pick<consilium.v1.Welcome.$Properties, 'coordinatorLog'>> {
  const checkpoint = await audit?.checkpoint();
  if (audit === undefined || checkpoint === undefined) return {};
  const { size } = openCheckpoint(checkpoint, audit.verifier);
  // A site that has seen more than there is finds out by itself.
  const proof = from <= size ? await audit.proof(from, size) : [];
  return { coordinatorLog: { verifierKey: writeVerifierKey(audit.verifier), checkpoint, proof: [...proof] } };
}

/** Bytes of a commitment. */
const COMMITMENT_BYTES = 32;

/** What a site says of its own log, for the entry of its session; nothing where it says none. */
export function commitmentOf(bytes: Uint8Array | null | undefined): { readonly commitment?: string } {
  if (bytes?.length !== COMMITMENT_BYTES) return {};
  return { commitment: Buffer.from(bytes).toString('hex') };
}

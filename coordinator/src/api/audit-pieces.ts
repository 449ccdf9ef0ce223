import { ConsiliumError } from '@consilium/core';
import type { consilium } from '@consilium/proto';
import { writeVerifierKey } from '@consilium/transparency';
import type { StoredLog } from '../audit/stored-log.ts';
import type { WrittenEntry } from '../audit/written-entry.ts';

/** Entries of one message: an entry has at most about 2 KiB. */
const ENTRIES = 500;

/** @throws ConsiliumError `NOT_IMPLEMENTED` where none is kept */
export function requireAudit(audit: StoredLog | undefined): StoredLog {
  if (audit !== undefined) return audit;
  throw new ConsiliumError({ code: 'NOT_IMPLEMENTED', message: 'this coordinator rehearses: it keeps no audit log' });
}

/** The audit log as it travels, after its first so many entries. @throws ConsiliumError `NOT_IMPLEMENTED` where none is kept */
export async function* auditPieces(
  stored: StoredLog | undefined,
  after: number,
): AsyncGenerator<consilium.v1.AuditPiece.$Properties> {
  const audit = requireAudit(stored);
  // First the checkpoint: the log that is read after it has all of its entries and perhaps more.
  yield { verifierKey: writeVerifierKey(audit.verifier), checkpoint: (await audit.checkpoint()) ?? '' };
  let entries: string[] = [];
  for await (const line of audit.lines(after)) {
    entries.push(line);
    if (entries.length < ENTRIES) continue;
    yield { entries };
    entries = [];
  }
  if (entries.length > 0) yield { entries };
}

/** The log as a site keeps it, shown to continue the one of `from` entries and to have the one about its greeting. */
export async function logShown(
  audit: StoredLog | undefined,
  from: number,
  written: WrittenEntry | undefined,
): Promise<Pick<consilium.v1.Welcome.$Properties, 'coordinatorLog'>> {
  const read = await audit?.readCheckpoint();
  if (audit === undefined || read === undefined) return {};
  const { note: checkpoint, size } = read;
  // A site that has seen more than there is finds out by itself.
  const proof = from <= size ? await audit.proof(from, size) : [];
  const shown = { verifierKey: writeVerifierKey(audit.verifier), checkpoint, proof: [...proof] };
  if (written === undefined) return { coordinatorLog: shown };
  const { position: entry, line } = written;
  return { coordinatorLog: { ...shown, entry, line, inclusion: [...(await audit.inclusion(entry, size))] } };
}

/** Bytes of a commitment. */
const COMMITMENT_BYTES = 32;

/** What a site says of its own log, hex, for the entry of its session; nothing where it says none. */
export function commitmentOf(bytes: Uint8Array | null | undefined): string | undefined {
  return bytes?.length === COMMITMENT_BYTES ? Buffer.from(bytes).toString('hex') : undefined;
}

import type { consilium } from '@consilium/proto';
import { type AuditEntry, COORDINATOR_LOG, readEntry, writeVerifierKey } from '@consilium/transparency';
import type { StoredLog } from '../audit/stored-log.ts';
import { requireAudit } from './audit-pieces.ts';

/** Entries or contributions of one message: either has less than 4 KiB. */
const MOST = 500;

/** What tells how a model was made. */
const TOLD: ReadonlySet<string> = new Set(['attempt.opened', 'attempt.failed', 'model.made', 'round.closed', 'run.ended']);

/**
 * What the audit log has of how the model of a run was made. Entries of members stay here: they name where the call came from, which goes
 * into no dossier. What of them is needed, which site sent which update, follows; the entry `model.made` commits to it.
 *
 * @throws ConsiliumError `NOT_IMPLEMENTED` where no log is kept
 */
export async function* runLogPieces(
  stored: StoredLog | undefined,
  run: string,
): AsyncGenerator<consilium.v1.RunLogPiece.$Properties> {
  const audit = requireAudit(stored);
  const { note: checkpoint = '', size = 0 } = (await audit.readCheckpoint()) ?? {};
  yield { verifierKey: writeVerifierKey(audit.verifier), checkpoint };
  let entries: consilium.v1.RunLogEntry.$Properties[] = [];
  let contributions: consilium.v1.CountedContribution.$Properties[] = [];
  for await (const { position, line } of audit.linesOf(run, size)) {
    const entry = readEntry(line, COORDINATOR_LOG);
    if (entry['run'] !== run) continue;
    if (entry['as'] === 'coordinator' && TOLD.has(entry.event))
      entries.push({ position, line, inclusion: [...(await audit.inclusion(position, size))] });
    else if (entry.event === 'update.counted' && entry['kind'] === 'training') contributions.push(contributionOf(entry));
    if (entries.length + contributions.length < MOST) continue;
    yield { entries, contributions };
    entries = [];
    contributions = [];
  }
  if (entries.length + contributions.length > 0) yield { entries, contributions };
}

/** The fields of an entry that the catalogue has checked. */
interface CountedFields {
  readonly round: number;
  readonly attempt: number;
  readonly key?: string;
  readonly update: string;
  readonly ledger?: { readonly seq: number; readonly hash: string };
}

function contributionOf(entry: AuditEntry): consilium.v1.CountedContribution.$Properties {
  const { round, attempt, key = '', update, ledger } = entry as unknown as CountedFields;
  return { round, attempt, site: entry.actor, key, update, ledgerSequence: ledger?.seq ?? 0, ledgerHash: ledger?.hash ?? '' };
}

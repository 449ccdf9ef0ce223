import { ConsiliumError, isConsiliumError } from '@consilium/core';
import { NO_PARENT, type SignedRoster } from '@consilium/secure-sum';
import { type AuditedTranscript, auditTranscript } from './transcript-audit.ts';

/** A file of a transcript. */
export interface TranscriptContent {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A file whose transcript holds by itself. */
interface Link {
  readonly path: string;
  readonly audited: AuditedTranscript;
}

/** Rounds of one run, one after the other; everything in it holds. */
export interface AuditedChain {
  readonly run: string;
  /** Whether it begins with the first sum of the run; else with one that goes on from a transcript that was not given. */
  readonly fromFirst: boolean;
  /** In their order. */
  readonly rounds: readonly AuditedTranscript[];
}

/**
 * Checks transcripts of rounds that follow each other: each by itself, and that each goes on from the one before, from its model and from what the
 * strategy remembered then. So no round was left out, none replaced, and no model put in between.
 *
 * Of older rounds the sum need not be kept: their models are those that the sites have signed. Of the newest it must be there.
 *
 * @param files in any order
 * @throws ConsiliumError `TRANSCRIPT_INVALID` naming the file and the first thing that does not hold
 */
export function auditChain(files: readonly TranscriptContent[], roster?: SignedRoster): AuditedChain {
  const links = files.map(({ path, bytes }) => ({ path, audited: named(path, () => auditTranscript(bytes, roster, true)) }));
  links.sort((a, b) => a.audited.round - b.audited.round);
  for (const [i, link] of links.entries()) {
    const before = links[i - 1];
    if (before !== undefined) requireNext(before, link);
  }
  const [first, newest] = [links[0], links.at(-1)];
  if (first === undefined || newest === undefined) throw invalid('no file of a transcript was given');
  if (!newest.audited.madeAgain)
    throw invalid(
      `${newest.path}: the sum of the newest round is not in the file, and without it nobody can make the model again`,
    );
  return {
    run: first.audited.run,
    fromFirst: first.audited.parent === NO_PARENT,
    rounds: links.map(({ audited }) => audited),
  };
}

function requireNext({ path: of, audited: before }: Link, { path, audited }: Link): void {
  const wrong = (what: string): ConsiliumError<'TRANSCRIPT_INVALID'> => invalid(`${path}: ${what} (${of})`);
  if (audited.run !== before.run) throw wrong(`is of the run ${audited.run}, and another file of ${before.run}`);
  if (audited.round === before.round)
    throw audited.transcript === before.transcript
      ? wrong(`is the transcript of round ${audited.round} a second time`)
      : wrong(`is another transcript of round ${audited.round}, which sites have signed too: somebody was shown two sums`);
  if (audited.round !== before.round + 1)
    throw wrong(`is of round ${audited.round}, and the one before it of round ${before.round}: what is between them is missing`);
  if (audited.plan !== before.plan) throw wrong(`is under another plan than round ${before.round}`);
  if (audited.parent !== before.transcript) throw wrong(`does not go on from the transcript of round ${before.round}`);
  if (audited.base !== before.model) throw wrong(`starts from another model than round ${before.round} has made`);
  if (audited.before !== before.after)
    throw wrong(`starts from another memory of the strategy than round ${before.round} has left`);
}

function named<T>(path: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (isConsiliumError(error, 'TRANSCRIPT_INVALID')) throw invalid(`${path}: ${error.message}`, error);
    throw error;
  }
}

function invalid(message: string, cause?: unknown): ConsiliumError<'TRANSCRIPT_INVALID'> {
  return new ConsiliumError({ code: 'TRANSCRIPT_INVALID', message, cause });
}

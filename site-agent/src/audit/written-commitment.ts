import { isConsiliumError } from '@consilium/core';
import type { consilium } from '@consilium/proto';
import { type Checkpoint, leafHash, openCheckpoint, readVerifierKey, requireIncluded } from '@consilium/transparency';

/** Longest entry, in characters, and most nodes of a proof that are looked at. */
const LONGEST_LINE = 4000;
const MOST_NODES = 64;

/** What a site has said in its greeting. */
export interface OwnGreeting {
  readonly site: string;
  /** Hex. */
  readonly commitment: string;
}

/**
 * Whether a coordinator shows that its log has the commitment of a site: the entry about the greeting, and the proof that the checkpoint covers
 * it. As the site keeps that checkpoint, and each later one has to continue it, the entry can be taken back no more.
 *
 * @param shown whose checkpoint its key has signed
 */
export function showsCommitment(shown: consilium.v1.LogShown.$Properties, { site, commitment }: OwnGreeting): boolean {
  const { entry, line, inclusion, checkpoint, verifierKey } = shown;
  if (!entry || !line || line.length > LONGEST_LINE || (inclusion ?? []).length > MOST_NODES) return false;
  try {
    const { event, as, actor, commitment: written } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    if (event !== 'session.opened' || as !== 'site' || actor !== site || written !== commitment) return false;
    const head: Checkpoint = openCheckpoint(checkpoint ?? '', readVerifierKey(verifierKey ?? ''));
    const nodes = (inclusion ?? []).map((node) => Buffer.from(node));
    requireIncluded(leafHash(line), entry - 1, head, nodes);
    return true;
  } catch (error) {
    // JSON.parse says so of what is no JSON; of `null` there is nothing to take apart.
    if (error instanceof SyntaxError || error instanceof TypeError || isConsiliumError(error, 'AUDIT_CORRUPT')) return false;
    throw error;
  }
}

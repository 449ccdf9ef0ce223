import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isConsiliumError } from '@consilium/core';
import { makePrivateFolder, readFileIfPresent, syncFolder, writeFileDurably } from '@consilium/host';
import type { consilium } from '@consilium/proto';
import { type Checkpoint, openCheckpoint, readVerifierKey, requireContinued, type SiteEvent } from '@consilium/transparency';

/** The log of the coordinator does not continue what was seen of it. */
export type BrokenLog = Omit<Extract<SiteEvent, { event: 'coordinator-log.broken' }>, 'event'>;

/** Longest key or checkpoint that one can be, in characters. */
const LONGEST = 1000;

/**
 * What this site keeps of the coordinator's audit log: its key as it was first seen, and the newest checkpoint. Each one that is shown must
 * continue the one before. What does not is not taken over, so that it shows at each session until a person accepts it.
 */
export class CoordinatorLog {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Entries under the checkpoint that is kept; 0 for none. @throws ConsiliumError `AUDIT_CORRUPT` */
  size(): number {
    return this.#kept()?.checkpoint.size ?? 0;
  }

  /** Looks at what the coordinator shows, and keeps it. @returns what is wrong with it @throws ConsiliumError `DISK_FULL`, `STORE_FAILED` */
  see(shown: consilium.v1.LogShown.$Properties | null | undefined): BrokenLog | undefined {
    const kept = this.#kept();
    const size = kept?.checkpoint.size ?? 0;
    const { verifierKey, checkpoint, proof } = shown ?? {};
    if (!verifierKey || !checkpoint) return kept === undefined ? undefined : { kept: size, why: 'gone' };
    if (kept !== undefined && verifierKey !== kept.key) return { kept: size, why: 'key' };
    const now = opened(checkpoint, verifierKey);
    if (now === undefined) return { kept: size, why: 'signature' };
    if (kept !== undefined) {
      if (now.size < size) return { kept: size, why: 'rollback' };
      const nodes = (proof ?? []).map((node) => Buffer.from(node));
      if (!holds(() => requireContinued(kept.checkpoint, now, nodes))) return { kept: size, why: 'fork' };
      if (now.size === size) return undefined;
    }
    makePrivateFolder(this.#folder);
    if (kept === undefined) writeFileDurably(this.#keyPath, verifierKey);
    writeFileDurably(this.checkpointPath, checkpoint);
    return undefined;
  }

  /** Forgets what is kept: what the coordinator shows next is kept as if it were the first. */
  forget(): void {
    makePrivateFolder(this.#folder);
    // The key last: without a checkpoint it says nothing.
    for (const path of [this.checkpointPath, this.#keyPath]) {
      rmSync(path, { force: true });
      syncFolder(this.#folder);
    }
  }

  /** Where the newest checkpoint lies. */
  get checkpointPath(): string {
    return join(this.#folder, 'checkpoint');
  }

  get #keyPath(): string {
    return join(this.#folder, 'key.vkey');
  }

  #kept(): { readonly key: string; readonly checkpoint: Checkpoint } | undefined {
    const note = readFileIfPresent(this.checkpointPath)?.toString('utf8');
    const key = readFileIfPresent(this.#keyPath)?.toString('utf8');
    if (note === undefined || key === undefined) return undefined;
    return { key, checkpoint: openCheckpoint(note, readVerifierKey(key)) };
  }
}

function opened(checkpoint: string, verifierKey: string): Checkpoint | undefined {
  if (checkpoint.length > LONGEST || verifierKey.length > LONGEST) return undefined;
  let found: Checkpoint | undefined;
  return holds(() => (found = openCheckpoint(checkpoint, readVerifierKey(verifierKey)))) ? found : undefined;
}

function holds(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (!isConsiliumError(error, 'AUDIT_CORRUPT')) throw error;
    return false;
  }
}

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isConsiliumError } from '@consilium/core';
import { makePrivateFolder, readFileIfPresent, syncFolder, writeFileDurably } from '@consilium/host';
import type { consilium } from '@consilium/proto';
import {
  type Checkpoint,
  corrupt,
  openCheckpoint,
  readVerifierKey,
  requireContinued,
  type SiteEvent,
} from '@consilium/transparency';
import { CoordinatorEvidence } from './coordinator-evidence.ts';
import { type OwnGreeting, showsCommitment } from './written-commitment.ts';

/** The log of the coordinator does not continue what was seen of it. */
export type BrokenLog = Omit<Extract<SiteEvent, { event: 'coordinator-log.broken' }>, 'event'>;

/** What is kept of a log. */
interface KeptLog {
  readonly key: string;
  readonly checkpoint: Checkpoint;
}

/** Longest key or checkpoint that one can be, in characters. */
const LONGEST = 1000;

/**
 * What this site keeps of the coordinator's audit log: its key as it was first seen, and the newest checkpoint. Each one that is shown must
 * continue the one before. What does not is not taken over, so that it shows at each session until a person accepts it; both are kept
 * as evidence, signed as they came: two checkpoints of one key that cannot both be of one log convict the holder of that key.
 */
export class CoordinatorLog {
  readonly #folder: string;
  readonly #evidence: CoordinatorEvidence;

  constructor(folder: string) {
    this.#folder = folder;
    this.#evidence = new CoordinatorEvidence(this.evidencePath);
  }

  /** Entries under the checkpoint that is kept; 0 for none. @throws ConsiliumError `AUDIT_CORRUPT` */
  size(): number {
    return this.#kept()?.checkpoint.size ?? 0;
  }

  /** {@link size}, or `undefined` where what is kept cannot be read. */
  readableSize(): number | undefined {
    let size: number | undefined;
    holds(() => (size = this.size()));
    return size;
  }

  /**
   * Looks at what the coordinator shows, and keeps it.
   *
   * @param greeting whose commitment it must have written down @default none
   * @returns what is wrong with it
   * @throws ConsiliumError `DISK_FULL`, `STORE_FAILED`
   */
  see(shown: consilium.v1.LogShown.$Properties | null | undefined, greeting?: OwnGreeting): BrokenLog | undefined {
    const unwritten = (): BrokenLog | undefined =>
      shown?.checkpoint && greeting !== undefined && !showsCommitment(shown, greeting)
        ? { kept: this.size(), why: 'unwritten' }
        : undefined;
    const broken = this.#compare(shown) ?? unwritten();
    if (broken === undefined || broken.why === 'damaged') return broken;
    const evidence = this.#evidence.keep(
      broken.why,
      { verifierKey: this.#text(this.#keyPath), checkpoint: this.#text(this.checkpointPath) },
      shown,
    );
    return evidence === undefined ? broken : { ...broken, evidence };
  }

  #compare(shown: consilium.v1.LogShown.$Properties | null | undefined): BrokenLog | undefined {
    let kept: KeptLog | undefined;
    if (!holds(() => (kept = this.#kept()))) return { kept: 0, why: 'damaged' };
    const size = kept?.checkpoint.size ?? 0;
    const { verifierKey, checkpoint, proof } = shown ?? {};
    if (!verifierKey || !checkpoint) return kept === undefined ? undefined : { kept: size, why: 'gone' };
    if (kept !== undefined && verifierKey !== kept.key) return { kept: size, why: 'key' };
    const now = opened(checkpoint, verifierKey);
    if (now === undefined) return { kept: size, why: 'signature' };
    if (kept !== undefined) {
      if (now.size < size) return { kept: size, why: 'rollback' };
      const nodes = (proof ?? []).map((node) => Buffer.from(node));
      const before = kept.checkpoint;
      if (!holds(() => requireContinued(before, now, nodes))) return { kept: size, why: 'fork' };
      if (now.size === size) return undefined;
    }
    makePrivateFolder(this.#folder);
    if (kept === undefined) writeFileDurably(this.#keyPath, verifierKey);
    writeFileDurably(this.checkpointPath, checkpoint);
    return undefined;
  }

  /**
   * Forgets what is kept: what the coordinator shows next is kept as if it were the first. What could not be read stays aside, for those who
   * look into it.
   */
  forget(): void {
    makePrivateFolder(this.#folder);
    if (!holds(() => this.#kept()))
      this.#evidence.keep(
        'damaged',
        { verifierKey: this.#text(this.#keyPath), checkpoint: this.#text(this.checkpointPath) },
        undefined,
      );
    // The key last: without a checkpoint it says nothing.
    for (const path of [this.checkpointPath, this.#keyPath]) {
      rmSync(path, { force: true });
      syncFolder(this.#folder);
    }
  }

  /** Where evidence lies, if there is any. */
  get evidencePath(): string {
    return join(this.#folder, 'evidence');
  }

  /** Where the newest checkpoint lies. */
  get checkpointPath(): string {
    return join(this.#folder, 'checkpoint');
  }

  get #keyPath(): string {
    return join(this.#folder, 'key.vkey');
  }

  /** As it lies there, whatever it is. */
  #text(path: string): string {
    return readFileIfPresent(path)?.toString('utf8').slice(0, LONGEST) ?? '';
  }

  #kept(): KeptLog | undefined {
    const note = readFileIfPresent(this.checkpointPath)?.toString('utf8');
    const key = readFileIfPresent(this.#keyPath)?.toString('utf8');
    if (note === undefined) return undefined;
    // The key is written first and removed last.
    if (key === undefined) throw corrupt(`the key of ${this.checkpointPath} was taken away`);
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

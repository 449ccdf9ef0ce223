import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fromUnknown, sha256Hex } from '@consilium/core';
import { makePrivateFolder, writeFileDurably } from '@consilium/host';
import type { consilium } from '@consilium/proto';
import type { SiteEvent } from '@consilium/transparency';

/** In which way a log is broken. */
type Why = Extract<SiteEvent, { event: 'coordinator-log.broken' }>['why'];

/** Files of one kind: a coordinator that shows something else each time must not fill the disk, and the first ones convict as well as the last. */
const MOST = 8;
/** Longest text of a key or checkpoint that is kept, in characters, and most nodes of a proof. */
const LONGEST = 1000;
const MOST_NODES = 128;

/** Key and checkpoint of a log, as they were signed or lay on the disk. */
interface LogHead {
  readonly verifierKey: string;
  readonly checkpoint: string;
}

/** What convicts a coordinator whose audit log does not continue: what was kept and what it has shown instead, a file each. */
export class CoordinatorEvidence {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Keeps both, once, unless enough of this kind is there.
   *
   * @returns SHA-256 of the file, hex; `undefined` where it was not kept
   * @throws ConsiliumError `DISK_FULL`, `STORE_FAILED`
   */
  keep(why: Why, kept: LogHead, shown: consilium.v1.LogShown.$Properties | null | undefined): string | undefined {
    const bounded = (text: string | null | undefined): string => (text ?? '').slice(0, LONGEST);
    const text = JSON.stringify({
      why,
      kept: { verifierKey: kept.verifierKey, checkpoint: kept.checkpoint },
      shown: {
        verifierKey: bounded(shown?.verifierKey),
        checkpoint: bounded(shown?.checkpoint),
        proof: (shown?.proof ?? []).slice(0, MOST_NODES).map((node) => Buffer.from(node).subarray(0, 32).toString('base64')),
      },
    });
    const hash = sha256Hex(Buffer.from(text, 'utf8'));
    const name = `${why}-${hash}.json`;
    const names = this.#names();
    if (names.includes(name)) return hash;
    if (names.filter((other) => other.startsWith(`${why}-`)).length >= MOST) return undefined;
    try {
      makePrivateFolder(this.#folder);
      writeFileDurably(join(this.#folder, name), text);
    } catch (error) {
      throw fromUnknown(error, this.#folder);
    }
    return hash;
  }

  #names(): readonly string[] {
    try {
      return readdirSync(this.#folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw fromUnknown(error, this.#folder);
    }
  }
}

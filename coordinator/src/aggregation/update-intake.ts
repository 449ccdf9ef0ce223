import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsync, openSync, readdirSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ConsiliumError, makePrivateFolder, PRIVATE_FILE_MODE, writeFully } from '@consilium/core';
import { UpdateEncoding } from '@consilium/proto';
import { assertFinite } from './vectors.ts';

const fsyncFile = promisify(fsync);

/** Bytes verified at a time; a multiple of a word. */
const READ_BYTES = 1024 * 1024;

/** Ending of an update that is not whole yet. */
const PART = '.part';

/** What an upload claims to be. */
export interface UpdateHeader {
  readonly run: string;
  readonly round: number;
  readonly attempt: number;
  readonly site: string;
  readonly updateHash: string;
  readonly bytes: number;
  readonly encoding: UpdateEncoding;
}

/** One piece of an upload. */
export interface UpdatePiece {
  readonly offset: number;
  readonly data: Uint8Array;
}

/**
 * Updates on their way in: each grows in a file of its own, so that a cut upload resumes where it broke off and a restarted
 * coordinator can build its sum again. Files live no longer than their attempt.
 */
export class UpdateIntake {
  readonly #folder: string;
  readonly #open: Set<string> = new Set();
  #lastSync: Promise<void> = Promise.resolve();
  #nextSync: Promise<void> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    makePrivateFolder(folder);
  }

  /** Bytes held of an update. */
  received(header: Pick<UpdateHeader, 'run' | 'round' | 'attempt' | 'site' | 'updateHash'>): number {
    const whole = this.path(header);
    if (existsSync(whole)) return statSync(whole).size;
    const part = this.#partPath(header);
    return existsSync(part) ? statSync(part).size : 0;
  }

  /**
   * Takes the pieces of one update until it is whole, verifies it and makes it durable. Returns its path.
   *
   * @throws ConsiliumError `UPDATE_WRONG_SHAPE`, `UPDATE_CORRUPT`, `UPDATE_NOT_FINITE`, `MESSAGE_INVALID`, `DISK_FULL`
   */
  async take(header: UpdateHeader, pieces: AsyncIterable<UpdatePiece>): Promise<string> {
    const whole = this.path(header);
    if (existsSync(whole)) return whole;
    const part = this.#partPath(header);
    const attempt = this.#attemptPrefix(header);
    if (this.#open.has(attempt)) {
      throw new ConsiliumError({
        code: 'UPDATE_UNEXPECTED',
        message: `an update of ${header.site} for this attempt is already being uploaded on another connection`,
      });
    }
    this.#open.add(attempt);
    try {
      // One site, one upload at a time: pieces of others it has begun would fill the disk.
      this.#remove((name) => name.startsWith(attempt) && name.endsWith(PART) && join(this.#folder, name) !== part);
      await this.#append(part, header, pieces);
      this.#verify(part, header);
      renameSync(part, whole);
      await this.#syncFolder();
      return whole;
    } finally {
      this.#open.delete(attempt);
    }
  }

  /** Where a whole update lies. */
  path(key: Pick<UpdateHeader, 'run' | 'round' | 'attempt' | 'site' | 'updateHash'>): string {
    return join(this.#folder, `${this.#attemptPrefix(key)}${key.updateHash}.update`);
  }

  /** Forgets every update of an attempt: what is in the sum is not kept. */
  async forget(run: string, round: number, attempt: number): Promise<void> {
    const prefix = `${run}.${round}.${attempt}.`;
    const names = readdirSync(this.#folder).filter((name) => name.startsWith(prefix));
    // Off the event loop: deleting waits for the disk where others write to it.
    await Promise.all(names.map((name) => rm(join(this.#folder, name), { force: true })));
  }

  /** Forgets every update that does not belong to the named attempts: what a crash may have left behind. */
  forgetAllBut(attempts: readonly { readonly run: string; readonly round: number; readonly attempt: number }[]): void {
    const kept = attempts.map((key) => `${key.run}.${key.round}.${key.attempt}.`);
    this.#remove((name) => !kept.some((prefix) => name.startsWith(prefix)));
  }

  #remove(chosen: (name: string) => boolean): void {
    for (const name of readdirSync(this.#folder)) if (chosen(name)) rmSync(join(this.#folder, name), { force: true });
  }

  #partPath(key: Pick<UpdateHeader, 'run' | 'round' | 'attempt' | 'site' | 'updateHash'>): string {
    return `${this.path(key)}${PART}`;
  }

  /** Makes the names of updates durable: one sync serves everybody whose file had its name when it began. */
  #syncFolder(): Promise<void> {
    this.#nextSync ??= this.#lastSync.then(async () => {
      this.#nextSync = undefined;
      const folder = await open(this.#folder, 'r');
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
    });
    const sync = this.#nextSync;
    // Its waiters hear of a failure; whoever comes next tries anew.
    this.#lastSync = sync.catch(() => {});
    return sync;
  }

  #attemptPrefix(key: Pick<UpdateHeader, 'run' | 'round' | 'attempt' | 'site'>): string {
    return `${key.run}.${key.round}.${key.attempt}.${key.site}.`;
  }

  async #append(part: string, header: UpdateHeader, pieces: AsyncIterable<UpdatePiece>): Promise<void> {
    const fd = openSync(part, 'a', PRIVATE_FILE_MODE);
    try {
      let size = statSync(part).size;
      for await (const { offset, data } of pieces) {
        if (offset !== size) {
          throw new ConsiliumError({
            code: 'MESSAGE_INVALID',
            message: `expected the chunk at byte ${size}, got the one at ${offset}`,
          });
        }
        if (size + data.length > header.bytes) {
          throw new ConsiliumError({
            code: 'UPDATE_WRONG_SHAPE',
            message: `the update is longer than the ${header.bytes} bytes it announced`,
          });
        }
        writeFully(fd, data);
        size += data.length;
      }
      if (size < header.bytes) {
        throw new ConsiliumError({ code: 'UPDATE_CORRUPT', message: `the upload ended after ${size} of ${header.bytes} bytes` });
      }
      // Off the event loop: the updates of many sites wait for the disk together.
      await fsyncFile(fd);
    } finally {
      closeSync(fd);
    }
  }

  /** Hash first: bytes that were damaged on the way say nothing about the site. */
  #verify(part: string, header: UpdateHeader): void {
    const hash = createHash('sha256');
    const buffer = new Uint8Array(READ_BYTES);
    const fd = openSync(part, 'r');
    let unsound: unknown;
    try {
      for (let n = readSync(fd, buffer), at = 0; n > 0; at += n / 4, n = readSync(fd, buffer)) {
        const piece = buffer.subarray(0, n);
        hash.update(piece);
        if (header.encoding === UpdateEncoding.UPDATE_ENCODING_FLOAT32 && unsound === undefined) {
          unsound = finiteProblem(new Float32Array(buffer.buffer, 0, n >> 2), header.site, at);
        }
      }
    } finally {
      closeSync(fd);
    }
    const intact = hash.digest('hex') === header.updateHash;
    if (intact && unsound === undefined) return;
    // Never resume onto bytes that cannot become the right ones.
    rmSync(part, { force: true });
    throw intact
      ? unsound
      : new ConsiliumError({ code: 'UPDATE_CORRUPT', message: 'the update received does not have its announced SHA-256' });
  }
}

function finiteProblem(piece: Float32Array, site: string, start: number): unknown {
  try {
    assertFinite(piece, `the update of ${site}`, start);
    return undefined;
  } catch (error) {
    return error;
  }
}

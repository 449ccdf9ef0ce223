import { closeSync, existsSync, fsync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makePrivateFolder, PRIVATE_FILE_MODE } from '@consilium/host';
import { CLEAR_UPDATES, type GrowingFiles } from './growing-files.ts';
import { UpdateCheck, type UpdateHeader } from './update-check.ts';
import { inOrder, type UpdateKey, type UpdatePiece } from './update-pieces.ts';

const fsyncFile = promisify(fsync);

/** Ending of an update that is not whole yet. */
const PART = '.part';

/** Large updates: each grows in a file of its own, so that a cut upload resumes where it broke off. */
export class UpdateFiles {
  readonly #folder: string;
  readonly #growing: GrowingFiles;
  #lastSync: Promise<void> = Promise.resolve();
  #nextSync: Promise<void> | undefined;

  constructor(folder: string, growing: GrowingFiles = CLEAR_UPDATES) {
    this.#folder = folder;
    this.#growing = growing;
    makePrivateFolder(folder);
  }

  /** Bytes held of an update. */
  received(key: UpdateKey): number {
    const whole = this.#path(key);
    const path = existsSync(whole) ? whole : this.#partPath(key);
    return existsSync(path) ? this.#growing.size(path) : 0;
  }

  /**
   * Takes the pieces of one update until it is whole, verifies it and makes it durable.
   *
   * @throws ConsiliumError as {@link UpdateIntake.take}
   */
  async take(header: UpdateHeader, pieces: AsyncIterable<UpdatePiece>): Promise<void> {
    const whole = this.#path(header);
    if (!existsSync(whole)) {
      const part = this.#partPath(header);
      const attempt = this.#attemptPrefix(header);
      // One site, one upload at a time: pieces of others it has begun would fill the disk.
      this.#remove((name) => name.startsWith(attempt) && name.endsWith(PART) && join(this.#folder, name) !== part);
      await this.#append(part, header, pieces);
      renameSync(part, whole);
    }
    // Also where the file was there: its name may be waiting for the disk still, since a sync that failed.
    await this.#syncFolder();
  }

  /** The content of a whole update, in pieces of whole words. A piece is good until the next one is asked for. */
  *read(key: UpdateKey): Generator<Uint8Array> {
    yield* this.#growing.content(this.#path(key), nameOf(key));
  }

  /** Forgets every update of an attempt. */
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

  #path(key: UpdateKey): string {
    return join(this.#folder, `${this.#attemptPrefix(key)}${key.updateHash}${WHOLE}`);
  }

  #partPath(key: UpdateKey): string {
    return `${this.#path(key)}${PART}`;
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
    // Those who wait get the failure; the next caller tries again.
    this.#lastSync = sync.catch(() => {});
    return sync;
  }

  #attemptPrefix(key: Omit<UpdateKey, 'updateHash'>): string {
    return `${key.run}.${key.round}.${key.attempt}.${key.site}.`;
  }

  /** Writes the pieces, looking at them as they come by: an update is read once and not again from the disk. */
  async #append(part: string, header: UpdateHeader, pieces: AsyncIterable<UpdatePiece>): Promise<void> {
    const check = new UpdateCheck(header);
    const fd = openSync(part, 'a', PRIVATE_FILE_MODE);
    try {
      const start = this.#growing.mended(part);
      this.#look(check, part, header, start);
      const end = this.#growing.end(fd, nameOf(header), start);
      try {
        await inOrder(pieces, start, header.bytes, async (data) => {
          check.add(data);
          await end.append(data);
        });
      } finally {
        // Of an upload that was cut as well: the next one goes on there.
        end.flush();
      }
      this.#finish(check, part);
      // Off the event loop: the updates of many sites wait for the disk together.
      await fsyncFile(fd);
    } finally {
      closeSync(fd);
    }
  }

  /** Looks at what an earlier call has brought. */
  #look(check: UpdateCheck, part: string, header: UpdateHeader, start: number): void {
    if (start === 0) return;
    try {
      for (const piece of this.#growing.content(part, nameOf(header))) check.add(piece);
    } catch (error) {
      // Never resume onto bytes that cannot become the right ones.
      rmSync(part, { force: true });
      throw error;
    }
  }

  #finish(check: UpdateCheck, part: string): void {
    try {
      check.finish();
    } catch (error) {
      // Never resume onto bytes that cannot become the right ones.
      rmSync(part, { force: true });
      throw error;
    }
  }
}

/** What an update is bound to where it is sealed. */
function nameOf({ run, round, attempt, site, updateHash }: UpdateKey): string {
  return updateName(`${run}.${round}.${attempt}.${site}.${updateHash}`);
}

/** {@link nameOf} by the name of its file, without its ending. */
export function updateName(file: string): string {
  return `update-file/${file}`;
}

/** Ending of an update that is whole. */
export const WHOLE = '.update';

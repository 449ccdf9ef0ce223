import type { Sealer } from '@consilium/trust';
import { CLEAR_CONTENTS, type Contents, sealedContents } from '../store/contents.ts';
import { type Database, SMALL_BYTES } from '../store/database.ts';
import type { Tx } from '../store/dialect.ts';
import { CLEAR_UPDATES, sealedUpdates } from './growing-files.ts';
import { UpdateCheck, type UpdateHeader } from './update-check.ts';
import { UpdateFiles } from './update-files.ts';
import { inOrder, type UpdateKey, type UpdatePiece } from './update-pieces.ts';
import { UploadTurn } from './upload-turn.ts';

/** An update that is whole and sound. */
export interface TakenUpdate {
  /** Stores it as part of the write that counts it: with that it is durable. */
  alongside(tx: Tx): Promise<void>;
  /** Its content, in pieces of whole words. */
  content(): Iterable<Uint8Array>;
}

/**
 * Updates on their way in: verified piece by piece and kept as long as their attempt is open, so that a restarted coordinator can
 * build its sum again. Small ones go into the database, larger ones into files.
 */
export class UpdateIntake {
  readonly #files: UpdateFiles;
  readonly #contents: Contents;
  readonly #database: Database;
  /** The newest upload of each site in each attempt. */
  readonly #open: Map<string, UploadTurn> = new Map();

  /** @param sealer seals what is kept. @default nothing does */
  constructor(folder: string, database: Database, sealer?: Sealer) {
    this.#files = new UpdateFiles(folder, sealer === undefined ? CLEAR_UPDATES : sealedUpdates(sealer));
    this.#contents = sealer === undefined ? CLEAR_CONTENTS : sealedContents(sealer);
    this.#database = database;
  }

  /**
   * Ends what goes on of an upload of this site in this attempt, once all that has arrived of it is taken: who asks how much is here has no use for the
   * connection that it came by, whether or not that has died on this side too.
   */
  async settle(key: UpdateKey): Promise<void> {
    await this.#open.get(nameOf(key))?.settle();
  }

  /** Bytes held of an update that is not counted yet: a cut upload goes on there. */
  received(key: UpdateKey): number {
    return this.#files.received(key);
  }

  /**
   * Takes the pieces of one update until it is whole and verifies it. The newest upload of a site in an attempt wins: an older one may be
   * what a connection has left that died on the other side only, and ends as if it had been cut.
   *
   * @throws ConsiliumError `UPDATE_WRONG_SHAPE`, `UPDATE_CORRUPT`, `UPDATE_NOT_FINITE`, `UPDATE_TOO_LONG`, `DISK_FULL`
   */
  async take(header: UpdateHeader, pieces: AsyncIterable<UpdatePiece>): Promise<TakenUpdate> {
    const name = nameOf(header);
    const older = this.#open.get(name);
    const turn = new UploadTurn();
    this.#open.set(name, turn);
    try {
      // Its file is closed then.
      await older?.end();
      const own = turn.piecesOf(pieces);
      if (header.bytes <= SMALL_BYTES) return await this.#takeSmall(header, own);
      await this.#files.take(header, own);
      return { alongside: () => Promise.resolve(), content: () => this.#files.read(header) };
    } finally {
      turn.over();
      if (this.#open.get(name) === turn) this.#open.delete(name);
    }
  }

  /** The content of a counted update, in pieces of whole words. */
  async counted(key: UpdateKey): Promise<Iterable<Uint8Array>> {
    const { run, round, attempt, site } = key;
    const row = await this.#database.query
      .selectFrom('updates')
      .select('content')
      .where((where) => where.and({ run, round, attempt, site }))
      .executeTakeFirst();
    return row === undefined ? this.#files.read(key) : [Uint8Array.from(this.#contents.fromRow(rowName(key), row.content))];
  }

  /** Forgets the small updates of an attempt, in the write that ends it. */
  async forgetSmall(tx: Tx, run: string, round: number, attempt: number): Promise<void> {
    await tx
      .deleteFrom('updates')
      .where((where) => where.and({ run, round, attempt }))
      .execute();
  }

  /** Forgets the small updates of all attempts of a run, in the write that ends it. */
  async forgetSmallOfRun(tx: Tx, run: string): Promise<void> {
    await tx.deleteFrom('updates').where('run', '=', run).execute();
  }

  /** Forgets the files of an attempt that has ended. */
  async forgetFiles(run: string, round: number, attempt: number): Promise<void> {
    await this.#files.forget(run, round, attempt);
  }

  /** Forgets every file that does not belong to the named attempts: what a crash may have left behind. */
  forgetFilesAllBut(attempts: readonly { readonly run: string; readonly round: number; readonly attempt: number }[]): void {
    this.#files.forgetAllBut(attempts);
  }

  async #takeSmall(header: UpdateHeader, pieces: AsyncIterable<UpdatePiece>): Promise<TakenUpdate> {
    const { run, round, attempt, site } = header;
    const content = new Uint8Array(header.bytes);
    await inOrder(pieces, 0, header.bytes, (data, offset) => content.set(data, offset));
    const check = new UpdateCheck(header);
    check.add(content);
    check.finish();
    const row = { run, round, attempt, site, content: this.#contents.toRow(rowName(header), content) };
    return {
      async alongside(tx) {
        await tx.insertInto('updates').values(row).execute();
      },
      content: () => [content],
    };
  }
}

/** What a small update is bound to where it is sealed. */
export function rowName({ run, round, attempt, site }: Omit<UpdateKey, 'updateHash'>): string {
  return `update/${run}/${round}/${attempt}/${site}`;
}

/** One upload at a time of a site in an attempt. */
function nameOf({ run, round, attempt, site }: Omit<UpdateKey, 'updateHash'>): string {
  return `${run}.${round}.${attempt}.${site}`;
}

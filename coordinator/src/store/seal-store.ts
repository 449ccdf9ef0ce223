import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { ConsiliumError, isConsiliumError, sha256Hex } from '@consilium/core';
import { PRIVATE_FILE_MODE, syncFile, syncFolder } from '@consilium/host';
import type { Sealer } from '@consilium/trust';
import { sql } from 'kysely';
import { CLEAR_UPDATES, type GrowingFiles, sealedUpdates } from '../aggregation/growing-files.ts';
import { updateName, WHOLE } from '../aggregation/update-files.ts';
import { rowName } from '../aggregation/update-intake.ts';
import { blobName } from './blob-store.ts';
import { CLEAR_CONTENTS, type Contents, sealedContents } from './contents.ts';
import type { Database } from './database.ts';

const HASH = /^[0-9a-f]{64}$/;
const TEMPORARY = '.sealing';

/**
 * Seals the models, plans and updates of a coordinator's state folder that nobody serves. What is sealed already stays; after a crash it is done again.
 *
 * @throws ConsiliumError `STORE_FAILED` for content that is neither itself nor sealed under this key; `DISK_FULL`
 */
export async function sealStore(folder: string, database: Database, sealer: Sealer): Promise<void> {
  const contents = sealedContents(sealer);
  await sealRows(database, contents);
  sealBlobs(join(folder, 'blobs'), contents);
  await sealUpdates(join(folder, 'updates'), sealedUpdates(sealer));
  // What was in the clear lies in pages that nothing uses, and in the log of the database.
  await sql`vacuum`.execute(database.query);
  await sql`pragma wal_checkpoint(truncate)`.execute(database.query);
}

/** All of them or none. */
async function sealRows(database: Database, contents: Contents): Promise<void> {
  await database.transaction('seal the store', async (tx) => {
    for (const { hash } of await tx.selectFrom('blobs').select('hash').execute()) {
      const { content } = await tx.selectFrom('blobs').select('content').where('hash', '=', hash).executeTakeFirstOrThrow();
      if (isSealed(() => contents.fromRow(blobName(hash), content))) continue;
      requireHash(content, hash);
      const sealed = contents.toRow(blobName(hash), content);
      await tx.updateTable('blobs').set({ content: sealed }).where('hash', '=', hash).execute();
    }
    for (const key of await tx.selectFrom('updates').select(['run', 'round', 'attempt', 'site']).execute()) {
      const one = tx
        .selectFrom('updates')
        .select('content')
        .where((where) => where.and({ ...key }));
      const { content } = await one.executeTakeFirstOrThrow();
      if (isSealed(() => contents.fromRow(rowName(key), content))) continue;
      const sealed = contents.toRow(rowName(key), content);
      await tx
        .updateTable('updates')
        .set({ content: sealed })
        .where((where) => where.and({ ...key }))
        .execute();
    }
  });
}

function sealBlobs(folder: string, contents: Contents): void {
  for (const hash of namesIn(folder).filter((name) => HASH.test(name))) {
    const path = join(folder, hash);
    if (isSealed(() => contents.read(path, blobName(hash)))) continue;
    const content = CLEAR_CONTENTS.read(path, blobName(hash));
    if (content === undefined) continue;
    requireHash(content, hash);
    contents.write(path, blobName(hash), content);
  }
}

/** Of uploads that are not whole their sites begin again. */
async function sealUpdates(folder: string, sealed: GrowingFiles): Promise<void> {
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    if (!name.endsWith(WHOLE)) {
      rmSync(path, { force: true });
      continue;
    }
    const file = name.slice(0, -WHOLE.length);
    if (isSealed(() => drain(sealed.content(path, updateName(file))))) continue;
    requireHash(Buffer.concat([...copies(CLEAR_UPDATES.content(path, updateName(file)))]), file.slice(file.lastIndexOf('.') + 1));
    const temporary = `${path}${TEMPORARY}`;
    const handle = await open(temporary, 'w', PRIVATE_FILE_MODE);
    try {
      const end = sealed.end(handle.fd, updateName(file), 0);
      for (const piece of CLEAR_UPDATES.content(path, updateName(file))) await end.append(piece);
      end.flush();
    } finally {
      await handle.close();
    }
    syncFile(temporary);
    renameSync(temporary, path);
  }
  if (existsSync(folder)) syncFolder(folder);
}

/** Whether something opens. @throws what is no matter of seals */
function isSealed(opening: () => unknown): boolean {
  try {
    opening();
    return true;
  } catch (error) {
    if (isConsiliumError(error, 'SEAL_BROKEN')) return false;
    throw error;
  }
}

function drain(pieces: Iterable<Uint8Array>): void {
  let bytes = 0;
  for (const { length } of pieces) bytes += length;
  // A file of which no piece is whole opens without a word.
  if (bytes === 0) throw new ConsiliumError({ code: 'SEAL_BROKEN', message: 'there is no sealed piece' });
}

/** A piece is good until the next one is asked for. */
function* copies(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  for (const piece of pieces) yield Uint8Array.from(piece);
}

/** What has neither its hash nor its seal must not be sealed as if it were sound. @throws ConsiliumError `STORE_FAILED` */
function requireHash(content: Uint8Array, hash: string): void {
  if (sha256Hex(content) === hash) return;
  throw new ConsiliumError({ code: 'STORE_FAILED', message: `the stored content ${hash.slice(0, 12)} no longer has its hash` });
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

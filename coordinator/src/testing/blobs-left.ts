import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '../store/database.ts';
import { openSqlite } from '../store/sqlite/open-sqlite.ts';

/** Hashes of everything that a coordinator which has been stopped left in its store. */
export async function blobsLeft(folder: string): Promise<string[]> {
  const database = await Database.open(openSqlite(folder));
  const rows = await database.query.selectFrom('blobs').select('hash').execute();
  await database.close();
  return [...rows.map((row) => row.hash), ...readdirSync(join(folder, 'blobs'))].sort();
}

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';

/**
 * Makes a folder hold the store that 0.1.0 wrote with schema version 2: runs in every state, attempts of every outcome. The file
 * `coordinator/golden/version-2.sql` is what it had on disk, and is never made again.
 */
export function goldenStore(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const file = new SqliteDatabase(join(folder, 'coordinator.db'));
  file.pragma('journal_mode = WAL');
  file.exec(readFileSync(new URL('../../golden/version-2.sql', import.meta.url), 'utf8'));
  file.close();
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initCoordinator, serveCoordinator } from '@consilium/coordinator';
import { systemClock } from '@consilium/core';
import { createLogger } from '@consilium/host';
import { AuditChain, COORDINATOR_LOG } from '@consilium/transparency';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, expect, it } from 'vitest';
import { PROGRAMS_MS, runCommand } from '../support/programs.ts';

const root = mkdtempSync(join(tmpdir(), 'consilium-verify-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('verify does not take entries that no checkpoint covers from a coordinator that does not run', {
  timeout: PROGRAMS_MS,
}, async () => {
  const folder = join(root, 'coordinator');
  const log = createLogger({ component: 'test', level: 'silent' });
  await initCoordinator(folder, { consortium: 'cardio', hosts: ['127.0.0.1'], port: 0 }, systemClock);
  const work = <T>(does: (db: SqliteDatabase.Database) => T): T => {
    const db = new SqliteDatabase(join(folder, 'state', 'coordinator.db'));
    try {
      return does(db);
    } finally {
      db.close();
    }
  };
  const serve = async (): Promise<void> =>
    await (await serveCoordinator({ folder, log, version: '1', clock: systemClock, listen: '127.0.0.1' })).stop();
  const verify = async (): Promise<number | null> =>
    (await runCommand('consilium', ['audit', 'verify', '--folder', folder])).code;
  await serve();
  const early = work((db) => db.prepare('select note from audit_checkpoint').pluck().get()) as string;
  await serve();
  expect(await verify()).toBe(0);
  // Written again with the chain mended, and without the key: only the newest checkpoint could tell.
  work((db) => {
    const chain = new AuditChain(COORDINATOR_LOG);
    for (const line of db.prepare('select line from audit_entries order by position').pluck().all() as string[]) {
      const { prev: _prev, ...entry } = JSON.parse(line);
      const later = chain.size >= Number(early.split('\n')[1]);
      const made = chain.add({ ...entry, ...(later ? { at: '2020-01-01T00:00:00.000Z' } : {}) });
      db.prepare('update audit_entries set line = ? where position = ?').run(made.line, chain.size);
    }
    db.prepare('update audit_checkpoint set note = ?').run(early);
  });
  expect(await verify()).toBe(7);
  work((db) => db.prepare('delete from audit_checkpoint').run());
  expect(await verify()).toBe(7);
});

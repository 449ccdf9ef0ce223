import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom, systemClock } from '@consilium/core';
import { expect, it } from 'vitest';
import { Database } from '../store/database.ts';
import { openSqlite } from '../store/sqlite/open-sqlite.ts';
import { testSigner } from '../testing/test-signer.ts';
import { AuditLog } from './audit-log.ts';

it('waits for the disk with every entry: a checkpoint that sites have seen is not taken back by a power cut', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'consilium-audit-log-'));
  const database = await Database.open(openSqlite(folder));
  const write = database.transaction.bind(database);
  const relaxed: (boolean | undefined)[] = [];
  database.transaction = async (name, work, may) => {
    relaxed.push(may);
    return await write(name, work, may);
  };
  try {
    const log = { error: () => {}, warn: () => {}, info: () => {} };
    const audit = await AuditLog.open({ database, signer: testSigner(), clock: systemClock, random: seededRandom('audit'), log });
    audit.note({ by: { actor: 'north', as: 'site' }, event: { event: 'session.opened' } });
    await audit.close();
    expect(await audit.stored.checkpoint()).toBeDefined();
    expect(relaxed.map((one) => one === true)).toEqual([false]);
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

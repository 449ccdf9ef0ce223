import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DIALECTS } from '../testing/dialects.ts';
import type { StoreDialect } from './dialect.ts';
import { MIGRATIONS, migrate } from './migrate.ts';
import type { Migration } from './migrations/migration.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(DIALECTS)('migrations in $name', ({ open }) => {
  let dialect: StoreDialect;
  beforeEach(() => {
    dialect = open(folder);
  });
  afterEach(async () => await dialect.close());
  const names = async (): Promise<string[]> => (await dialect.kysely.introspection.getTables()).map(({ name }) => name).sort();
  const creating = (version: number, ...statements: readonly string[]): Migration => ({ version, statements: () => statements });

  it('are applied in order, each once, and recorded', async () => {
    const first = [creating(2, 'create table a (x text)'), creating(3, 'create table b (x text)', 'drop table a')];
    await migrate(dialect, first);
    expect([await dialect.version(dialect.kysely), await names()]).toEqual([3, ['b']]);
    await migrate(dialect, [...first, creating(7, 'create table c (x text)')]);
    expect([await dialect.version(dialect.kysely), await names()]).toEqual([7, ['b', 'c']]);
  });

  it('leave the version before when one fails: what it had done is undone', async () => {
    const fine = creating(2, 'create table a (x text)');
    const failing = [fine, creating(3, 'create table b (x text)', 'drop table nothing'), creating(4, 'create table c (x text)')];
    await expect(migrate(dialect, failing)).rejects.toThrow(/nothing/);
    expect([await dialect.version(dialect.kysely), await names()]).toEqual([2, ['a']]);
    await migrate(dialect, [fine, creating(3, 'create table b (x text)')]);
    expect([await dialect.version(dialect.kysely), await names()]).toEqual([3, ['a', 'b']]);
  });

  it.each([1, 99])('refuse a store of version %i and leave it as it is', async (version) => {
    await dialect.transaction((tx) => dialect.setVersion(tx, version), false);
    const newest = MIGRATIONS.at(-1)?.version;
    await expect(migrate(dialect)).rejects.toMatchObject({
      code: 'STORE_VERSION',
      message: `the store has version ${version}, this program writes version ${newest}`,
    });
    expect([await dialect.version(dialect.kysely), await names()]).toEqual([version, []]);
  });

  it('have ascending numbers, the numbers of their files', async () => {
    const versions = MIGRATIONS.map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    const source = readFileSync(new URL('migrate.ts', import.meta.url), 'utf8');
    const files = [...source.matchAll(/'\.\/migrations\/(\d{4})-[a-z-]+\.ts'/g)].map(([, number]) => Number(number));
    expect(files.sort((a, b) => a - b)).toEqual(versions);
  });
});

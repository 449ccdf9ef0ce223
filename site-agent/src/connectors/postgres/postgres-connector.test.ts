import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConsiliumError, isConsiliumError } from '@consilium/core';
import { ChaosProxy, createCertificates, type TestCertificates, TestPostgres, withoutPostgres } from '@consilium/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openSource, type SourceDescription, sourceSchema } from '../source-description.ts';

const missing = withoutPostgres();

let certificates: TestCertificates;
let server: TestPostgres;
let folder: string;

const PASSWORD = 'correct horse "battery"';
const MARK = 'Ada Lovelace 1815';

beforeAll(async () => {
  if (missing !== undefined) return;
  folder = mkdtempSync(join(tmpdir(), 'consilium-pg-client-'));
  certificates = await createCertificates();
  server = await TestPostgres.start({ identity: certificates.member('coordinator', 'coordinator') });
  server.sql(`
    create role reader login password '${PASSWORD}';
    create role writer login password '${PASSWORD}';
    create type stage as enum ('early', 'late');
    create domain percent as numeric check (value >= 0);
    create table public.visit (
      id bigint primary key, n int, big bigint, exact numeric, share percent, f8 float8, f4 float4, word text, fixed char(5), ok boolean,
      day date, moment timestamp, zoned timestamptz, stage stage, "we""ird; name" text, list int[], doc jsonb, bytes bytea);
    insert into visit values
      (9007199254740993, 1, 9007199254740993, 0.1000000000000000055, 12.50, 0.1, 5.1, '  two words ', 'ab', true, '2020-02-29', '2020-02-29 13:00:01.5', '2020-02-29 13:00:00+02', 'late', 'q', '{1}', '{}', '\\x00'),
      (2, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    create table "Big"(id int primary key, x float8);
    insert into "Big" select i, i * 0.5 from generate_series(1, 10000) i;
    create table unordered(id text, x int);
    insert into unordered values ('b', 1), ('a', 2), ('C', 3);
    create table tied(id text, x int);
    insert into tied values ('a', 1), ('b', 5), ('b', 3), ('b', 4), ('a', 2);
    create view broken as select 1 as id, word::int as x from visit;
    create table hidden(id int primary key);
    grant select on visit, "Big", unordered, tied, broken to reader;
    grant select, insert on visit to writer;
    update visit set word = '${MARK}' where id = 2;
  `);
  const file = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  };
  file('password', `${PASSWORD}\n`);
  file('wrong', 'wrong\n');
  file('ca.pem', certificates.authorityPem);
  file('foreign.pem', certificates.foreignAuthorityPem);
});

afterAll(() => {
  if (missing !== undefined) return;
  server.remove();
  rmSync(folder, { recursive: true, force: true });
});

function described(change: Readonly<Record<string, unknown>> = {}): SourceDescription {
  return sourceSchema.parse({
    kind: 'postgres',
    host: 'localhost',
    port: server.port,
    database: 'postgres',
    user: 'reader',
    passwordFile: join(folder, 'password'),
    ca: join(folder, 'ca.pem'),
    table: 'visit',
    ...change,
  });
}

interface Read {
  readonly rows: readonly (readonly unknown[])[];
  readonly places: readonly number[];
  readonly hash: string;
}

async function read(description: SourceDescription, columns: readonly string[]): Promise<Read> {
  const reading = openSource(description, folder).read(columns);
  const rows: unknown[][] = [];
  const places: number[] = [];
  for await (const batch of reading.batches) {
    for (let at = 0; at < batch.length; at++) rows.push(batch.columns.map(({ cells }) => cells[at]));
    places.push(...Array.from(batch.rows));
  }
  return { rows, places, hash: reading.contentHash() };
}

async function failure(attempt: Promise<unknown>): Promise<ConsiliumError> {
  try {
    await attempt;
  } catch (error) {
    if (isConsiliumError(error)) return error;
    throw error;
  }
  throw new Error('it was read');
}

describe.skipIf(missing !== undefined)('a table of PostgreSQL', () => {
  it('keeps every digit, and writes days, moments and words as people do', async () => {
    const columns = [
      'id',
      'n',
      'big',
      'exact',
      'share',
      'f8',
      'f4',
      'word',
      'fixed',
      'ok',
      'day',
      'moment',
      'zoned',
      'stage',
      'we"ird; name',
    ];
    const { rows } = await read(described(), columns);
    expect(rows).toEqual([
      ['2', Number.NaN, '', '', '', Number.NaN, Number.NaN, MARK, '', '', '', '', '', '', ''],
      [
        ...[
          '9007199254740993',
          1,
          '9007199254740993',
          '0.1000000000000000055',
          '12.50',
          0.1,
          5.1,
          'two words',
          'ab',
          'true',
          '2020-02-29',
        ],
        ...['2020-02-29 13:00:01.5', '2020-02-29 11:00:00+00', 'late', 'q'],
      ],
    ]);
  });

  it('is read in the order of its key, in groups, and has a hash that its cells alone decide', async () => {
    const big = described({ table: 'Big' });
    const { rows, places, hash } = await read(big, ['x', 'id']);
    expect(rows).toEqual(Array.from({ length: 10_000 }, (_, i) => [(i + 1) / 2, i + 1]));
    expect(places).toEqual(Array.from({ length: 10_000 }, (_, i) => i + 1));
    expect((await read(big, ['x', 'id'])).hash).toBe(hash);
    expect((await read(big, ['id', 'x'])).hash).not.toBe(hash);
  });

  it('without a key needs columns that order it, by bytes', async () => {
    expect(await failure(read(described({ table: 'unordered' }), ['id']))).toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringContaining('has no primary key'),
    });
    expect((await read(described({ table: 'unordered', order: ['id'] }), ['id'])).rows).toEqual([['C'], ['a'], ['b']]);
  });

  it('has the rows that its columns leave side by side in an order of their own, whatever stands before them', async () => {
    const readTied = async (): Promise<unknown> =>
      (await read(described({ table: 'tied', order: ['id'] }), ['id', 'x'])).rows.filter(([id]) => id === 'b');
    const before = await readTied();
    expect(before).toEqual([3, 4, 5].map((x) => ['b', x]));
    // A row that was written last stands where there is room for it.
    server.sql("delete from tied where id = 'a'; vacuum tied; update tied set x = x where x = 3;");
    expect(await readTied()).toEqual(before);
  });

  it('names its columns, refuses those that hold no single value, and says what is not there', async () => {
    expect(await openSource(described(), folder).columns()).toContain('we"ird; name');
    for (const [column, type] of [
      ['list', 'integer[]'],
      ['doc', 'jsonb'],
      ['bytes', 'bytea'],
    ] as const) {
      const { code, message } = await failure(read(described(), ['id', column]));
      expect([code, message]).toEqual(['DATA_INVALID', expect.stringContaining(`column "${column}" has the type ${type}`)]);
    }
    expect((await failure(read(described(), ['x; drop table visit']))).message).toContain(
      'lacks the column "x; drop table visit"',
    );
    expect((await failure(read(described({ table: 'none' }), ['id']))).message).toContain('is not there');
  });

  it('serves for the hours that the hospital sets', async () => {
    expect(openSource(described(), folder).read(['id']).isCurrent()).toBe(true);
    expect(
      openSource(described({ refreshHours: 1e-9 }), folder)
        .read(['id'])
        .isCurrent(),
    ).toBe(false);
  });

  it('is left at once when nobody wants more, and the server keeps no session', async () => {
    for await (const _ of openSource(described({ table: 'Big' }), folder).read(['id']).batches) break;
    await expect
      .poll(() => server.sql("select count(*) from pg_stat_activity where application_name = 'consilium-site'"))
      .toBe('0');
  });

  it('is distinguished from one that its user may change', async () => {
    expect(await openSource(described(), folder).notices?.()).toEqual([]);
    expect((await openSource(described({ user: 'writer' }), folder).notices?.())?.[0]).toContain('writer may change');
  });
});

describe.skipIf(missing !== undefined)('a PostgreSQL server that is not to be had', () => {
  it.each([
    [
      'a wrong password',
      () => described({ passwordFile: join(folder, 'wrong') }),
      'DATABASE_REFUSED',
      'refuses the user or the password',
    ],
    ['no password', () => described({ passwordFile: undefined }), 'DATABASE_REFUSED', 'asks for a password'],
    ['no right to select', () => described({ table: 'hidden' }), 'DATABASE_REFUSED', 'does not let this user read'],
    ['no such database', () => described({ database: 'none' }), 'DATABASE_REFUSED', 'has no database of that name'],
    ['another authority', () => described({ ca: join(folder, 'foreign.pem') }), 'DATABASE_UNTRUSTED', 'not trusted'],
    ['the authorities of the world', () => described({ ca: undefined }), 'DATABASE_UNTRUSTED', 'not trusted'],
    ['nobody there', () => described({ port: 1 }), 'DATABASE_UNAVAILABLE', 'ECONNREFUSED'],
    ['a name that nobody has', () => described({ host: 'database.invalid' }), 'DATABASE_UNAVAILABLE', 'does not answer'],
    ['no TLS elsewhere', () => described({ host: 'localhost', tls: 'off' }), 'SOURCE_UNSAFE', 'without TLS'],
  ] as const)('because of %s says so by its code, without a secret', async (_, source, code, words) => {
    const error = await failure(read(source(), ['id']));
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(words)]);
    expect(JSON.stringify([error.message, error.details, String(error.cause)])).not.toContain(PASSWORD);
  });

  it('shows the name of another machine: nothing is read, also where it is dialled by address', async () => {
    const other = await TestPostgres.start({
      identity: certificates.member('coordinator', 'coordinator', { hosts: ['database.example'] }),
    });
    onTestFinished(() => other.remove());
    for (const host of ['localhost', '127.0.0.1']) {
      const error = await failure(read(described({ host, port: other.port }), ['id']));
      expect([error.code, error.message]).toEqual([
        'DATABASE_UNTRUSTED',
        expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
      ]);
    }
  });

  it('offers no TLS: no password is sent; over a socket of this machine none is needed', async () => {
    const plain = await TestPostgres.start();
    onTestFinished(() => plain.remove());
    plain.sql(
      `create role reader login password '${PASSWORD}'; create table visit(id int primary key); insert into visit values (7); grant select on visit to reader`,
    );
    expect(await failure(read(described({ port: plain.port }), ['id']))).toMatchObject({
      code: 'DATABASE_UNTRUSTED',
      message: expect.stringContaining('does not offer TLS'),
    });
    for (const change of [{ host: plain.folder }, { host: '127.0.0.1', tls: 'off' }])
      expect((await read(described({ port: plain.port, ca: undefined, ...change }), ['id'])).rows).toEqual([[7]]);
  });

  it('has a password file that others can read: it is refused before anybody is dialled', async () => {
    const path = join(folder, 'open');
    writeFileSync(path, PASSWORD);
    chmodSync(path, 0o644);
    expect((await failure(read(described({ passwordFile: path, port: 1 }), ['id']))).code).toBe('KEY_INVALID');
  });

  it('quotes no cell in what it says', async () => {
    const error = await failure(read(described({ table: 'broken', order: ['id'] }), ['x']));
    expect(error).toMatchObject({ code: 'DATA_INVALID', details: { state: '22P02' } });
    expect(JSON.stringify([error.message, error.advice, error.details, String(error.cause)])).not.toContain('Ada');
  });

  it('stops a statement that takes too long', async () => {
    server.sql('create view slow as select i as id from generate_series(1, 3) i, pg_sleep(30); grant select on slow to reader');
    const error = await failure(read(described({ table: 'slow', order: ['id'], statementSeconds: 1 }), ['id']));
    expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE', details: { state: '57014' } });
  });

  it('waits no longer than the lock time for a table that somebody is changing', async () => {
    onTestFinished(await server.hold('lock table "Big" in access exclusive mode'));
    const error = await failure(read(described({ table: 'Big' }), ['id']));
    expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE', details: { state: '55P03' } });
  });

  it('is lost in the middle of an answer', async () => {
    const proxy = await ChaosProxy.start(server.port);
    onTestFinished(() => proxy.close());
    const attempt = async (): Promise<void> => {
      for await (const _ of openSource(described({ table: 'Big', port: proxy.port }), folder).read(['id', 'x']).batches)
        proxy.cut();
    };
    expect((await failure(attempt())).code).toBe('DATABASE_UNAVAILABLE');
  });
});

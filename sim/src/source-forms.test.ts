import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPlan } from '@consilium/plan';
import { buildDataset, mappedSource, openSource, type SourceEntry, SourcesFile } from '@consilium/site-agent';
import {
  type Cdm,
  type CdmCell,
  cdmSql,
  TestPostgres,
  withoutPostgres,
  writeCdmCsv,
  writeCdmDuckDb,
  writeCdmParquet,
  writeCdmSqlite,
} from '@consilium/testing';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulate } from './simulation.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/heart-disease', import.meta.url));
const SLOW_MS = 600_000;
const missing = withoutPostgres();

/** Concept ids of a hospital's own, one for each finding. */
const FINDINGS = {
  trestbps: 2_000_000_001,
  chol: 2_000_000_002,
  thalch: 2_000_000_003,
  oldpeak: 2_000_000_004,
  num: 2_000_000_005,
} as const;
const WORDS = { cp: 2_000_000_011, fbs: 2_000_000_012, restecg: 2_000_000_013, exang: 2_000_000_014 } as const;
const START = '2020-06-15';

type Row = Readonly<Record<string, string>>;

const plan = readPlan(join(EXAMPLE, 'study.yaml'));
let folder: string;
let server: TestPostgres | undefined;
/** What `sources.yaml` says of each hospital, by form. */
const forms: Record<string, Readonly<Record<string, object>>> = {};

/** Patients by number, since OMOP knows no others; each hospital keeps its rows by them. */
function hospital(site: string): readonly Row[] {
  const rows = parse(readFileSync(join(EXAMPLE, `${site}.csv`), 'utf8'), { columns: true }) as Row[];
  return rows.map((row, i) => ({ ...row, patient_id: String(i + 1) }));
}

/** The same findings as events on the day on which the cohort begins. */
function omopOf(rows: readonly Row[]): Cdm {
  let key = 0;
  const events = (concepts: Readonly<Record<string, number>>): readonly (readonly [Row, number, string])[] =>
    rows.flatMap((row) =>
      Object.entries(concepts).flatMap(([name, concept]) => (row[name] === '' ? [] : [[row, concept, row[name] ?? ''] as const])),
    );
  const ids = rows.map(({ patient_id: id = '' }) => id);
  return {
    person: {
      columns: {
        person_id: 'bigint',
        gender_concept_id: 'bigint',
        year_of_birth: 'bigint',
        month_of_birth: 'bigint',
        day_of_birth: 'bigint',
      },
      rows: rows.map(({ patient_id: id = '', sex, age }): CdmCell[] => [
        id,
        sex === 'male' ? 8507 : 8532,
        2020 - Number(age),
        null,
        null,
      ]),
    },
    observation_period: {
      columns: {
        observation_period_id: 'bigint',
        person_id: 'bigint',
        observation_period_start_date: 'date',
        observation_period_end_date: 'date',
      },
      rows: ids.map((id) => [id, id, '2019-01-01', '2021-01-01']),
    },
    cohort: {
      columns: { cohort_definition_id: 'bigint', subject_id: 'bigint', cohort_start_date: 'date', cohort_end_date: 'date' },
      rows: ids.map((id) => [7, id, START, null]),
    },
    measurement: {
      columns: {
        measurement_id: 'bigint',
        person_id: 'bigint',
        measurement_concept_id: 'bigint',
        measurement_date: 'date',
        measurement_datetime: 'timestamp',
        value_as_number: 'double precision',
        value_as_concept_id: 'bigint',
        unit_concept_id: 'bigint',
      },
      rows: events(FINDINGS).map(([{ patient_id: id = '' }, concept, value]) => [
        ++key,
        id,
        concept,
        START,
        null,
        Number(value),
        null,
        null,
      ]),
    },
    observation: {
      columns: {
        observation_id: 'bigint',
        person_id: 'bigint',
        observation_concept_id: 'bigint',
        observation_date: 'date',
        observation_datetime: 'timestamp',
        value_as_number: 'double precision',
        value_as_concept_id: 'bigint',
        value_as_string: 'varchar',
        unit_concept_id: 'bigint',
      },
      rows: events(WORDS).map(([{ patient_id: id = '' }, concept, value]) => [
        ++key,
        id,
        concept,
        START,
        `${START} 09:00:00`,
        null,
        null,
        value,
        null,
      ]),
    },
  };
}

const OMOP_COLUMNS = {
  patient_id: { from: 'patient' },
  age: { from: 'age' },
  sex: { from: 'sex' },
  ...Object.fromEntries(
    Object.entries(FINDINGS).map(([name, concept]) => [
      name,
      { from: 'measurement', concepts: [concept], descendants: false, aggregate: 'last', hours: [0, 24] },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(WORDS).map(([name, concept]) => [
      name,
      { from: 'observation', concepts: [concept], descendants: false, aggregate: 'last', value: 'text', hours: [0, 24] },
    ]),
  ),
};

const NUMBERS = new Set(['age', 'trestbps', 'chol', 'thalch', 'oldpeak']);

/** The hospital's table as it is: numbers as numbers, words as words, and nothing where there is nothing. */
function tableOf(name: string, rows: readonly Row[]): Cdm {
  const names = Object.keys(rows[0] ?? {});
  const typeOf = (column: string): Cdm[string]['columns'][string] =>
    column === 'patient_id' ? 'bigint' : NUMBERS.has(column) ? 'double precision' : 'varchar';
  const cell = (column: string, text: string): CdmCell => {
    if (text === '') return null;
    return NUMBERS.has(column) || column === 'patient_id' ? Number(text) : text;
  };
  return {
    [name]: {
      columns: Object.fromEntries(names.map((column) => [column, typeOf(column)])),
      rows: rows.map((row) => names.map((column) => cell(column, row[column] ?? ''))),
    },
  };
}

/** One table as PostgreSQL statements: numbers as numbers, words as words. */
function tableSql(name: string, rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const typeOf = (column: string): string =>
    column === 'patient_id' ? 'int primary key' : NUMBERS.has(column) ? 'double precision' : 'text';
  const cell = (column: string, text: string): string =>
    text === '' ? 'null' : NUMBERS.has(column) || column === 'patient_id' ? text : `'${text}'`;
  const values = rows.map((row) => `(${names.map((column) => cell(column, row[column] ?? '')).join(', ')})`);
  return `create table "${name}" (${names.map((column) => `"${column}" ${typeOf(column)}`).join(', ')}); insert into "${name}" values ${values.join(', ')}; grant select on "${name}" to reader;`;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-forms-'));
  if (missing === undefined) {
    server = await TestPostgres.start();
    server.sql("create role reader login password 'p'");
  }
  writeFileSync(join(folder, 'password'), 'p', { mode: 0o600 });
  const login = {
    host: server?.folder,
    port: server?.port,
    database: 'postgres',
    user: 'reader',
    passwordFile: join(folder, 'password'),
  };
  const add = (form: string, site: string, source: object): void => {
    forms[form] = { ...forms[form], [site]: { ...source, patient: 'patient_id' } };
  };
  for (const site of plan.siteIds) {
    const rows = hospital(site);
    const path = (ending: string): string => join(folder, `${site}${ending}`);
    const names = Object.keys(rows[0] ?? {});
    writeFileSync(
      path('.csv'),
      [names, ...rows.map((row) => names.map((name) => row[name]))].map((line) => `${line.join(',')}\n`).join(''),
    );
    add('CSV', site, { type: 'csv', path: path('.csv') });
    const table = tableOf(site, rows);
    await writeCdmParquet(path('-table'), table);
    add('Parquet', site, { type: 'parquet', path: join(path('-table'), `${site}.parquet`) });
    writeCdmSqlite(path('-table.sqlite'), table);
    add('SQLite', site, { type: 'sqlite', path: path('-table.sqlite'), table: site });
    await writeCdmDuckDb(path('-table.duckdb'), table);
    add('DuckDB', site, { type: 'duckdb', path: path('-table.duckdb'), table: site });
    const cdm = omopOf(rows);
    const omop = { type: 'omop', cohort: { id: 7 }, columns: OMOP_COLUMNS };
    writeCdmSqlite(path('.sqlite'), cdm, { seconds: true });
    add('OMOP in SQLite', site, { ...omop, database: { kind: 'sqlite', path: path('.sqlite') } });
    await writeCdmDuckDb(path('.duckdb'), cdm);
    add('OMOP in DuckDB', site, { ...omop, database: { kind: 'duckdb', path: path('.duckdb') } });
    writeCdmCsv(path('-csv'), cdm, { capitals: true });
    add('OMOP in CSV', site, { ...omop, database: { kind: 'files', path: path('-csv') } });
    await writeCdmParquet(path('-parquet'), cdm);
    add('OMOP in Parquet', site, { ...omop, database: { kind: 'files', path: path('-parquet') } });
    if (server === undefined) continue;
    server.sql(tableSql(site, rows));
    add('PostgreSQL', site, { type: 'postgres', ...login, table: site });
    server.sql(
      `create schema "cdm ${site}"; ${cdmSql(cdm, {}, `cdm ${site}`)} grant usage on schema "cdm ${site}" to reader; grant select on all tables in schema "cdm ${site}" to reader;`,
    );
    add('OMOP in PostgreSQL', site, { ...omop, database: { kind: 'postgres', ...login }, schema: `cdm ${site}` });
  }
});

afterAll(() => {
  server?.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A folder with a `sources.yaml` that names each hospital's form. */
function folderOf(name: string, formOf: (site: string, i: number) => string): string {
  const path = join(folder, name);
  mkdirSync(path);
  const sources = Object.fromEntries(plan.siteIds.map((site, i) => [site, forms[formOf(site, i)]?.[site]]));
  writeFileSync(join(path, 'sources.yaml'), JSON.stringify({ sources }));
  return path;
}

/** What a site learns from, to the last bit, and the hash of what it read. */
async function matrices(
  entry: SourceEntry,
): Promise<{ readonly training: unknown; readonly heldOut: unknown; readonly hash: string }> {
  const source = mappedSource(openSource(entry.source, folder), entry);
  const { training, heldOut, contentHash } = await buildDataset(source, plan, { secret: new Uint8Array(32), share: 0.2 });
  const facts = ({ features, targets, patientOfRow, width }: typeof training): unknown => ({
    features: Buffer.from(features.buffer, features.byteOffset, features.byteLength).toString('base64'),
    targets: [...targets],
    patients: [...patientOfRow],
    width,
  });
  return { training: facts(training), heldOut: facts(heldOut), hash: contentHash };
}

describe('the four hospitals of the heart disease example, in every form in which hospitals keep tables', () => {
  it('give the same matrices to the last bit, and the same hash of what was read', { timeout: SLOW_MS }, async () => {
    expect(Object.keys(forms).length).toBeGreaterThanOrEqual(8);
    const found = new Map<string, readonly Awaited<ReturnType<typeof matrices>>[]>();
    for (const form of Object.keys(forms)) {
      const file = new SourcesFile(
        join(
          folderOf(`all ${form}`, () => form),
          'sources.yaml',
        ),
      );
      found.set(form, await Promise.all(plan.siteIds.map((site) => matrices(file.entry(site) as SourceEntry))));
    }
    const csv = found.get('CSV')?.map(({ training, heldOut }) => ({ training, heldOut }));
    expect(JSON.stringify(csv).length).toBeGreaterThan(10_000);
    for (const [form, sites] of found)
      expect([form, sites.map(({ training, heldOut }) => ({ training, heldOut }))]).toEqual([form, csv]);
    for (const isOmop of [true, false]) {
      const alike = [...found].filter(([form]) => form.startsWith('OMOP') === isOmop);
      for (const [form, sites] of alike)
        expect([form, sites.map(({ hash }) => hash)]).toEqual([form, alike[0]?.[1].map(({ hash }) => hash)]);
      expect(new Set(alike[0]?.[1].map(({ hash }) => hash)).size).toBe(plan.siteIds.length);
    }
  });

  it('give the same model, bit for bit, under a seed, whatever form each hospital has', { timeout: SLOW_MS }, async () => {
    const kinds = Object.keys(forms).filter((form) => form !== 'CSV');
    const usual = { planPath: join(EXAMPLE, 'study.yaml'), rounds: 2, transport: 'memory', seed: '1', version: 'test' } as const;
    const alike = await simulate({ ...usual, dataPath: folderOf('one form', () => 'CSV') });
    const mixed = await simulate({ ...usual, dataPath: folderOf('four forms', (_, i) => kinds[i % kinds.length] ?? '') });
    expect(mixed.outcome.rounds.every(({ participants }) => participants?.length === 4)).toBe(true);
    expect(mixed.outcome.modelHash).toBe(alike.outcome.modelHash);
    const other = await simulate({ ...usual, seed: '2', dataPath: join(folder, 'four forms') });
    expect(other.outcome.modelHash).not.toBe(mixed.outcome.modelHash);
  });
});

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textAt } from '@consilium/deidentify';
import {
  type Cdm,
  type CdmTable,
  type CdmCell,
  type CdmSpelling,
  cdmSql,
  TestPostgres,
  withoutPostgres,
  writeCdmCsv,
  writeCdmDuckDb,
  writeCdmParquet,
  writeCdmSqlite,
} from '@consilium/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONCEPTS, generatedCdm } from '../../testing/generated-cdm.ts';
import { openSource, sourceSchema, sourceText } from '../source-description.ts';

const missing = withoutPostgres();
let folder: string;
let server: TestPostgres | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-omop-'));
  mkdirSync(join(folder, 'state'));
  if (missing !== undefined) return;
  server = await TestPostgres.start();
  server.sql("create role reader login password 'p'; revoke create, temporary on database postgres from public;");
  writeFileSync(join(folder, 'password'), 'p', { mode: 0o600 });
});
afterAll(() => {
  server?.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Forms in which a hospital may keep the same model. */
const FORMS = ['postgres', 'duckdb', 'sqlite', 'csv', 'parquet'] as const;
type Form = (typeof FORMS)[number];

interface Kept {
  readonly database: object;
  readonly schema?: string;
}

async function keep(form: Form, name: string, cdm: Cdm, spelling: CdmSpelling): Promise<Kept> {
  const path = join(folder, `${name}-${form}`);
  switch (form) {
    case 'postgres':
      server?.sql(
        `create schema "${name}"; ${cdmSql(cdm, spelling, name)} grant usage on schema "${name}" to reader; grant select on all tables in schema "${name}" to reader;`,
      );
      return {
        database: {
          kind: 'postgres',
          host: server?.folder,
          port: server?.port,
          database: 'postgres',
          user: 'reader',
          passwordFile: join(folder, 'password'),
        },
        schema: name,
      };
    case 'duckdb':
      await writeCdmDuckDb(path, cdm, spelling);
      return { database: { kind: 'duckdb', path } };
    case 'sqlite':
      writeCdmSqlite(path, cdm, spelling);
      return { database: { kind: 'sqlite', path } };
    case 'csv':
      writeCdmCsv(path, cdm, spelling);
      return { database: { kind: 'files', path } };
    case 'parquet':
      await writeCdmParquet(path, cdm, spelling);
      return { database: { kind: 'files', path } };
  }
}

const measured = { from: 'measurement', concepts: [CONCEPTS.parent], hours: [-2400, 240] } as const;
const COLUMNS: Readonly<Record<string, Record<string, unknown>>> = {
  who: { from: 'patient' },
  age: { from: 'age' },
  sex: { from: 'sex' },
  last: { ...measured, aggregate: 'last' },
  first: { ...measured, aggregate: 'first' },
  min: { ...measured, aggregate: 'min' },
  max: { ...measured, aggregate: 'max' },
  mean: { ...measured, aggregate: 'mean', unit: 'mmol/L', unitWhenMissing: 'mg/dL', substance: 'glucose' },
  strict: { ...measured, aggregate: 'mean', unit: 'mg/dL' },
  alone: { ...measured, aggregate: 'max', descendants: false },
  coded: { ...measured, concepts: undefined, codes: { vocabulary: 'LOINC', codes: ['2345-7'] }, aggregate: 'max' },
  count: { ...measured, aggregate: 'count' },
  ill: {
    from: 'condition_occurrence',
    concepts: [CONCEPTS.condition],
    aggregate: 'exists',
    hours: [-8760, 0],
    translate: { '0': 'no', '1': 'yes' },
  },
  late: { ...measured, aggregate: 'max', anchor: 'end', hours: [-48, 48] },
  young: { ...measured, aggregate: 'count', anchor: 'birth', hours: [0, 438_300] },
  habit: { from: 'observation', concepts: [CONCEPTS.other], aggregate: 'last', value: 'text', hours: [-9000, 9000] },
  finding: {
    from: 'observation',
    concepts: [CONCEPTS.other],
    aggregate: 'first',
    value: 'concept',
    hours: [-9000, 9000],
    translate: { '4188539': 'yes' },
  },
};
const NAMES = Object.keys(COLUMNS);

interface Table {
  readonly cells: readonly (readonly string[] | string)[];
  readonly hash: string;
}

async function tableOf(kept: Kept, cohort: object = { id: 1 }, columns = NAMES): Promise<Table> {
  const description = sourceSchema.parse({ kind: 'omop', ...kept, cohort, columns: COLUMNS });
  const reading = openSource(description, join(folder, 'state')).read(columns);
  const cells: (readonly string[] | string)[] = [];
  for await (const batch of reading.batches) {
    for (let at = 0; at < batch.length; at++)
      cells.push(batch.problems?.get(at) ?? batch.columns.map((column) => textAt(column, at)));
  }
  return { cells, hash: reading.contentHash() };
}

/** A column as the reference reads it. */
interface ReferenceColumn {
  readonly from: string;
  readonly concepts: readonly number[];
  readonly aggregate: string;
  readonly value?: string;
  readonly hours: readonly [number, number];
  readonly anchor?: string;
  readonly unit?: string;
  readonly unitWhenMissing?: string;
  readonly translate?: Readonly<Record<string, string>>;
}

/** The same by loops over rows in memory, written down without a look at the code that it checks. */
function reference(cdm: Cdm, cohort: readonly (readonly CdmCell[])[]): readonly (readonly string[] | string)[] {
  const hours = (text: CdmCell): number =>
    Date.parse(`${String(text).replace(' ', 'T')}${String(text).length > 10 ? 'Z' : ''}`) / 3_600_000;
  const tables = Object.fromEntries(
    Object.entries(cdm).map(([name, { columns, rows }]) => [
      name,
      rows.map(
        (row): Record<string, CdmCell> => Object.fromEntries(Object.keys(columns).map((column, i) => [column, row[i] ?? null])),
      ),
    ]),
  );
  const rowsOf = (name: string): readonly Record<string, CdmCell>[] => tables[name] ?? [];
  const below = { [CONCEPTS.parent]: [CONCEPTS.parent, CONCEPTS.child] } as Record<number, readonly number[]>;
  const persons = new Map(rowsOf('person').map((row) => [row.person_id, row]));
  return cohort
    .filter(([who]) => persons.has(who ?? null))
    .toSorted(
      ([a, b, c], [d, e, f]) =>
        Number(BigInt(String(a)) - BigInt(String(d))) ||
        hours(b ?? null) - hours(e ?? null) ||
        String(c ?? '').localeCompare(String(f ?? '')),
    )
    .map(([who = null, start = null, end = null]) => {
      const person = persons.get(who) ?? {};
      const period = rowsOf('observation_period')
        .filter(
          (row) =>
            row.person_id === who &&
            String(row.observation_period_start_date) <= String(start) &&
            String(start) <= String(row.observation_period_end_date),
        )
        .toSorted((a, b) => String(a.observation_period_start_date).localeCompare(String(b.observation_period_start_date)))[0];
      if (period === undefined) return 'starts outside of every observation period of its person';
      const [year, month, day] = [person.year_of_birth, person.month_of_birth, person.day_of_birth];
      const at = new Date(hours(start) * 3_600_000);
      const beforeBirthday = month != null && (at.getUTCMonth() + 1) * 100 + at.getUTCDate() < Number(month) * 100 + Number(day);
      const age = at.getUTCFullYear() - Number(year) - (beforeBirthday ? 1 : 0);
      const born = Date.UTC(Number(year), Number(month ?? 1) - 1, Number(day ?? 1)) / 3_600_000;
      const zeros: Record<string, number | undefined> = {
        start: hours(start),
        end: end === null ? undefined : hours(end),
        birth: born,
      };
      const cell = (column: Record<string, unknown>): string => {
        const {
          from,
          concepts,
          aggregate,
          value = 'number',
          hours: window,
          anchor = 'start',
          unit,
          unitWhenMissing,
          translate,
        } = column as unknown as ReferenceColumn;
        const prefix = from.replace('_occurrence', '');
        const wanted: readonly number[] =
          column.codes !== undefined
            ? [CONCEPTS.source, CONCEPTS.child]
            : column.descendants === false
              ? concepts
              : concepts.flatMap((id: number) => below[id] ?? [id]);
        const zero = zeros[anchor];
        const events = rowsOf(from)
          .filter((row) => row.person_id === who)
          .map((row) => {
            const date = row[`${prefix}_date`] ?? row[`${prefix}_start_date`] ?? null;
            const time = row[`${prefix}_datetime`] ?? row[`${prefix}_start_datetime`] ?? date;
            return { row, date, time: hours(time), key: Number(row[`${from}_id`]) };
          })
          .filter(
            ({ row, date, time }) =>
              wanted.includes(Number(row[`${prefix}_concept_id`])) &&
              zero !== undefined &&
              time >= zero + window[0] &&
              time < zero + window[1] &&
              String(date) >= String(period.observation_period_start_date) &&
              String(date) <= String(period.observation_period_end_date),
          )
          .toSorted((a, b) => a.time - b.time || a.key - b.key);
        const words = (text: string): string => translate?.[text] ?? text;
        if (aggregate === 'count') return words(String(events.length));
        if (aggregate === 'exists') return words(events.length > 0 ? '1' : '0');
        if (value !== 'number') {
          const texts = events.map(({ row }) =>
            value === 'text' ? String(row.value_as_string ?? '').trim() : String(row.value_as_concept_id || ''),
          );
          return words(texts.filter((text) => text !== '').at(aggregate === 'first' ? 0 : -1) ?? '');
        }
        const known: Record<string, string | undefined> = {
          8840: 'mg/dL',
          8753: 'mmol/L',
          0: unitWhenMissing,
          null: unitWhenMissing,
        };
        const numbers = events.flatMap(({ row }) => {
          const number = row.value_as_number ?? null;
          const its = known[String(row.unit_concept_id)];
          if (number === null || (unit !== undefined && its === undefined)) return [];
          if (unit === undefined || its === unit) return [Number(number)];
          // mg/dL and mmol/L of something that weighs 180.156 g/mol; without a substance there is no way between them.
          if (column.substance === undefined) return [];
          return [its === 'mg/dL' ? Number(number) * (0.01 / 180.156 / 0.001) : Number(number) * ((180.156 * 0.001) / 0.01)];
        });
        if (numbers.length === 0) return '';
        if (aggregate === 'min') return String(Math.min(...numbers));
        if (aggregate === 'max') return String(Math.max(...numbers));
        if (aggregate === 'mean') return String(numbers.reduce((a, b) => a + b, 0) / numbers.length);
        return String(numbers.at(aggregate === 'first' ? 0 : -1));
      };
      return NAMES.map((name) => {
        if (name === 'who') return String(who);
        if (name === 'age') return age < 0 ? '' : String(Math.min(age, 90));
        if (name === 'sex')
          return { 8507: 'male', 8532: 'female' }[String(person.gender_concept_id)] ?? String(person.gender_concept_id);
        return cell(COLUMNS[name] ?? {});
      });
    });
}

/** Numbers of a conversion may differ in their last bits, by the order in which factors are multiplied. */
function rounded(table: readonly (readonly string[] | string)[]): unknown {
  const at = NAMES.indexOf('mean');
  return table.map((row) =>
    typeof row === 'string' ? row : row.map((cell, i) => (i === at && cell !== '' ? Number(cell).toPrecision(12) : cell)),
  );
}

const forms = missing === undefined ? FORMS : FORMS.filter((form) => form !== 'postgres');

describe.each([
  ['a', {}],
  ['b', { capitals: true, seconds: true }],
  ['c', { capitals: true }],
  ['d', { seconds: true }],
] as const)('a generated OMOP database (%s)', (seed, spelling) => {
  const cdm = generatedCdm(`omop/${seed}`);
  const inCohort = (cdm.cohort?.rows ?? []).filter(([id]) => id === 1).map(([, ...row]) => row);
  const kept = new Map<Form, Kept>();

  beforeAll(async () => {
    for (const form of forms) kept.set(form, await keep(form, `random-${seed}`, cdm, spelling));
  });

  it.each(forms)('gives the cells that a naive reading gives: %s', async (form) => {
    const { cells } = await tableOf(kept.get(form) as Kept);
    expect(rounded(cells)).toEqual(rounded(reference(cdm, inCohort)));
    expect(cells.filter((row) => typeof row !== 'string').length).toBeGreaterThan(10);
  });

  it('gives the same cells to the last bit, and one hash, wherever it lies', async () => {
    const tables = [];
    for (const form of forms) tables.push(await tableOf(kept.get(form) as Kept));
    for (const table of tables) expect(table).toEqual(tables[0]);
  });

  it.each(forms)('makes a cohort of first events: %s', async (form) => {
    const first = new Map<CdmCell, string>();
    const allowed = [CONCEPTS.condition] as readonly CdmCell[];
    for (const [, who = null, concept = null, day] of cdm.condition_occurrence?.rows ?? [])
      if (allowed.includes(concept) && (first.get(who) ?? '9') > String(day)) first.set(who, String(day));
    const cohort = { from: 'condition_occurrence', concepts: [CONCEPTS.condition] };
    const { cells } = await tableOf(kept.get(form) as Kept, cohort);
    expect(rounded(cells)).toEqual(
      rounded(
        reference(
          cdm,
          [...first].map(([who, day]) => [who, day, null]),
        ),
      ),
    );
  });

  it.each(forms)('says its version and cohort, and asks for the columns that are wanted alone: %s', async (form) => {
    const description = sourceSchema.parse({ kind: 'omop', ...kept.get(form), cohort: { id: 1 }, columns: COLUMNS });
    const source = openSource(description, join(folder, 'state'));
    expect(await source.notices?.()).toEqual([
      'The database has the Common Data Model 5.3.1; what is read is the same as in 5.4.',
    ]);
    expect(sourceText(description)).toMatch(/ cohort 1 of cohort$/);
    expect(await source.columns()).toEqual(NAMES);
    expect((await tableOf(kept.get(form) as Kept, { id: 1 }, ['who'])).cells.length).toBeGreaterThan(10);
  });
});

describe('an OMOP database that lacks something', () => {
  const cdm = generatedCdm('omop/lacking', 6);
  const without = (...names: readonly string[]): Cdm =>
    Object.fromEntries(Object.entries(cdm).filter(([name]) => !names.includes(name)));

  it.each(['person', 'cohort', 'observation_period', 'measurement', 'concept'])('says which table: %s', async (table) => {
    const kept = await keep('sqlite', `without-${table}`, without(table), {});
    await expect(tableOf(kept)).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringContaining(`no table ${table}`),
    });
  });

  it('says which code the vocabulary does not know', async () => {
    const concept = { columns: cdm.concept?.columns ?? {}, rows: [] };
    const kept = await keep('duckdb', 'no-codes', { ...cdm, concept }, {});
    await expect(tableOf(kept)).rejects.toMatchObject({ code: 'DATA_INVALID', message: expect.stringContaining('LOINC 2345-7') });
  });

  it('says which column', async () => {
    const { columns, rows } = cdm.measurement as CdmTable;
    const rest = Object.fromEntries(Object.entries(columns).filter(([name]) => name !== 'unit_concept_id'));
    const measurement = {
      columns: rest,
      rows: rows.map((row) => row.filter((__, i) => i !== Object.keys(columns).indexOf('unit_concept_id'))),
    };
    const kept = await keep('parquet', 'no-unit', { ...cdm, measurement }, {});
    await expect(tableOf(kept)).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringContaining('no column unit_concept_id'),
    });
  });

  it('reads dates that are none as nothing: the entry is a problem of its row, the event does not count', async () => {
    const kept = await keep('csv', 'odd-dates', without('cdm_source'), {});
    const path = join(folder, 'odd-dates-csv', 'cohort.csv');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/,\d{4}-\d\d-\d\d,/g, ',2021-02-30,'));
    const { cells } = await tableOf(kept);
    expect(new Set(cells)).toEqual(new Set(['has no start of the cohort that can be read']));
    const description = sourceSchema.parse({ kind: 'omop', ...kept, cohort: { id: 1 }, columns: COLUMNS });
    expect((await openSource(description, join(folder, 'state')).notices?.())?.[0]).toContain('does not say which version');
  });

  it('reads the same of everybody else where a row of a file has another number of cells', async () => {
    const kept = await keep('csv', 'ragged', cdm, {});
    const before = await tableOf(kept);
    const path = join(folder, 'ragged-csv', 'measurement.csv');
    const text = readFileSync(path, 'utf8');
    const odd = ['1', '1,2,3', `1${',2'.repeat(60)}`, 'a "quoted" word', '"1" ,2'];
    const [header = '', ...rows] = text.split('\n');
    writeFileSync(path, [header, ...odd, ...rows.slice(0, -1), ...odd, ''].join('\n'));
    expect((await tableOf(kept)).cells).toEqual(before.cells);
    writeFileSync(path, text.replaceAll(',', '\t'));
    expect((await tableOf(kept)).cells).toEqual(before.cells);
  });

  it('leaves nothing of what it laid down in the folder of the agent', () => {
    expect(readdirSync(join(folder, 'state')).filter((name) => name !== 'spills')).toEqual([]);
  });
});

describe('the description of an OMOP source', () => {
  it.each([
    ['two patients', { columns: { a: { from: 'patient' }, b: { from: 'patient' } } }],
    ['no patient', { columns: { a: { from: 'age' } } }],
    ['no concepts', { columns: { a: { from: 'patient' }, b: { from: 'measurement', aggregate: 'last', hours: [0, 1] } } }],
    [
      'a window that ends before it begins',
      { columns: { a: { from: 'patient' }, b: { ...measured, aggregate: 'last', hours: [1, 0] } } },
    ],
    [
      'a mean of texts',
      {
        columns: {
          a: { from: 'patient' },
          b: { from: 'observation', concepts: [1], aggregate: 'mean', value: 'text', hours: [0, 1] },
        },
      },
    ],
    [
      'numbers of conditions',
      {
        columns: { a: { from: 'patient' }, b: { from: 'condition_occurrence', concepts: [1], aggregate: 'last', hours: [0, 1] } },
      },
    ],
    ['a unit of a count', { columns: { a: { from: 'patient' }, b: { ...measured, aggregate: 'count', unit: 'kg' } } }],
    ['a unit that nobody knows', { columns: { a: { from: 'patient' }, b: { ...measured, aggregate: 'last', unit: 'stones' } } }],
    ['SQL', { columns: { a: { from: 'patient' } }, sql: 'select 1' }],
  ])('refuses %s', (_, change) => {
    const whole = {
      kind: 'omop',
      database: { kind: 'sqlite', path: '/x' },
      cohort: { id: 1 },
      columns: { a: { from: 'patient' } },
    };
    expect(sourceSchema.safeParse(whole).success).toBe(true);
    expect(sourceSchema.safeParse({ ...whole, ...change }).success).toBe(false);
  });
});

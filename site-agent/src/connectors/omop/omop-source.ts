import { ConsiliumError } from '@consilium/core';
import type { Batch, ColumnCells } from '@consilium/deidentify';
import { ContentHash } from '../content-hash.ts';
import { servesFor } from '../freshness.ts';
import { namedError, type Source } from '../source.ts';
import type { CdmDatabase } from './cdm-database.ts';
import type { EventTableName } from './cdm-tables.ts';
import { type CohortRow, cohortOf } from './cohort-rows.ts';
import { type ColumnMaker, columnMaker } from './column-maker.ts';
import { COMMON_UNITS } from './common-units.ts';
import { at, conceptSet } from './concept-sets.ts';
import { type Event, type PersonEvents, personEvents } from './events.ts';
import { columnsOf } from './column-range.ts';
import type { EventColumn, OmopColumn, OmopDescription } from './omop-description.ts';

/** Rows of a batch. */
const BATCH_ROWS = 4096;

const NO_EVENTS: readonly Event[] = [];

/** A cohort of an OMOP database as a table: a row for each entry of a person into the cohort, in the order of persons; row numbers count from 1. */
export function omopSource(description: OmopDescription, name: string, open: () => Promise<CdmDatabase>): Source {
  return {
    name,
    columns: async () => [...columnsOf(description).keys()],
    notices: () => asked(name, open, noticesOf),
    read(columns) {
      const isCurrent = servesFor(description.refreshHours);
      const hash = new ContentHash(columns);
      return { batches: batches(description, name, open, columns, hash), contentHash: () => hash.digest(), isCurrent };
    },
  };
}

async function asked<T>(
  name: string,
  open: () => Promise<CdmDatabase>,
  question: (database: CdmDatabase) => Promise<T>,
): Promise<T> {
  const database = await open();
  try {
    return await question(database);
  } catch (error) {
    throw namedError(error, name);
  } finally {
    await database.close();
  }
}

/** What a person should know of the model that was found. */
async function noticesOf(database: CdmDatabase): Promise<readonly string[]> {
  const table = await database.table('cdm_source', 'clinical');
  const versions = new Set<string>();
  if (table !== undefined) {
    for await (const rows of database.rows(`select ${database.dialect.text(at(table, 'cdm_version'))} from ${table.from}`))
      for (const [version] of rows) versions.add((version ?? '').replace(/^v/iu, ''));
  }
  versions.delete('');
  if (versions.size === 0) return ['The database does not say which version of the Common Data Model it has; it is read as 5.4.'];
  const others = [...versions].filter((version) => !/^5\.4(?:\.|$)/.test(version));
  return others.map((version) =>
    /^5\.3(?:\.|$)/.test(version)
      ? `The database has the Common Data Model ${version}; what is read is the same as in 5.4.`
      : `WARNING: the database has the Common Data Model ${version}; only 5.3 and 5.4 are known here.`,
  );
}

async function* batches(
  description: OmopDescription,
  name: string,
  open: () => Promise<CdmDatabase>,
  columns: readonly string[],
  hash: ContentHash,
): AsyncGenerator<Batch> {
  const described = columnsOf(description);
  const wanted = columns.map((column) => [column, columnNamed(described, column, name)] as const);
  const database = await open();
  try {
    const { makers, concepts } = await makersOf(database, wanted);
    const { persons, rows } = await cohortOf(database, description);
    for await (const batch of inBatches(makers, rowsWithEvents(rows, personEvents(database, concepts, persons)))) {
      hash.add(batch);
      yield batch;
    }
  } catch (error) {
    throw namedError(error, name);
  } finally {
    await database.close();
  }
}

function columnNamed(columns: ReadonlyMap<string, OmopColumn>, column: string, name: string): OmopColumn {
  const found = columns.get(column);
  if (found !== undefined) return found;
  throw new ConsiliumError({
    code: 'DATA_INVALID',
    message: `${name} has no column "${column}" in its description`,
    details: { column },
  });
}

function isEventColumn(column: OmopColumn): column is EventColumn {
  return column.from !== 'patient' && column.from !== 'age' && column.from !== 'sex';
}

interface Makers {
  readonly makers: readonly ColumnMaker[];
  /** What any of them takes, by table. */
  readonly concepts: ReadonlyMap<EventTableName, ReadonlySet<number>>;
}

async function makersOf(database: CdmDatabase, columns: readonly (readonly [string, OmopColumn])[]): Promise<Makers> {
  const units = columns.some(([, column]) => isEventColumn(column) && column.unit !== undefined)
    ? await unitsOf(database)
    : COMMON_UNITS;
  const concepts = new Map<EventTableName, Set<number>>();
  const sets = new Map<string, ReadonlySet<number>>();
  const makers: ColumnMaker[] = [];
  for (const [name, column] of columns) {
    if (!isEventColumn(column)) {
      makers.push(columnMaker(column, { set: new Set(), units }));
      continue;
    }
    // Hours of a series share their concepts, which are looked up once.
    const key = JSON.stringify([column.concepts, column.codes, column.descendants]);
    const set = sets.get(key) ?? (await conceptSet(database, column, name));
    sets.set(key, set);
    const ofTable = concepts.get(column.from) ?? new Set();
    for (const id of set) ofTable.add(id);
    concepts.set(column.from, ofTable);
    makers.push(columnMaker(column, { set, units }));
  }
  return { makers, concepts };
}

/** UCUM codes by concept id, as far as the vocabulary is there. */
async function unitsOf(database: CdmDatabase): Promise<ReadonlyMap<number, string>> {
  const units = new Map<number, string>();
  const table = await database.table('concept', 'vocabulary');
  if (table === undefined) return COMMON_UNITS;
  const { dialect } = database;
  const sql = `select ${dialect.text(dialect.whole(at(table, 'concept_id')))}, ${dialect.text(at(table, 'concept_code'))} from ${table.from} where ${at(table, 'vocabulary_id')} = ${dialect.parameter(1)}`;
  for await (const rows of database.rows(sql, ['UCUM'])) for (const [id, code] of rows) units.set(Number(id), code ?? '');
  return new Map([...COMMON_UNITS, ...units]);
}

interface RowWithEvents {
  readonly row: CohortRow;
  readonly events: readonly Event[];
}

/** Rows in their order, each with the events of its person; both come in the order of persons. */
async function* rowsWithEvents(rows: readonly CohortRow[], persons: AsyncIterable<PersonEvents>): AsyncGenerator<RowWithEvents> {
  const firstOf = new Map<string, number>();
  for (const [i, { person }] of rows.entries()) if (!firstOf.has(person)) firstOf.set(person, i);
  let next = 0;
  for await (const { person, events } of persons) {
    const first = firstOf.get(person);
    // Events of somebody whom the table of persons does not know.
    if (first === undefined) continue;
    for (; next < first; next++) yield { row: rows[next] as CohortRow, events: NO_EVENTS };
    for (; rows[next]?.person === person; next++) yield { row: rows[next] as CohortRow, events };
  }
  for (; next < rows.length; next++) yield { row: rows[next] as CohortRow, events: NO_EVENTS };
}

async function* inBatches(makers: readonly ColumnMaker[], rows: AsyncIterable<RowWithEvents>): AsyncGenerator<Batch> {
  let before = 0;
  let group: RowWithEvents[] = [];
  for await (const row of rows) {
    group.push(row);
    if (group.length < BATCH_ROWS) continue;
    yield batchOf(makers, group, before);
    before += group.length;
    group = [];
  }
  if (group.length > 0) yield batchOf(makers, group, before);
}

function batchOf(makers: readonly ColumnMaker[], rows: readonly RowWithEvents[], before: number): Batch {
  const problems = new Map(
    rows.flatMap(({ row }, i) => {
      const problem = rowProblem(row);
      return problem === undefined ? [] : [[i, problem] as const];
    }),
  );
  return {
    length: rows.length,
    rows: Float64Array.from(rows, (_, i) => before + i + 1),
    columns: makers.map(({ kind, make }): ColumnCells => {
      const cells = rows.map(({ row, events }) => make(row, events));
      return kind === 'number' ? { kind, cells: Float64Array.from(cells as number[]) } : { kind, cells: cells as string[] };
    }),
    ...(problems.size === 0 ? {} : { problems }),
  };
}

function rowProblem({ start, observed }: CohortRow): string | undefined {
  if (start === undefined) return 'has no start of the cohort that can be read';
  return observed === undefined ? 'starts outside of every observation period of its person' : undefined;
}

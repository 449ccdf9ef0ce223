import { ConsiliumError } from '@consilium/core';
import type { Batch } from '@consilium/deidentify';
import { inBatches, rowsWithEvents } from '../cohort/cohort-batches.ts';
import { type ColumnMaker, columnMaker } from '../cohort/column-maker.ts';
import { columnsOf } from '../cohort/column-range.ts';
import { ContentHash } from '../content-hash.ts';
import { servesFor } from '../freshness.ts';
import { namedError, type Source } from '../source.ts';
import type { CdmDatabase } from './cdm-database.ts';
import type { EventTableName } from './cdm-tables.ts';
import { cohortOf } from './cohort-rows.ts';
import { COMMON_UNITS } from './common-units.ts';
import { at, conceptSet } from './concept-sets.ts';
import { personEvents } from './events.ts';
import type { EventColumn, OmopColumn, OmopDescription } from './omop-description.ts';

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

import type { DuckDBDataChunk, DuckDBResult, DuckDBType } from '@duckdb/node-api';
import { ConsiliumError } from '@consilium/core';
import type { Batch, ColumnCells } from '@consilium/deidentify';
import { type LockedDuckDb, quotedName } from './locked-duckdb.ts';
import { type Presence, presence, TEXT_ENTRY_BYTES, TextVectorReader } from './text-vector.ts';

/** Digits of a decimal number that a double always holds. */
const EXACT_DIGITS = 15;

/** How cells of a column come out of DuckDB: as doubles, as whole numbers of 64 bits, or as text. */
type Form = 'double' | 'int64' | 'text';

/** The form in which a column is asked for, and how. */
interface Asked {
  readonly form: Form;
  readonly sql: string;
}

/** Types of which every value is a double. */
const DOUBLES: ReadonlySet<string> = new Set(['TINYINT', 'SMALLINT', 'INTEGER', 'UTINYINT', 'USMALLINT', 'UINTEGER', 'DOUBLE']);
/** Types whose text says all that they hold. */
const TEXTS: ReadonlySet<string> = new Set([
  'VARCHAR',
  'BOOLEAN',
  'DATE',
  'TIME',
  'UUID',
  'ENUM',
  'UBIGINT',
  'HUGEINT',
  'UHUGEINT',
  'SQLNULL',
]);
/** Moments, written with a blank between date and time. */
const MOMENTS: ReadonlySet<string> = new Set(['TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS']);

/** What DuckDB calls a type, without what stands in brackets behind it. */
async function typeName(type: DuckDBType): Promise<string> {
  const { DuckDBTypeId } = await import('@duckdb/node-api');
  return DuckDBTypeId[type.typeId];
}

async function askedFor(name: string, type: DuckDBType): Promise<Asked> {
  const column = quotedName(name);
  const kind = await typeName(type);
  if (DOUBLES.has(kind)) return { form: 'double', sql: `${column}::double` };
  // The shortest text that means it, as it would stand in a CSV file: the double nearest to a float is another number.
  if (kind === 'FLOAT') return { form: 'double', sql: `${column}::varchar::double` };
  if (kind === 'BIGINT') return { form: 'int64', sql: column };
  if (kind === 'DECIMAL') {
    const { width } = type as DuckDBType & { readonly width: number };
    return width <= EXACT_DIGITS ? { form: 'double', sql: `${column}::double` } : { form: 'text', sql: `${column}::varchar` };
  }
  if (TEXTS.has(kind)) return { form: 'text', sql: `${column}::varchar` };
  if (MOMENTS.has(kind)) return { form: 'text', sql: `replace(${column}::varchar, ' ', 'T')` };
  if (kind === 'TIMESTAMP_TZ') return { form: 'text', sql: `replace(replace(${column}::varchar, ' ', 'T'), '+00', 'Z')` };
  throw new ConsiliumError({
    code: 'DATA_INVALID',
    message: `column ${name}: is of the type ${kind}, which has no text of one line: let a view make numbers or text of it`,
    details: { column: name },
  });
}

/** The columns of what a query may select from, in their order. @param from what follows `from`: a quoted table or a call that reads files */
export async function columnsOf(database: LockedDuckDb, from: string): Promise<ReadonlyMap<string, DuckDBType>> {
  const result = await database.select(`select * from ${from} limit 0`);
  return new Map(result.columnNames().map((name, i) => [name, result.columnType(i)]));
}

/**
 * The rows of a table that DuckDB reads, in its order; of its columns only those that are asked for. Whole numbers and decimals are numbers where a
 * number holds every digit, and text otherwise; moments are ISO 8601.
 *
 * @param from as in {@link columnsOf}
 * @param rowsBefore rows that stand before those of this query
 * @throws ConsiliumError `DATA_INVALID` for a column that is not there, or of a type that is no single value
 */
export async function* duckDbBatches(
  database: LockedDuckDb,
  from: string,
  columns: readonly string[],
  rowsBefore = 0,
): AsyncGenerator<Batch> {
  const known = await columnsOf(database, from);
  const absent = columns.filter((name) => !known.has(name));
  if (absent.length > 0)
    throw new ConsiliumError({
      code: 'DATA_INVALID',
      message: `lacks ${absent.map((name) => `the column "${name}"`).join(', ')}`,
      details: { column: absent[0] ?? '' },
    });
  const asked = await Promise.all(columns.map((name) => askedFor(name, known.get(name) as DuckDBType)));
  const list = asked.length === 0 ? 'null' : asked.map(({ sql }) => sql).join(', ');
  const result = await database.select(`select ${list} from ${from}`);
  const read = await chunkReader(asked);
  let before = rowsBefore;
  for await (const chunk of chunksAhead(result)) {
    const length = chunk.rowCount;
    const rows = new Float64Array(length);
    for (let at = 0; at < length; at++) rows[at] = before + at + 1;
    yield { length, rows, columns: read(chunk) };
    before += length;
  }
}

/** The chunks of a result. While one is looked at, DuckDB decodes the next. */
async function* chunksAhead(result: DuckDBResult): AsyncGenerator<DuckDBDataChunk> {
  let next = fetched(result);
  try {
    for (let answer = await next; ; answer = await next) {
      if ('error' in answer) throw answer.error;
      if (answer.chunk === null || answer.chunk.rowCount === 0) return;
      next = fetched(result);
      yield answer.chunk;
    }
  } finally {
    // Nobody closes the database while it decodes.
    await next;
  }
}

/** The next chunk, or why there is none: never a promise that fails while nobody waits for it. */
async function fetched(result: DuckDBResult): Promise<{ readonly chunk: DuckDBDataChunk | null } | { readonly error: unknown }> {
  try {
    return { chunk: await result.fetchChunk() };
  } catch (error) {
    return { error };
  }
}

/** Reads the cells of a chunk where DuckDB has them: asking for one after the other takes several times as long. */
async function chunkReader(asked: readonly Asked[]): Promise<(chunk: DuckDBDataChunk) => readonly ColumnCells[]> {
  const { default: duckdb } = await import('@duckdb/node-bindings');
  const texts = asked.map(() => new TextVectorReader());
  const column = (chunk: DuckDBDataChunk, form: Form, i: number): ColumnCells => {
    const length = chunk.rowCount;
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, i);
    const data = duckdb.vector_get_data(vector, length * (form === 'text' ? TEXT_ENTRY_BYTES : 8));
    const isThere = presence(duckdb.vector_get_validity(vector, Math.ceil(length / 64) * 8));
    if (form === 'double') return doubles(data, isThere, length);
    if (form === 'int64') return wholeNumbers(data, isThere, length);
    return (texts[i] as TextVectorReader).read(data, isThere, length, () => chunk.getColumnVector(i));
  };
  return (chunk) => asked.map(({ form }, i) => column(chunk, form, i));
}

/** @param data a copy already, which nobody else holds */
function doubles(data: Uint8Array, isThere: Presence, length: number): ColumnCells {
  const cells = new Float64Array(data.buffer, data.byteOffset, length);
  if (isThere !== undefined) for (let at = 0; at < length; at++) if (!isThere(at)) cells[at] = Number.NaN;
  return { kind: 'number', cells };
}

/** A batch with a number that a double would round is text as a whole. */
function wholeNumbers(data: Uint8Array, isThere: Presence, length: number): ColumnCells {
  const words = new Int32Array(data.buffer, data.byteOffset, 2 * length);
  const cells = new Float64Array(length);
  for (let at = 0; at < length; at++) {
    const value = (words[2 * at + 1] as number) * 2 ** 32 + ((words[2 * at] as number) >>> 0);
    if (isThere?.(at) === false) cells[at] = Number.NaN;
    else if (Number.isSafeInteger(value)) cells[at] = value;
    else return { kind: 'text', cells: wholeTexts(data, isThere, length) };
  }
  return { kind: 'number', cells };
}

function wholeTexts(data: Uint8Array, isThere: Presence, length: number): string[] {
  const values = new BigInt64Array(data.buffer, data.byteOffset, length);
  return Array.from(values, (value, at) => (isThere?.(at) === false ? '' : String(value)));
}

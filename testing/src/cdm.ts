import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import Database from 'better-sqlite3';

/** Types of the columns of the Common Data Model, as all databases know them. */
export type CdmType = 'bigint' | 'double precision' | 'date' | 'timestamp' | 'varchar';
export type CdmCell = string | number | null;

/** One table in memory. */
export interface CdmTable {
  readonly columns: Readonly<Record<string, CdmType>>;
  readonly rows: readonly (readonly CdmCell[])[];
}

/** Tables by name, in small letters. */
export type Cdm = Readonly<Record<string, CdmTable>>;

/** How the tables are spelled, and how SQLite keeps moments. */
export interface CdmSpelling {
  /** Tables and columns in capital letters. */
  readonly capitals?: boolean;
  /** Dates and moments of SQLite are seconds since 1970, as tools of OHDSI write them. */
  readonly seconds?: boolean;
}

/** Statements that make the tables, in the order of their rows. @param schema where they are to be, if not where tables are by themselves */
export function cdmSql(cdm: Cdm, { capitals = false }: CdmSpelling = {}, schema?: string): string {
  const spell = (name: string): string => `"${capitals ? name.toUpperCase() : name}"`;
  const statements = Object.entries(cdm).flatMap(([name, { columns, rows }]) => {
    const table = schema === undefined ? spell(name) : `"${schema}".${spell(name)}`;
    const fields = Object.entries(columns).map(([column, type]) => `${spell(column)} ${type}`);
    const values = rows.map((row) => `(${row.map(literal).join(', ')})`);
    return [
      `create table ${table} (${fields.join(', ')});`,
      ...(values.length === 0 ? [] : [`insert into ${table} values ${values.join(',\n')};`]),
    ];
  });
  return statements.join('\n');
}

function literal(cell: CdmCell): string {
  if (cell === null) return 'null';
  return typeof cell === 'number' ? String(cell) : `'${cell.replaceAll("'", "''")}'`;
}

/** Writes the tables into a SQLite file. */
export function writeCdmSqlite(path: string, cdm: Cdm, spelling: CdmSpelling = {}): void {
  const database = new Database(path);
  database.exec(`begin; ${cdmSql(spelling.seconds === true ? inSeconds(cdm) : cdm, spelling)} commit;`);
  database.close();
}

function inSeconds(cdm: Cdm): Cdm {
  const isMoment = (type: CdmType | undefined): boolean => type === 'date' || type === 'timestamp';
  return Object.fromEntries(
    Object.entries(cdm).map(([name, { columns, rows }]) => {
      const types = Object.values(columns);
      const seconds = (cell: CdmCell): CdmCell =>
        cell === null ? null : Date.parse(`${String(cell).replace(' ', 'T')}${String(cell).length > 10 ? 'Z' : ''}`) / 1000;
      return [
        name,
        {
          columns: Object.fromEntries(
            Object.entries(columns).map(([column, type]) => [column, isMoment(type) ? 'double precision' : type]),
          ),
          rows: rows.map((row) => row.map((cell, i) => (isMoment(types[i]) ? seconds(cell) : cell))),
        },
      ];
    }),
  );
}

/** Writes the tables into a DuckDB file. */
export async function writeCdmDuckDb(path: string, cdm: Cdm, spelling: CdmSpelling = {}): Promise<void> {
  await inDuckDb(path, cdmSql(cdm, spelling));
}

/** Writes one CSV file for each table. */
export function writeCdmCsv(folder: string, cdm: Cdm, { capitals = false }: CdmSpelling = {}): void {
  mkdirSync(folder, { recursive: true });
  const spell = (name: string): string => (capitals ? name.toUpperCase() : name);
  for (const [name, { columns, rows }] of Object.entries(cdm)) {
    const lines = [Object.keys(columns).map(spell), ...rows].map((row) => row.map(csvCell).join(','));
    writeFileSync(join(folder, `${spell(name)}.csv`), `${lines.join('\n')}\n`);
  }
}

function csvCell(cell: CdmCell): string {
  const text = String(cell ?? '');
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Writes one Parquet file for each table. */
export async function writeCdmParquet(folder: string, cdm: Cdm, spelling: CdmSpelling = {}): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const copies = Object.keys(cdm).map(
    (name) => `copy (select * from "${name}") to '${join(folder, `${name}.parquet`).replaceAll("'", "''")}' (format parquet);`,
  );
  await inDuckDb(':memory:', `${cdmSql(cdm, spelling)}\n${copies.join('\n')}`);
}

async function inDuckDb(path: string, statements: string): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run(statements);
  connection.closeSync();
  instance.closeSync();
}

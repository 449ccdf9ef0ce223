import { closeSync, statSync } from 'node:fs';
import { z } from 'zod';
import type { Connector } from './connector.ts';
import { LockedDuckDb, quotedText } from './duckdb/locked-duckdb.ts';
import { duckDbSource } from './duckdb/duckdb-source.ts';
import { requireContent } from './file-content.ts';
import { parquetFiles } from './parquet-folder.ts';
import type { Source } from './source.ts';
import {
  fileStamp,
  locateFile,
  openTableFile,
  openToAllWarnings,
  requireSafeFile,
  requireSafeFolder,
  unsafe,
} from './source-file.ts';

const schema = z.strictObject({ kind: z.literal('parquet'), path: z.string().min(1) });

/** What DuckDB takes for a pattern of names. */
const PATTERN = /[*?[\]]/;

/** Parquet files, and folders of them whose names may say values of further columns (`year=2020/a.parquet`). */
export const PARQUET: Connector<z.output<typeof schema>> & { readonly schema: typeof schema } = {
  words: 'Parquet file or folder',
  schema,
  locate: (source) => ({ ...source, path: locateFile(source.path) }),
  identity: ({ path }) => path,
  requireSafe({ path }, stateFolder) {
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    if (isFolder) requireSafeFolder(path, stateFolder);
    const files = isFolder ? parquetFiles(path) : [path];
    if (files.length === 0) throw unsafe(path, 'is a folder without Parquet files: name a file in it');
    for (const file of files) {
      if (PATTERN.test(file))
        throw unsafe(file, 'has a name with *, ?, [ or ], which would be taken for a pattern: give it another one');
      requireSafeFile(file, stateFolder);
      requireContent(file, ['parquet']);
    }
  },
  warnings: ({ path }) => openToAllWarnings(path),
  open: ({ path }) => parquetSource(path),
};

function parquetSource(path: string): Source {
  const isFolder = (): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const files = (): readonly string[] => (isFolder() ? parquetFiles(path) : [path]);
  return duckDbSource({
    name: path,
    stamp: () => (isFolder() ? parquetFiles(path) : [path]).map((file) => `${file} ${fileStamp(file)}`).join('\n'),
    async open() {
      const read = files();
      // What lies under the names now is files, and may be opened.
      for (const file of read) closeSync(openTableFile(file));
      // One thread decodes faster than the cells are looked at, and each further one holds a group of rows in memory.
      const database = await LockedDuckDb.open({ files: read, threads: 1 });
      const hive = `hive_partitioning = ${isFolder()}, hive_types_autocast = false`;
      const [first = path, ...others] = read;
      const from = (file: string): string => `read_parquet(${quotedText(file)}, ${hive})`;
      return { database, from: [from(first), ...others.map(from)], rows: await foretoldRows(database, read) };
    },
  });
}

/** What the files say of themselves. A wrong number shows when they are read. */
async function foretoldRows(database: LockedDuckDb, files: readonly string[]): Promise<number> {
  const list = files.map(quotedText).join(', ');
  const result = await database.select(`select sum(num_rows)::double from parquet_file_metadata([${list}])`);
  return Number((await result.getRows())[0]?.[0]);
}

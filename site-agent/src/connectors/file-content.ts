import { closeSync, readSync } from 'node:fs';
import { openTableFile, unsafe } from './source-file.ts';

/** What a file can be that a connector reads. */
export type TableContent = 'text' | 'utf-16' | 'gzip' | 'zstd' | 'parquet' | 'sqlite' | 'duckdb';

/** What a file is, by its first bytes. */
export interface FileContent {
  /** `undefined` for what no connector reads. */
  readonly table: TableContent | undefined;
  /** In words that follow "is". */
  readonly words: string;
}

/** Bytes in which a file that is no text shows it. */
const HEAD_BYTES = 4096;

const UTF_16: FileContent = { table: 'utf-16', words: 'text in UTF-16' };

/** First bytes of what hospitals have, and where they stand. */
const MAGICS: readonly (FileContent & { readonly magic: string; readonly at?: number })[] = [
  { magic: '89504e47', table: undefined, words: 'an image (PNG)' },
  { magic: 'ffd8ff', table: undefined, words: 'an image (JPEG)' },
  { magic: '47494638', table: undefined, words: 'an image (GIF)' },
  { magic: '25504446', table: undefined, words: 'a PDF' },
  { magic: '504b0304', table: undefined, words: 'a ZIP archive or a spreadsheet: save its sheet as CSV' },
  { magic: '7f454c46', table: undefined, words: 'a program' },
  { magic: '1f8b', table: 'gzip', words: 'compressed (gzip)' },
  { magic: '28b52ffd', table: 'zstd', words: 'compressed (zstd)' },
  { magic: '50415231', table: 'parquet', words: 'a Parquet file' },
  { magic: '53514c69746520666f726d6174203300', table: 'sqlite', words: 'a SQLite database' },
  { magic: '4455434b', at: 8, table: 'duckdb', words: 'a DuckDB database' },
  { magic: 'fffe', ...UTF_16 },
  { magic: 'feff', ...UTF_16 },
];

/**
 * Looks at the first bytes of a file.
 *
 * @throws ConsiliumError `SOURCE_UNSAFE` for what is no file, `FILE_UNREADABLE`
 */
export function fileContent(path: string): FileContent {
  const bytes = fileHead(path);
  const known = MAGICS.find(({ magic, at = 0 }) => bytes.subarray(at, at + magic.length / 2).toString('hex') === magic);
  if (known !== undefined) return { table: known.table, words: known.words };
  return bytes.includes(0)
    ? { table: undefined, words: 'no text, or text in another encoding: save it as CSV in UTF-8, or name its encoding' }
    : { table: 'text', words: 'text' };
}

/** The first bytes of a file. @throws ConsiliumError as {@link fileContent} */
export function fileHead(path: string): Buffer {
  const opened = openTableFile(path);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return head.subarray(0, readSync(opened, head, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(opened);
  }
}

/** Requires that a file is what a connector reads. @throws ConsiliumError `SOURCE_UNSAFE`, `FILE_UNREADABLE` */
export function requireContent(path: string, accepted: readonly TableContent[]): void {
  const { table, words } = fileContent(path);
  if (table === undefined || !accepted.includes(table)) throw unsafe(path, `is ${words}`);
}

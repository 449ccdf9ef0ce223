import { Readable } from 'node:stream';
import { csvSource } from '../connectors/csv/csv-source.ts';
import type { Source } from '../connectors/source.ts';

/** A CSV source of text in memory. */
export function csvText(text: string, name = 'f.csv'): Source {
  return csvSource({ name, open: () => Readable.from([Buffer.from(text, 'utf8')]), stamp: () => '' });
}

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fromUnknown } from '@consilium/core';
import { csvFile } from './csv.ts';
import type { Source } from './source.ts';

/** Where the hospital keeps a data set. Stays at the site: plans name columns, never a source. */
export interface SourceDescription {
  readonly kind: 'csv';
  readonly path: string;
}

/** The source that a description means; nothing is opened before it is read. */
export function openSource({ path }: SourceDescription): Source {
  return csvFile(path);
}

/**
 * A description that means the same from every working directory, of a source that is there.
 *
 * @throws ConsiliumError `FILE_UNREADABLE`
 */
export function locateSource(source: SourceDescription): SourceDescription {
  const path = resolve(source.path);
  try {
    statSync(path);
  } catch (error) {
    throw fromUnknown(error, path);
  }
  return { ...source, path };
}

/** Whether two located descriptions mean the same source. */
export function isSameSource(a: SourceDescription, b: SourceDescription): boolean {
  return a.path === b.path;
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readOwnFile } from '@consilium/host';
import type { SiteFiles } from './site-files.ts';

/** Kinds of sources that name no file with a secret. Of all others, and of what cannot be read, the catalogue itself is asked. @internal */
export const WITHOUT_SECRETS: ReadonlySet<unknown> = new Set(['csv', 'parquet', 'sqlite', 'duckdb', 'images', 'dicom']);

/**
 * Files with secrets that a person has named, beside those that this program makes: what `SiteFolder.otherSecrets` says. Loads the catalogue, with
 * all that reads data, only where a source may have some.
 *
 * @throws ConsiliumError `CONFIG_INVALID`, `FILE_UNREADABLE`, `FILE_UNSAFE`
 */
export async function otherSecrets(files: SiteFiles): Promise<readonly string[]> {
  const stored = readOwnFile(join(files.statePath, 'datasets.json'));
  const isNamed = (stored !== undefined && !noneNamed(stored.toString('utf8'))) || existsSync(files.fhirServersPath);
  if (!isNamed) return files.proxySecrets();
  const { SiteFolder } = await import('./site-folder.ts');
  return new SiteFolder(files.path).otherSecrets();
}

function noneNamed(catalogue: string): boolean {
  let read: { readonly datasets?: readonly ({ readonly source?: { readonly kind?: unknown } | null } | null)[] } | null;
  try {
    read = JSON.parse(catalogue) as typeof read;
  } catch {
    // The catalogue says what is wrong with it.
    return false;
  }
  const entries = read?.datasets;
  return Array.isArray(entries) && entries.every((entry) => WITHOUT_SECRETS.has(entry?.source?.kind));
}

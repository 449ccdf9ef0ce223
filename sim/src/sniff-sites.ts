import { isConsiliumError } from '@consilium/core';
import { type SourceEntry, sniffSource } from '@consilium/site-agent';

/** Where the patients of sites are, as far as files are what they are called. */
export interface SniffedSites {
  readonly entries: ReadonlyMap<string, SourceEntry>;
  /** Why the file of a site is none that a hospital could name, by site. */
  readonly failures: ReadonlyMap<string, string>;
}

/** Takes CSV files of which nobody has said more than their names for what their first bytes say, as `consilium-site data check` does. */
export async function sniffSites(entries: ReadonlyMap<string, SourceEntry>): Promise<SniffedSites> {
  const found = new Map<string, SourceEntry>();
  const failures = new Map<string, string>();
  for (const [site, entry] of entries) {
    const { source } = entry;
    found.set(site, entry);
    if (source.kind !== 'csv' || Object.keys(source).length > 2) continue;
    try {
      found.set(site, { ...entry, source: await sniffSource(source.path) });
    } catch (error) {
      if (!isConsiliumError(error)) throw error;
      failures.set(site, error.message);
    }
  }
  return { entries: found, failures };
}

import type { Summary } from '../summary.ts';
import { plural } from './format.ts';

/** Sites without which a rehearsal went on. */
export interface AbsentSites {
  readonly headline: string;
  readonly sites: readonly { readonly id: string; readonly failure: string }[];
}

/** Which sites took no part for their data, or null where all could. */
export function absentSites({ sites }: Summary): AbsentSites | null {
  const absent = sites.flatMap(({ id, failure }) => (failure === undefined ? [] : [{ id, failure }]));
  if (absent.length === 0) return null;
  return {
    headline: `Without ${absent.length} of ${plural(sites.length, 'site')}: their data cannot be used, and nothing here is of their patients`,
    sites: absent,
  };
}

import type { Summary } from '../summary.ts';
import { plural } from './format.ts';

/** Sites without which a rehearsal went on, each with the reason. */
export interface AbsentSites {
  readonly headline: string;
  readonly sites: readonly { readonly id: string; readonly failure: string }[];
}

/** Which sites took no part in any round, for their data or because they refused, or null where all took part in one. */
export function absentSites({ sites, rounds }: Summary): AbsentSites | null {
  const absent = sites.flatMap(({ id, failure }) => {
    if (failure !== undefined) return [{ id, failure }];
    if (rounds.length === 0 || rounds.some(({ participants }) => participants.includes(id))) return [];
    const last = rounds.at(-1)?.refused.find(({ site }) => site === id);
    return [
      { id, failure: last === undefined ? 'no answer in any round' : `in every round, at last: ${last.code}: ${last.message}` },
    ];
  });
  if (absent.length === 0) return null;
  return {
    headline: `Without ${absent.length} of ${plural(sites.length, 'site')}: nothing here is learned from their patients`,
    sites: absent,
  };
}

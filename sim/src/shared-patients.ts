import { textAt } from '@consilium/deidentify';
import { namesNobody, normalPatientId } from '@consilium/learning';
import type { Source } from '@consilium/site-agent';

/**
 * Says of each site how many of its identifiers earlier ones have too. Only a rehearsal can see it, which has the files of all: hospitals never learn it.
 *
 * @param column of the patients
 * @throws ConsiliumError what reading a source throws
 */
export async function patientsElsewhere(
  sources: ReadonlyMap<string, Source>,
  column: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const firstAt = new Map<string, string>();
  const found = new Map<string, readonly string[]>();
  for (const [site, source] of sources) {
    const counts = new Map<string, number>();
    const own = new Set<string>();
    for await (const batch of source.read([column]).batches)
      for (let at = 0; at < batch.length; at++) {
        if (batch.problems?.has(at) === true) continue;
        const id = normalPatientId(textAt(batch.columns[0], at));
        if (namesNobody(id) || own.has(id)) continue;
        own.add(id);
        const first = firstAt.get(id);
        if (first === undefined) firstAt.set(id, site);
        else counts.set(first, (counts.get(first) ?? 0) + 1);
      }
    if (counts.size > 0) found.set(site, [sentence(counts, column)]);
  }
  return found;
}

/** Sites that are named. */
const NAMED = 3;

function sentence(counts: ReadonlyMap<string, number>, column: string): string {
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a);
  const named = sorted.slice(0, NAMED).map(([site, count]) => `${count} at ${site}`);
  const more = sorted.length - named.length;
  return `identifiers in ${column} that other sites have too: ${named.join(', ')}${more === 0 ? '' : `, and at ${more} more`}. A person known to several sites pays at each of them (docs/privacy.md); where each hospital numbers its own patients, it means nothing`;
}

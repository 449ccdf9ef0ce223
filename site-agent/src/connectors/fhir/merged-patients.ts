import { referencedId } from './references.ts';
import type { Read } from './resource-shapes.ts';

/**
 * Patients whom a hospital found to be others: what is written under the old id belongs to the person who bears the new one, or one person would be
 * protected as two (`Patient.link` of FHIR R4).
 */
export class MergedPatients {
  /** Old and new ids, as the patients say them. */
  readonly #links: (readonly [old: string, now: string])[] = [];
  /** By id, for all that stand in links; made when first asked. */
  #into: ReadonlyMap<string, string> | undefined;

  /** Takes in what a patient says of others. */
  add(id: string, { link = [] }: Read<'Patient'>): void {
    for (const { type, other } of link) {
      const named = referencedId(other?.reference, 'Patient');
      if (named === undefined || named === id) continue;
      if (type === 'replaced-by') this.#links.push([id, named]);
      else if (type === 'replaces') this.#links.push([named, id]);
    }
  }

  /** How many ids are another's now. */
  size(): number {
    return [...this.#all()].filter(([id, into]) => id !== into).length;
  }

  /** Whom an id means: of all that are linked, in whichever order they came, the one that nobody replaces, or the first of the alphabet. */
  into(patient: string): string {
    return this.#all().get(patient) ?? patient;
  }

  #all(): ReadonlyMap<string, string> {
    this.#into ??= representatives(this.#links);
    return this.#into;
  }
}

function representatives(links: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  const old = new Set(links.map(([id]) => id));
  const neighbours = new Map<string, string[]>();
  // Not copied for each: one patient may say a hundred thousand links.
  const join = (a: string, b: string): void => {
    const known = neighbours.get(a);
    if (known === undefined) neighbours.set(a, [b]);
    else known.push(b);
  };
  for (const [a, b] of links) {
    join(a, b);
    join(b, a);
  }
  const into = new Map<string, string>();
  for (const start of neighbours.keys()) {
    if (into.has(start)) continue;
    const group = new Set([start]);
    for (const id of group) for (const next of neighbours.get(id) ?? []) group.add(next);
    const now = [...group].filter((id) => !old.has(id)).sort()[0] ?? [...group].sort()[0] ?? start;
    for (const id of group) into.set(id, now);
  }
  return into;
}

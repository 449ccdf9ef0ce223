/** Words that mean the same code everywhere: the only cells of a source that a proposal may say. */
const WORDS: readonly (readonly string[])[] = [
  ['yes', 'y', 'ja', 'j', 'true', 't', 'positive', 'pos', 'present', '1', '1.0'],
  ['no', 'n', 'nein', 'false', 'f', 'negative', 'neg', 'absent', '0', '0.0'],
  ['male', 'm', 'man', 'mann', 'maennlich', 'männlich'],
  ['female', 'f', 'w', 'woman', 'frau', 'weiblich'],
  ['unknown', 'u', 'unbekannt', 'unk'],
];

/** Whether two codes are the same word in another writing. */
function isSameWord(a: string, b: string): boolean {
  const [first, second] = [a, b].map((code) => code.trim().toLowerCase()) as [string, string];
  if (first === second) return true;
  return WORDS.some((group) => group.includes(first) && group.includes(second));
}

/** How codes of a source become those of a plan. */
export interface Translation {
  /** Codes of the source that are the plan's, or a known word for one of them, and what they are there. */
  readonly codes: ReadonlyMap<string, string>;
  /** Share of the cells that these are. */
  readonly covered: number;
  /** Codes that nothing is known of; they are not said. */
  readonly unknown: number;
  /** Whether every one of {@link codes} already is the plan's. */
  readonly same: boolean;
}

/**
 * Finds the plan's codes among those of a source.
 *
 * @param counts how often each code is there
 */
export function translate(counts: ReadonlyMap<string, number>, planCodes: readonly string[]): Translation {
  const codes = new Map<string, string>();
  let [total, covered, unknown] = [0, 0, 0];
  for (const [code, count] of counts) {
    total += count;
    const exact = planCodes.find((known) => known === code);
    const alike = planCodes.filter((known) => isSameWord(known, code));
    const found = exact ?? (alike.length === 1 ? alike[0] : undefined);
    if (found === undefined) unknown++;
    else {
      codes.set(code, found);
      covered += count;
    }
  }
  return { codes, covered: total === 0 ? 0 : covered / total, unknown, same: [...codes].every(([from, to]) => from === to) };
}

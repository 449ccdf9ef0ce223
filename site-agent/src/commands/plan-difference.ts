/** One field in which two versions of a plan differ. */
export interface PlanDifference {
  /** Names of the fields from the outermost, with dots between them. */
  readonly field: string;
  /** As JSON; absent where the field was not there. */
  readonly before?: string;
  readonly now?: string;
}

/** In what two plans differ, field by field, in the order of the names. Lists are compared as a whole: their order means something. */
export function planDifference(before: unknown, now: unknown): readonly PlanDifference[] {
  const old = leaves(before);
  const current = leaves(now);
  return [...new Set([...old.keys(), ...current.keys()])].sort().flatMap((field): PlanDifference[] => {
    const a = old.get(field);
    const b = current.get(field);
    if (a === b) return [];
    return [{ field, ...(a === undefined ? {} : { before: a }), ...(b === undefined ? {} : { now: b }) }];
  });
}

function leaves(value: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const walk = (at: unknown, path: readonly string[]): void => {
    const members = typeof at === 'object' && at !== null && !Array.isArray(at) ? Object.entries(at) : [];
    for (const [name, member] of members) walk(member, [...path, name]);
    if (members.length === 0) found.set(path.join('.'), JSON.stringify(at) ?? 'undefined');
  };
  walk(value, []);
  return found;
}

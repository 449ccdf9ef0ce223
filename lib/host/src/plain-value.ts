import type { FieldIssue, FieldPath } from './parsed-text.ts';

/**
 * Deepest nesting of lists and fields. Nothing that we read is deeper than ten; what is walked by functions that call themselves must end
 * before the stack does.
 */
const MAX_DEPTH = 32;

/** Names under which JavaScript finds something in every object: a field of that name could vanish or speak for all others. */
const MAGIC_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Called for every text of a value, names of fields included. Returns what is wrong with it. */
export type TextCheck = (text: string, path: FieldPath, role: 'key' | 'value') => string | undefined;

/**
 * What keeps a value from being plain: nesting beyond {@link MAX_DEPTH}, a size beyond `maxCharacters` (aliases may repeat a part, so
 * a value can be larger than its text), magic keys, and numbers and objects that JSON cannot say. One walk, linear in the value.
 *
 * @param maxCharacters bound on the characters of all texts together, each value counting for at least one
 */
export function plainValueIssues(value: unknown, maxCharacters: number, checkText?: TextCheck): readonly FieldIssue[] {
  const issues: FieldIssue[] = [];
  let left = maxCharacters;
  const path: (string | number)[] = [];
  const report = (message: string): void => void issues.push({ path: [...path], message });

  const text = (written: string, role: 'key' | 'value'): boolean => {
    left -= written.length;
    const problem = checkText?.(written, path, role);
    if (problem !== undefined) report(problem);
    return problem === undefined;
  };
  const member = (key: string | number, inside: unknown): void => {
    path.push(key);
    visit(inside);
    path.pop();
  };
  const visit = (inside: unknown): void => {
    left -= 1;
    if (left < 0) return;
    if (path.length > MAX_DEPTH) return report(`it is nested deeper than ${MAX_DEPTH} levels`);
    if (typeof inside === 'string') return void text(inside, 'value');
    if (inside === null || typeof inside === 'boolean') return;
    if (typeof inside === 'number') return Number.isFinite(inside) ? undefined : report('a number is finite');
    if (Array.isArray(inside)) return inside.forEach((item, index) => member(index, item));
    if (typeof inside !== 'object' || !isRecord(inside)) return report('it is neither a text, a number, a list nor a field');
    for (const [key, item] of Object.entries(inside)) {
      if (left < 0) return;
      // The parent is the place: what is wrong with a name must not be printed as part of it.
      if (MAGIC_KEYS.has(key)) issues.push({ path: [...path, key], message: 'no field may have this name' });
      else if (text(key, 'key')) member(key, item);
    }
  };
  visit(value);
  return left < 0 ? [{ path: [], message: `it is larger than ${maxCharacters} characters` }] : issues;
}

function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

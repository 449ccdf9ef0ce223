import { describe, expect, it } from 'vitest';
import { openEntries } from './open-entries.ts';

const isOpen = (value: string): boolean => value === 'open';
const all = (record: Readonly<Record<string, string>>): string[] => [...openEntries(record, isOpen)].sort();

describe('open entries of a record', () => {
  it('are all found, also after one of them was found alone, while entries close in any order', () => {
    const names = Array.from({ length: 40 }, (_, i) => `site-${i}`);
    for (const step of [1, 7, 13, 39]) {
      const record: Record<string, string> = Object.fromEntries(names.map((name) => [name, 'open']));
      const left = new Set(names);
      for (let i = 0; i < names.length; i++) {
        const name = names[(i * step) % names.length] as string;
        // Only the first is asked for, as by a caller whom one that is open tells enough.
        expect(left.has(openEntries(record, isOpen).next().value as string)).toBe(true);
        record[name] = 'closed';
        left.delete(name);
        expect(all(record)).toEqual([...left].sort());
        if (left.size > 0) expect(left.has(openEntries(record, isOpen).next().value as string)).toBe(true);
      }
      expect(openEntries(record, isOpen).next().done).toBe(true);
    }
  });

  it('are none in an empty record, and none that was taken away', () => {
    const record: Record<string, string> = { a: 'open', b: 'open' };
    expect(all({})).toEqual([]);
    expect(all(record)).toEqual(['a', 'b']);
    delete record['b'];
    expect(all(record)).toEqual(['a']);
  });
});

import { sha256Hex } from '@consilium/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PatientTable } from './patient-table.ts';

describe('a table of patients', () => {
  it('numbers them as a map would, and labels them by the hash of their identifiers', () => {
    // Few characters, so that identifiers come again; halves of surrogate pairs and characters of several bytes among them.
    const unit = fc.constantFrom('', '0', '1', 'a', '\u00e9', '\u00ff', '\u0100', '\u{1f600}', '\ud83d', '\ude00', '\u0000');
    const id = fc.array(unit, { maxLength: 6 }).map((units) => units.join(''));
    fc.assert(
      fc.property(fc.array(id, { maxLength: 300 }), (ids) => {
        const table = new PatientTable();
        const map = new Map<string, number>();
        for (const one of ids) {
          if (!map.has(one)) map.set(one, map.size);
          expect(table.numberOf(one)).toBe(map.get(one));
        }
        expect(table.size).toBe(map.size);
        const odd = Int32Array.from([...map.values()].filter((number) => number % 2 === 1));
        const labels = table.labels(odd);
        expect(Array.from(odd, (_, at) => labels.at(at))).toEqual([...map.keys()].filter((_, i) => i % 2 === 1).map(sha256Hex));
        expect([labels.length, labels.at(-1), labels.at(odd.length)]).toEqual([odd.length, undefined, undefined]);
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  it('grows past every size that it began with', () => {
    const table = new PatientTable();
    const ids = Array.from({ length: 20_000 }, (_, i) => `patient number ${i * 7919} of a hospital`);
    expect(ids.every((id, i) => table.numberOf(id) === i)).toBe(true);
    expect(ids.every((id, i) => table.numberOf(id) === i)).toBe(true);
    expect(table.labels(Int32Array.of(19_999)).at(0)).toBe(sha256Hex(ids[19_999] as string));
  });
});

import { codedColumn, type ColumnCells, decimalOf } from '@consilium/deidentify';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContentHash } from './content-hash.ts';

const TEXTS = [
  '',
  'a',
  '\u00e9',
  '1',
  '-0',
  '2.50',
  '2.5',
  'ab',
  'b',
  '9007199254740993',
  '9007199254740992',
  '1e3',
  '\u{1f600}',
];
const COLUMNS = ['id', 'dose'];

const cell = fc.constantFrom(...TEXTS);
const rows = fc.array(fc.tuple(cell, cell), { maxLength: 40 });

/** A form in which a source may hand on the cells. */
function column(cells: readonly string[], form: number): ColumnCells {
  if (form === 0) return { kind: 'text', cells };
  if (form === 1) return codedColumn({ places: Uint8Array.from(cells, (text) => TEXTS.indexOf(text)), texts: TEXTS });
  const numbers = cells.map(decimalOf);
  const areAll = numbers.every((value, i) => cells[i] === '' || Math.abs(value) <= Number.MAX_SAFE_INTEGER);
  return areAll ? { kind: 'number', cells: Float64Array.from(numbers) } : { kind: 'text', cells };
}

/** The hash of the rows, which come in batches of some lengths and in some forms. */
function hashOf(table: readonly (readonly string[])[], lengths: readonly number[], problem = -1): string {
  const hash = new ContentHash(COLUMNS);
  for (let from = 0, i = 0; from < table.length; i++) {
    const part = table.slice(from, from + (lengths[i % lengths.length] as number));
    const isProblem = problem >= from && problem < from + part.length;
    const batch = {
      length: part.length,
      rows: part.map((_, at) => from + at),
      columns: COLUMNS.map((_, c) =>
        column(
          part.map((row) => row[c] ?? ''),
          (i + c + lengths.length) % 3,
        ),
      ),
    };
    hash.add({ ...batch, ...(isProblem ? { problems: new Map([[problem - from, 'is ragged']]) } : {}) });
    // Asked for on the way, it stays what it is.
    hash.digest();
    from += part.length;
  }
  return hash.digest();
}

const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });

describe('the hash of a content', () => {
  it('is the same in whatever form and pieces the cells come, and of other cells another one', () => {
    const meaning = (text: string): string => {
      const value = decimalOf(text);
      return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? `number ${value + 0}` : `text ${text}`;
    };
    const means = (table: readonly (readonly string[])[]): string => JSON.stringify(table.map((row) => row.map(meaning)));
    let same = 0;
    fc.assert(
      fc.property(rows, rows, lengths, lengths, (one, other, a, b) => {
        expect(hashOf(one, a)).toBe(hashOf(one, b));
        const isSame = means(one) === means(other);
        if (isSame) same++;
        expect(hashOf(one, a) === hashOf(other, b)).toBe(isSame);
      }),
      { numRuns: 1000, seed: 3 },
    );
    expect(same).toBeGreaterThan(0);
  });

  it('tells where a text ends, whichever way it is cut', () => {
    expect(hashOf([['ab', 'a']], [1])).not.toBe(hashOf([['a', 'ba']], [1]));
    expect(
      hashOf(
        [
          ['ab', ''],
          ['', 'a'],
        ],
        [1],
      ),
    ).not.toBe(
      hashOf(
        [
          ['a', ''],
          ['b', 'a'],
        ],
        [1],
      ),
    );
    expect(hashOf([['2.50', '-0']], [1])).toBe(hashOf([['2.5', '0']], [1]));
  });

  it('counts a row that could not be read by its problem, not by its cells', () => {
    const table = [
      ['a', '1'],
      ['b', '2'],
      ['', ''],
    ];
    const changed = [
      ['a', '1'],
      ['ab', '7'],
      ['', ''],
    ];
    for (const pieces of [[1], [2], [3]]) expect(hashOf(table, pieces, 1)).toBe(hashOf(changed, [3], 1));
    expect(hashOf(table, [3], 1)).not.toBe(hashOf(table, [3], 0));
    expect(hashOf(table, [3], 1)).not.toBe(hashOf(table, [3]));
  });

  it('is the same whichever way a column of many texts is kept, and counts each of them', () => {
    // More than are hashed once for each, and fewer, in turns: of blocks as they fall, and of numbers among them.
    const texts = Array.from({ length: 200 }, (_, i) => (i % 9 === 0 ? String(i) : `text ${i}`));
    const codes = Array.from({ length: 9000 }, (_, i) => (i < 3000 || i > 7000 ? i % 40 : (i * 7) % 200));
    const hashed = (written: readonly string[], asCodes: (batch: number) => boolean, length: number): string => {
      const hash = new ContentHash(['code']);
      for (let from = 0, batch = 0; from < codes.length; from += length, batch++) {
        const places = Uint8Array.from(codes.slice(from, from + length));
        const cells = Array.from(places, (place) => written[place] as string);
        const cellsOf: ColumnCells = asCodes(batch) ? codedColumn({ places, texts: written }) : { kind: 'text', cells };
        hash.add({ length: cells.length, rows: places, columns: [cellsOf] });
      }
      return hash.digest();
    };
    const whole = hashed(texts, () => true, 9000);
    expect(hashed(texts, () => false, 9000)).toBe(whole);
    expect(hashed(texts, (batch) => batch % 2 === 0, 700)).toBe(whole);
    for (const place of [1, 39, 41, 199]) expect(hashed(texts.with(place, 'other'), () => true, 700)).not.toBe(whole);
    const swapped = texts.with(1, texts[2] as string).with(2, texts[1] as string);
    expect(hashed(swapped, () => false, 700)).not.toBe(whole);
  });

  it('is the same across the blocks in which rows are hashed', () => {
    const table = Array.from({ length: 9000 }, (_, i) => [TEXTS[i % 13] as string, TEXTS[(i * 5) % 11] as string]);
    const whole = hashOf(table, [9000]);
    expect(hashOf(table, [4096])).toBe(whole);
    expect(hashOf(table, [1, 4095, 700])).toBe(whole);
    table[8999] = ['a', '1'];
    expect(hashOf(table, [9000])).not.toBe(whole);
  });
});

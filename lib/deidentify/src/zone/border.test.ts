import { describe, expect, it } from 'vitest';
import type { JudgedColumn } from '../safe-harbor/column-verdict.ts';
import { crossBorder, type GatedRow, type IdentifiedRow } from './border.ts';

const COLUMNS: readonly JudgedColumn[] = [
  { name: 'glucose', type: { kind: 'number', range: [0, 500] }, missing: new Set(['']) },
  { name: 'ward', type: { kind: 'category', codes: ['a', 'b', '2'] }, missing: new Set(['']) },
];

async function* inBatches(rows: readonly (readonly string[])[]): AsyncGenerator<readonly IdentifiedRow[]> {
  for (const [i, cells] of rows.entries()) yield [{ row: i + 2, cells }];
}

async function cross(rows: readonly (readonly string[])[]) {
  const crossed: GatedRow[] = [];
  const { made, held } = await crossBorder(inBatches(rows), COLUMNS, { add: (row) => crossed.push(row), finish: () => crossed });
  return { made, held };
}

describe('the border', () => {
  it('leads what the plan asks for across as it is', async () => {
    const { made, held } = await cross([
      ['p1', '100', 'a'],
      ['p2', '', '2.0'],
    ]);
    expect(made.map(({ patient, cells }) => [patient, ...cells])).toEqual([
      ['p1', '100', 'a'],
      ['p2', '', '2.0'],
    ]);
    expect(held).toEqual([]);
  });

  it('holds back the cell of an identifier, and no other one: a record never decides whether there is a result', async () => {
    const { made, held } = await cross([
      ['p1', '123-45-6789', 'a'],
      ['p2', '100', 'Mary Alvarez'],
      ['p3', '123456789', 'b'],
    ]);
    expect(made.map(({ cells }) => cells)).toEqual([
      [undefined, 'a'],
      ['100', undefined],
      [undefined, 'b'],
    ]);
    expect(held.map(({ column, letter, cells, rows }) => [column, letter, cells, rows])).toEqual([
      ['glucose', 'G', 2, '2, 4'],
      ['ward', 'A', 1, '3'],
    ]);
  });

  it('tells a number of nine digits from concepts of nine digits', async () => {
    const columns: readonly JudgedColumn[] = [
      { name: 'dx_sctid', type: { kind: 'category', codes: ['195967001', '230690007'] } },
    ];
    const crossed: GatedRow[] = [];
    const rows = inBatches([
      ['p1', '233604007'],
      ['p2', '123456789'],
    ]);
    const { held } = await crossBorder(rows, columns, { add: (row) => crossed.push(row), finish: () => crossed });
    expect(crossed.map(({ cells }) => cells)).toEqual([['233604007'], [undefined]]);
    expect(held.map(({ letter, cells }) => [letter, cells])).toEqual([['G', 1]]);
  });

  it('names no value', async () => {
    const { held } = await cross([['p1', '123-45-6789', 'Mary Alvarez']]);
    expect(JSON.stringify(held)).not.toMatch(/6789|Alvarez/);
  });

  it('leaves to the plan what is no identifier: mistakes, units, other codes', async () => {
    const { made, held } = await cross([
      ['p1', '<5', 'ward a'],
      ['p2', '9999', 'A'],
    ]);
    expect(made.map(({ cells }) => cells)).toEqual([
      ['<5', 'ward a'],
      ['9999', 'A'],
    ]);
    expect(held).toEqual([]);
  });
});

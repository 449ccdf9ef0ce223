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

import { describe, expect, it } from 'vitest';
import type { JudgedColumn } from '../safe-harbor/column-verdict.ts';
import { vocabularyOf } from '../text/vocabulary.ts';
import { type Batch, type ColumnCells, textAt } from './batch.ts';
import { crossBorder, type GatedBatch } from './border.ts';

const COLUMNS: readonly JudgedColumn[] = [
  { name: 'glucose', type: { kind: 'number', range: [0, 500] }, missing: new Set(['']) },
  { name: 'ward', type: { kind: 'category', codes: ['a', 'b', '2'] }, missing: new Set(['']) },
];

async function* inBatches(rows: readonly (readonly string[])[]): AsyncGenerator<Batch> {
  for (const [i, cells] of rows.entries())
    yield { length: 1, rows: [i + 2], columns: cells.map((cell) => ({ kind: 'text', cells: [cell] })) };
}

/** Rows behind the border: the patient, then each cell, `undefined` where one was held back. */
type Crossed = readonly (string | undefined)[];

function rowsOf({ length, patients, columns }: GatedBatch): readonly Crossed[] {
  return Array.from({ length }, (_, at) => [
    textAt(patients, at),
    ...columns.map(({ cells, held }) => (held.has(at) ? undefined : textAt(cells, at))),
  ]);
}

async function cross(rows: readonly (readonly string[])[], columns = COLUMNS) {
  const crossed: Crossed[] = [];
  const { made, held } = await crossBorder(inBatches(rows), columns, {
    add: (batch) => crossed.push(...rowsOf(batch)),
    finish: () => crossed,
  });
  return { made, held };
}

describe('the border', () => {
  it('leads what the plan asks for across as it is', async () => {
    const { made, held } = await cross([
      ['p1', '100', 'a'],
      ['p2', '', '2.0'],
    ]);
    expect(made).toEqual([
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
    expect(made).toEqual([
      ['p1', undefined, 'a'],
      ['p2', '100', undefined],
      ['p3', undefined, 'b'],
    ]);
    expect(held.map(({ column, letter, cells, rows }) => [column, letter, cells, rows])).toEqual([
      ['glucose', 'G', 2, '2, 4'],
      ['ward', 'A', 1, '3'],
    ]);
  });

  it.each([
    ['dx_sctid', ['195967001', '230690007'], '233604007', 'G'],
    ['ndc_product', ['02866-2921', '09791-1573'], '06356-0412', 'B'],
    ['cpt_code', ['99213', '80053'], '93670', 'B'],
    ['lab_code', ['BRCA1', 'TSH'], 'Murphy', 'A'],
  ])(
    'takes a code of %s that the plan does not list for what it may be: only the list tells them apart',
    async (name, codes, other, letter) => {
      const columns: readonly JudgedColumn[] = [{ name, type: { kind: 'category', codes } }];
      const { made, held } = await cross([...codes.map((code, i) => [`p${i}`, code]), ['p9', other]], columns);
      expect(made).toEqual([...codes.map((code, i) => [`p${i}`, code]), ['p9', undefined]]);
      expect(held.map((found) => [found.letter, found.cells])).toEqual([[letter, 1]]);
      expect(held[0]?.advice).toContain('have the plan list it');
    },
  );

  it('knows numbers of a source that has numbers, and what it holds back is gone', async () => {
    const crossed: GatedBatch[] = [];
    async function* numbers(): AsyncGenerator<Batch> {
      const columns = [
        { kind: 'number', cells: Float64Array.of(1, 2, 3) },
        { kind: 'number', cells: Float64Array.of(100, 123456789, Number.NaN) },
        { kind: 'text', cells: ['a', 'Mary Alvarez', ''] },
      ] as const;
      yield { length: 3, rows: [1, 2, 3], columns };
    }
    const { held } = await crossBorder(numbers(), COLUMNS, { add: (batch) => crossed.push(batch), finish: () => crossed });
    expect(crossed[0]?.columns).toEqual([
      { cells: { kind: 'number', cells: Float64Array.of(100, Number.NaN, Number.NaN) }, held: new Set([1]) },
      { cells: { kind: 'text', cells: ['a', '', ''] }, held: new Set([1]) },
    ]);
    expect(held.map(({ letter, rows }) => [letter, rows])).toEqual([
      ['G', '2'],
      ['A', '2'],
    ]);
  });

  it('lets no image across that the hospital has not cleared, whatever the plan says of its column', async () => {
    const image = { width: 1, height: 1, channels: 1, pixels: Uint8Array.of(7), slope: 1, intercept: 0 } as const;
    const cells = [{ ...image, cleared: true }, { ...image, cleared: false }, { problem: 'is damaged' }, undefined];
    async function* images(): AsyncGenerator<Batch> {
      const patients = { kind: 'text', cells: ['p1', 'p2', 'p3', 'p4'] } as const;
      yield { length: 4, rows: [2, 3, 4, 5], columns: [patients, { kind: 'image', cells }] };
    }
    for (const type of [{ kind: 'image' }, { kind: 'number', range: [0, 9] }, { kind: 'undeclared' }] as const) {
      const crossed: GatedBatch[] = [];
      const { held } = await crossBorder(images(), [{ name: 'scan', type }], {
        add: (batch) => crossed.push(batch),
        finish: () => crossed,
      });
      expect(crossed[0]?.columns[0]).toEqual({
        cells: { kind: 'image', cells: [cells[0], undefined, cells[2], undefined] },
        held: new Set([1]),
      });
      expect(held).toMatchObject([{ column: 'scan', letter: 'Q', rule: 'uncleared-image', cells: 1, rows: '3' }]);
    }
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
    expect(made).toEqual([
      ['p1', '<5', 'ward a'],
      ['p2', '9999', 'A'],
    ]);
    expect(held).toEqual([]);
  });
});

describe('the border, of notes', () => {
  const vocabulary = vocabularyOf([['cough'], ['fever', 'pyrexia'], ['rash']]);
  const notes: readonly JudgedColumn[] = [{ name: 'note', type: { kind: 'words', vocabulary }, missing: new Set(['NA']) }];
  const text = (...cells: readonly string[]): ColumnCells => ({ kind: 'text', cells });
  const NOTES = [
    'He was seen again on the ward round and has a fever. Discussed with Mr Rash.\nLives at 12 Nightjar Lane. MRN-77123.',
    'No pyrexia. Rash came with a cough.',
    'NA',
    '',
    'fever \ufffd',
    'Coughlan, the patient, has a rash.',
  ];

  async function crossNotes(batch: Partial<Batch> = {}) {
    const patients = text('p1', 'p2', 'p3', 'p4', 'p5', 'p6');
    const crossed: GatedBatch[] = [];
    async function* one(): AsyncGenerator<Batch> {
      yield { length: 6, rows: [2, 3, 4, 5, 6, 7], columns: [patients, text(...NOTES)], ...batch };
    }
    const { notes: read, held } = await crossBorder(one(), notes, { add: (gated) => crossed.push(gated), finish: () => crossed });
    return { crossed, read, held };
  }

  it('lets nothing across but what each says of each term', async () => {
    const { crossed, read, held } = await crossNotes({
      own: [text('Rash', 'Smith', '', '', '', ''), text('', '', '', '', '', 'rashh')],
    });
    const [{ columns, ...rest }] = crossed as [GatedBatch];
    expect(columns).toEqual([
      {
        cells: {
          kind: 'words',
          cells: [[0, 1, 0], [1, -1, 1], undefined, undefined, undefined, [0, 0, 1]].map(
            (one) => one && Int8Array.from(one as number[]),
          ),
        },
        held: new Set([4]),
      },
    ]);
    expect(Object.keys(rest).sort()).toEqual(['length', 'patients', 'rows']);
    expect(held).toEqual([]);
    expect(read).toMatchObject([
      {
        column: 'note',
        searched: 3,
        notes: 4,
        held: { garbled: 1, 'too-long': 0, 'other-script': 0, 'mostly-identifiers': 0 },
        terms: [
          { term: 'cough', affirmed: 1, negated: 0 },
          { term: 'fever', affirmed: 1, negated: 1 },
          { term: 'rash', affirmed: 2, negated: 0 },
        ],
      },
    ]);
  });

  it('never finds a term that is how the source calls the patient', async () => {
    const said = async (batch: Partial<Batch>): Promise<number | undefined> => {
      const { crossed } = await crossNotes(batch);
      const cells = crossed[0]?.columns[0]?.cells;
      return cells?.kind === 'words' ? cells.cells[1]?.[2] : undefined;
    };
    expect(await said({})).toBe(1);
    expect(await said({ own: [text('', 'Rash', '', '', '', '')] })).toBe(0);
    expect(await said({ columns: [text('p1', 'rash', 'p3', 'p4', 'p5', 'p6'), text(...NOTES)] })).toBe(0);
  });

  it('reads nothing of rows that mean nothing', async () => {
    const { read } = await crossNotes({
      problems: new Map([
        [0, 'no row'],
        [1, 'no row'],
      ]),
    });
    expect(read[0]?.notes).toBe(2);
  });

  it('lets no words across that a source claims to have read itself', async () => {
    const crossed: GatedBatch[] = [];
    async function* one(): AsyncGenerator<Batch> {
      yield { length: 1, rows: [2], columns: [text('p1'), { kind: 'words', cells: [Int8Array.of(77)] }] };
    }
    const glucose = COLUMNS.slice(0, 1);
    await crossBorder(one(), glucose, { add: (gated) => crossed.push(gated), finish: () => crossed });
    expect(crossed[0]?.columns[0]).toEqual({ cells: { kind: 'words', cells: [undefined] }, held: new Set([0]) });
  });
});

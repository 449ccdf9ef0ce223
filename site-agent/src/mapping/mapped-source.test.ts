import type { Batch, ColumnCells } from '@consilium/deidentify';
import { textAt } from '@consilium/deidentify';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Source } from '../connectors/source.ts';
import { numberIn } from '../datasets/column-decoder.ts';
import { csvText } from '../testing/csv-text.ts';
import { mappedSource, type SourceRules } from './mapped-source.ts';

/** The cells of some columns of a source, row by row. */
async function cellsOf(source: Source, columns: readonly string[]): Promise<readonly (readonly string[])[]> {
  const rows: string[][] = [];
  for await (const batch of source.read(columns).batches) {
    for (let at = 0; at < batch.length; at++) rows.push(batch.columns.map((column) => textAt(column, at)));
  }
  return rows;
}

/** What identifies the patient of each row, as a source hands it on beside the columns. */
async function ownOf(source: Source, columns: readonly string[]): Promise<readonly (readonly string[] | undefined)[]> {
  const rows: (readonly string[] | undefined)[] = [];
  for await (const batch of source.read(columns).batches)
    for (let at = 0; at < batch.length; at++) rows.push(batch.own?.map((column) => textAt(column, at)));
  return rows;
}

const RULES: SourceRules = {
  patient: { column: 'PatNr', name: 'id' },
  anchor: 'Aufnahme',
  mapping: {
    age: { column: 'Geburt', scrub: 'age-at-anchor', dates: 'dmy' },
    chol: {
      column: 'Cholesterin',
      decimal: 'comma',
      unit: { from: 'mmol/L', to: 'mg/dL', of: 'cholesterol' },
      missing: ['-999'],
    },
    sex: { column: 'Geschlecht', codes: { w: 'f', m: 'm' } },
    ward: { column: 'Station' },
    region: { column: 'PLZ', scrub: 'zip3' },
  },
};
const TABLE = `PatNr,Name,Geburt,Aufnahme,Cholesterin,Geschlecht,Station,PLZ
p1,Mary Alvarez,15.6.1950,14.6.2020,"5,2",w,a,94107
p2,John Smith,1.1.1920,14.6.2020,-999,1,b,03601
p3,Ann Lee,?,14.6.2020,"5.2",m,NA,2139
p4,Bo Hall,2.2.1980,,high,m,c,
`;

describe('a mapped source', () => {
  it('hands on who the patient is beside the columns that were asked for, and among none of them', async () => {
    const rules = { ...RULES, identifiers: ['Name', 'PLZ'] };
    expect(await ownOf(mappedSource(csvText(TABLE), rules), ['id', 'ward'])).toEqual([
      ['Mary Alvarez', '94107'],
      ['John Smith', '03601'],
      ['Ann Lee', '2139'],
      ['Bo Hall', ''],
    ]);
    expect(await cellsOf(mappedSource(csvText(TABLE), rules), ['id', 'ward'])).toEqual(
      await cellsOf(mappedSource(csvText(TABLE), RULES), ['id', 'ward']),
    );
    expect(await ownOf(mappedSource(csvText(TABLE), RULES), ['id'])).toEqual([undefined, undefined, undefined, undefined]);
    await expect(ownOf(mappedSource(csvText(TABLE), { ...RULES, identifiers: ['Street'] }), ['id'])).rejects.toThrow('Street');
  });

  it('has the columns of plans, converted, translated and scrubbed, and nothing else', async () => {
    const mapped = mappedSource(csvText(TABLE), RULES);
    expect(await mapped.columns()).toEqual(['id', 'age', 'chol', 'sex', 'ward', 'region']);
    const rows = await cellsOf(mapped, ['id', 'sex', 'age', 'chol', 'ward', 'region']);
    expect(rows.map(([, , , chol]) => numberIn(chol ?? '')?.toFixed(1))).toEqual(['201.1', undefined, undefined, undefined]);
    expect(rows.map(([id, sex, age, , ward, region]) => [id, sex, age, ward, region])).toEqual([
      ['p1', 'f', '69', 'a', '941'],
      // 1 is no code of the mapping: whatever it means there, it is not taken for what it means here.
      ['p2', '', '90', 'b', '000'],
      ['p3', 'm', '', 'NA', ''],
      ['p4', 'm', '', 'c', ''],
    ]);
  });

  it('is asked only for columns that are named, and the anchor only where something counts from it', async () => {
    const asked: (readonly string[])[] = [];
    const spy: Source = {
      name: 'spy',
      columns: async () => [],
      read(columns) {
        asked.push(columns);
        return csvText(TABLE).read(columns);
      },
    };
    await cellsOf(mappedSource(spy, RULES), ['id', 'ward']);
    await cellsOf(mappedSource(spy, RULES), ['id', 'age']);
    expect(asked).toEqual([
      ['PatNr', 'Station'],
      ['PatNr', 'Geburt', 'Aufnahme'],
    ]);
  });

  it.each(['Name', 'PatNr', 'Geburt', '__proto__', 'toString'])('has no column %s', (column) => {
    expect(() => mappedSource(csvText(TABLE), RULES).read(['id', column])).toThrow(`no column "${column}" in the mapping`);
  });

  it('without a mapping has all columns as they are called, and the patient as plans call it', async () => {
    const mapped = mappedSource(csvText('PatNr,a\np1,1\n'), { patient: { column: 'PatNr', name: 'id' } });
    expect(await mapped.columns()).toEqual(['id', 'a']);
    expect(await cellsOf(mapped, ['a', 'id'])).toEqual([['1', 'p1']]);
  });

  it('keeps rows, problems, hash and whether the source is as it was', async () => {
    const reading = mappedSource(csvText('PatNr,a\np1,1\np2\n'), { patient: { column: 'PatNr', name: 'id' } }).read(['id']);
    const batches: Batch[] = [];
    for await (const batch of reading.batches) batches.push(batch);
    expect(Array.from(batches[0]?.rows ?? [])).toEqual([2, 3]);
    expect([...(batches[0]?.problems?.keys() ?? [])]).toEqual([1]);
    expect(reading.contentHash()).toMatch(/^[0-9a-f]{64}$/);
    expect(reading.isCurrent()).toBe(true);
  });
});

/** A source of one column beside the patient, of these cells. */
function columnOf(cells: ColumnCells, length: number): Source {
  const batch: Batch = { length, rows: Array.from({ length }, (_, i) => i + 1), columns: [cells] };
  return {
    name: 'column',
    columns: async () => ['x'],
    read: () => ({
      batches: (async function* () {
        yield batch;
      })(),
      contentHash: () => '',
      isCurrent: () => true,
    }),
  };
}

describe('properties', () => {
  const rule = { column: 'x', unit: { from: '[degF]', to: 'Cel' } } as const;
  const patient = { column: 'p', name: 'p' };

  it('numbers are the same whether the source knows numbers or writes them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.double({ noDefaultInfinity: true }), fc.integer()), { minLength: 1 }),
        async (values) => {
          const numbers: ColumnCells = { kind: 'number', cells: Float64Array.from(values) };
          const text: ColumnCells = { kind: 'text', cells: values.map((value) => (Number.isNaN(value) ? '' : String(value))) };
          const [a, b] = await Promise.all(
            [numbers, text].map((cells) =>
              cellsOf(mappedSource(columnOf(cells, values.length), { patient, mapping: { y: rule } }), ['y']),
            ),
          );
          expect(a).toEqual(b);
        },
      ),
      { seed: 5 },
    );
  });

  it('what is no number before is none after, and one row never changes another', async () => {
    const junk = fc.oneof(fc.string(), fc.constantFrom('', 'NA', '1,5', '0x10', '1e999', '-999', '1.234,5', '٣'));
    await fc.assert(
      fc.asyncProperty(fc.array(junk, { minLength: 1, maxLength: 8 }), fc.boolean(), async (cells, comma) => {
        const y = { ...rule, ...(comma ? { decimal: 'comma' as const } : {}) };
        const mapped = async (some: readonly string[]): Promise<readonly string[]> =>
          (
            await cellsOf(mappedSource(columnOf({ kind: 'text', cells: some }, some.length), { patient, mapping: { y } }), ['y'])
          ).flat();
        const together = await mapped(cells);
        for (const [i, cell] of cells.entries()) {
          expect(await mapped([cell])).toEqual([together[i]]);
          const readable = comma ? /^[+-]?(\d+(,\d*)?|,\d+)(e[+-]?\d+)?$/i.test(cell) : numberIn(cell) !== undefined;
          if (!readable) expect(numberIn(together[i] ?? '')).toBeUndefined();
        }
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  it('a translated column holds the codes of the mapping, or nothing', async () => {
    const codes = { '1': 'f', '2': 'm' };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('1', '2', 'f', '1.0', '__proto__')), { minLength: 1 }),
        async (cells) => {
          const source = columnOf({ kind: 'text', cells }, cells.length);
          for (const [cell] of await cellsOf(mappedSource(source, { patient, mapping: { y: { column: 'x', codes } } }), ['y']))
            expect(['f', 'm', '']).toContain(cell);
        },
      ),
      { seed: 7 },
    );
  });
});

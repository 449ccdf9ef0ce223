import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConsiliumError } from '@consilium/core';
import type { Batch, ColumnCells } from '@consilium/deidentify';
import { type CompiledPlan, parsePlan } from '@consilium/plan';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testCsv, testPlan } from '@consilium/testing';
import { csvText } from '../testing/csv-text.ts';
import { knownSplit } from '../testing/splits.ts';
import { buildDataset } from './build-dataset.ts';
import { csvFile } from '../connectors/csv/csv-source.ts';
import type { Source } from '../connectors/source.ts';
import type { TabularDataset } from '../datasets/tabular-dataset.ts';

/** Everybody trains, so that rows stay in the order of the source. */
const all = knownSplit(0);
const plan = testPlan('dp-fedsgd');

const built = async (text: string, of: CompiledPlan, split = all): Promise<TabularDataset> =>
  await buildDataset(csvText(text), of, split);

/** The first thing that is wrong with a file that becomes a data set all the same. */
async function problem(text: string, of: CompiledPlan = plan): Promise<string> {
  const [first] = (await built(text, of)).report.problems;
  return first === undefined ? '' : `row ${first.row}, column ${first.column}: ${first.problem}`;
}

function planWith(data: Readonly<Record<string, unknown>>): CompiledPlan {
  const target = { kind: 'binary', column: 'ill', positive: [1], negative: [0] };
  return testPlan('dp-fedsgd', { data: { patientId: 'id', target, ...data } });
}

const ascending = (a: number, b: number): number => a - b;
const rowOf = (data: TabularDataset['training'], row: number): number[] => [
  ...data.features.subarray(row * data.width, (row + 1) * data.width),
];

describe('a table as the plan sees it', () => {
  it('becomes inputs in the order of column names, one-hot codes, numbers scaled to [-1, 1]', async () => {
    const { training, heldOut, report } = await built(
      'ward,ill,extra,id,age\nb,yes,x,p1,90\na,no,x,p2,0\nc,no,x,p3,22.5\n',
      plan,
    );
    expect(plan.inputs.map(({ name, offset, width }) => [name, offset, width])).toEqual([
      ['age', 0, 1],
      ['ward', 1, 3],
    ]);
    expect(training).toMatchObject({ rows: 3, width: 4, patients: 3 });
    expect(rowOf(training, 0)).toEqual([1, 0, 1, 0]);
    expect(rowOf(training, 1)).toEqual([-1, 1, 0, 0]);
    expect(rowOf(training, 2)).toEqual([-0.5, 0, 0, 1]);
    expect([...training.targets]).toEqual([1, 0, 0]);
    expect([...training.patientOfRow]).toEqual([0, 1, 2]);
    expect(heldOut).toMatchObject({ rows: 0, patients: 0 });
    expect(report).toEqual({
      rowsRead: 3,
      rowsDropped: 0,
      rowsOverCap: 0,
      patients: 3,
      missing: {},
      outOfRange: {},
      unreadable: {},
      problems: [],
      identifiers: [],
      notes: [],
    });
  });

  it('is the same in whatever order the rows come, but for that order: its hash is another one', async () => {
    const lines = Array.from(
      { length: 60 },
      (_, i) => `p${i % 25},${(i * 7) % 91},${'abcx'[i % 4]},${i % 3 === 0 ? 'yes' : 'no'}`,
    );
    const [one, other] = [lines, lines.toReversed()].map(async (rows) => {
      const made = await built(`id,age,ward,ill\n${rows.join('\n')}\n`, plan, knownSplit(0.3));
      const known = [made.training, made.heldOut].map((part) =>
        Array.from(part.patientOfRow, (patient, row) =>
          JSON.stringify([part.patientLabels?.at(patient), rowOf(part, row), part.targets[row]]),
        ).sort(),
      );
      const { problems: _first, ...report } = made.report;
      return { known, report, contentHash: made.contentHash };
    });
    const { contentHash, ...same } = await (one as Promise<Record<string, unknown>>);
    const reversed = await (other as Promise<Record<string, unknown>>);
    expect(reversed).toMatchObject(same);
    expect(reversed['contentHash']).not.toBe(contentHash);
  });

  it('keeps the rows of a patient together', async () => {
    const rows = ['p1,10,a,yes', 'p2,20,a,no', 'p1,30,b,no', 'p1,40,c,yes', 'p2,50,c,no'];
    const { training, report } = await built(`id,age,ward,ill\n${rows.join('\n')}\n`, plan);
    expect([...training.patientOfRow]).toEqual([0, 1, 0, 0, 1]);
    expect(training).toMatchObject({ patients: 2, rows: 5 });
    expect(report.patients).toBe(2);
  });

  it('knows a patient by one form of the identifier, however it was typed', async () => {
    const rows = ['Zu\u0308rich-5,10,a,yes', '"\u00a0Z\u00fcrich-5 ",20,a,no', 'zu\u0308rich-5,30,b,no'];
    const { training } = await built(`id,age,ward,ill\n${rows.join('\n')}\n`, plan);
    expect([...training.patientOfRow]).toEqual([0, 0, 1]);
  });

  it('takes numbers as programs write them, and nothing that only looks like one', async () => {
    const numbers = planWith({ features: { x: { kind: 'number', unit: '1', range: [-10, 10], scale: 'none' } } });
    const good = { '1': 1, '-2.5': -2.5, '+3': 3, '.5': 0.5, '4.': 4, '1e0': 1, '2.5E-1': 0.25, '007': 7 };
    for (const [text, value] of Object.entries(good)) {
      const { training } = await built(`id,x,ill\n1,${text},0\n`, numbers);
      expect([...training.features]).toEqual([Math.fround(value)]);
    }
    for (const text of ['"1,5"', '0x10', '1 000', 'NaN', 'Infinity', '1e999', '--1', '1e', '٣', 'twelve', '1_000']) {
      expect(await problem(`id,x,ill\n1,${text},0\n`, numbers)).toBe(
        'row 2, column x: is not a number (expected a plain number, with a decimal point)',
      );
    }
    expect(await problem('id,age,ward,ill\np1,old,a,yes\n')).toBe(
      'row 2, column age: is not a number (expected years, with a decimal point)',
    );
  });

  it('scales by range, by fixed moments, or not at all', async () => {
    const scales = planWith({
      features: {
        a: { kind: 'number', unit: '1', range: [0, 10] },
        b: { kind: 'number', unit: '1', range: [0, 10], scale: { mean: 4, std: 2 } },
        c: { kind: 'number', unit: '1', range: [0, 10], scale: 'none' },
      },
    });
    const { training } = await built('id,a,b,c,ill\n1,7.5,7,7,0\n', scales);
    expect([...training.features]).toEqual([0.5, 1.5, 7]);
  });

  it('finds codes composed or not, as systems write them', async () => {
    for (const [code, cell] of [
      ['m\u00e4nnlich', 'ma\u0308nnlich'],
      ['ma\u0308nnlich', 'm\u00e4nnlich'],
    ] as const) {
      const { sites, ...document } = plan.document;
      const features = { sex: { kind: 'category', codes: ['weiblich', code] } };
      const data = { ...document.data, features };
      const own = parsePlan(JSON.stringify({ ...document, sites, data, model: plan.document.model }), 'own');
      const { patientId, target } = data;
      const one = target.kind === 'binary' ? target.positive[0] : '';
      const made = await built(`${patientId},sex,${target.column}\np1,${cell},${one}\np2,weiblich,${one}\n`, own);
      expect([...made.training.features]).toEqual([1, 0]);
      expect(made.report.problems).toEqual([]);
    }
  });

  it('finds codes written as whole numbers or decimals, exact text first', async () => {
    const categorical = testPlan('dp-fedsgd', {
      data: {
        patientId: 'id',
        features: { x: { kind: 'category', codes: [1, '2.0', 3, '03'] } },
        target: { kind: 'category', column: 'ill', codes: [0, 1] },
      },
      layers: [{ type: 'dense', units: 2, activation: 'softmax' }],
      training: { loss: 'categorical-crossentropy', samplingRate: 0.5 },
    });
    const { training } = await built('id,x,ill\n1,1.0,0.0\n2,2,1\n3,03,1.00\n4,3,0\n', categorical);
    expect([0, 1, 2, 3].map((row) => rowOf(training, row).indexOf(1))).toEqual([0, 1, 3, 2]);
    expect([...training.targets]).toEqual([1, 0, 0, 1, 0, 1, 1, 0]);
    expect(await problem('id,x,ill\n1,1.5,0\n', categorical)).toBe('row 2, column x: is not one of the codes 1, 2.0, 3, 03');
    expect(await problem('id,x,ill\n1,1,2\n', categorical)).toBe('row 2, column ill: is not one of the codes 0, 1');
  });

  it('makes one input of two codes, and a number of a number target', async () => {
    const two = testPlan('dp-fedsgd', {
      data: {
        patientId: 'id',
        target: { kind: 'number', column: 'days', unit: 'days', range: [0, 100], scale: 'range' },
        features: { sex: { kind: 'category', codes: ['f', 'm'] } },
      },
      layers: [{ type: 'dense', units: 1 }],
      training: { loss: 'mean-squared-error', samplingRate: 0.5 },
    });
    const { training, report } = await built('id,sex,days\n1,f,0\n2,m,50\n3,m,500\n', two);
    expect([...training.features]).toEqual([0, 1, 1]);
    expect([...training.targets]).toEqual([-1, 0, 1]);
    expect(report.outOfRange).toEqual({ days: 1 });
  });
});

describe('a source', () => {
  interface TableRow {
    readonly row: number;
    readonly cells: readonly string[];
  }
  /** A source that is no file: its columns, and its rows in batches. */
  function table(header: readonly string[], batches: readonly (readonly TableRow[])[], isCurrent: () => boolean): Source {
    return {
      name: 'warehouse',
      columns: async () => header,
      read(columns) {
        const at = columns.map((column) => header.indexOf(column));
        async function* wanted(): AsyncGenerator<Batch> {
          for (const batch of batches) {
            const cellsOf = (i: number): ColumnCells => ({ kind: 'text', cells: batch.map(({ cells }) => cells[i] ?? '') });
            yield { length: batch.length, rows: batch.map(({ row }) => row), columns: at.map(cellsOf) };
          }
        }
        return { batches: wanted(), contentHash: () => 'hash', isCurrent };
      },
    };
  }
  const header = ['ward', 'ill', 'id', 'age'];
  const first = { row: 7, cells: ['a', 'yes', 'p1', '0'] };
  const second = { row: 3, cells: ['b', 'no', 'p2', '100'] };

  it('may be anything that yields rows, however they are divided into batches', async () => {
    let current = true;
    const divided = await buildDataset(
      table(header, [[first], [], [second]], () => current),
      plan,
      all,
    );
    expect(divided.training).toEqual((await built('id,age,ward,ill\np1,0,a,yes\np2,100,b,no\n', plan)).training);
    expect(divided.contentHash).toBe('hash');
    expect(divided.isCurrent()).toBe(true);
    current = false;
    expect(divided.isCurrent()).toBe(false);
  });

  it('may hold no row', async () => {
    const { training, report } = await buildDataset(
      table(header, [], () => true),
      plan,
      all,
    );
    expect([training.rows, training.features.length, report.rowsRead]).toEqual([0, 0, 0]);
  });

  it('gives problems its row numbers', async () => {
    const bad = { row: 12, cells: ['z', 'no', 'p3', '50'] };
    const { report } = await buildDataset(
      table(header, [[first], [second, bad]], () => true),
      plan,
      all,
    );
    expect(report.problems).toEqual([{ row: 12, column: 'ward', problem: 'is not one of the codes a, b, c' }]);
  });
});

describe('values outside the plausible range', () => {
  it('are counted by column and cut to the range', async () => {
    const { training, report } = await built('id,age,ward,ill\n1,-5,a,yes\n2,1e6,a,no\n3,90,a,no\n4,90.0001,a,no\n', plan);
    expect([0, 1, 2, 3].map((row) => rowOf(training, row)[0])).toEqual([-1, 1, 1, 1]);
    expect(report.outOfRange).toEqual({ age: 3 });
  });
});

describe('rows of one patient beyond the cap of the plan', () => {
  const csv = 'id,n,ill\na,1,1\nb,2,0\na,3,1\na,?,1\na,4,0\nb,5,0\na,6,1\n';
  const capped = (maxRowsPerPatient?: number): CompiledPlan =>
    planWith({
      features: { n: { kind: 'number', unit: '1', range: [0, 10], scale: 'none' } },
      ...(maxRowsPerPatient === undefined ? {} : { maxRowsPerPatient }),
    });

  it('are left out and counted: the first complete ones in the order of the file stay', async () => {
    const { training, report } = await built(csv, capped(2));
    expect([...training.features]).toEqual([1, 2, 3, 5]);
    expect([...training.targets]).toEqual([1, 0, 1, 0]);
    expect([...training.patientOfRow]).toEqual([0, 1, 0, 1]);
    expect(report).toMatchObject({ rowsRead: 7, rowsDropped: 1, rowsOverCap: 2, patients: 2 });
  });

  it('do not depend on anybody else: the other patients keep their rows whatever one has', async () => {
    const many = `${csv}${'c,7,0\n'.repeat(40)}d,8,0\n`;
    const { training, report } = await built(many, capped());
    expect(report).toMatchObject({ rowsOverCap: 24 });
    expect([...training.features]).toEqual([1, 2, 3, 4, 5, 6, ...new Array<number>(16).fill(7), 8]);
  });

  it('are judged like all others', async () => {
    expect(await problem('id,n,ill\na,1,1\na,1,1\na,1,7\n', capped(1))).toContain('row 4');
  });
});

describe('missing cells', () => {
  const csv = 'id,age,ward,ill\n1,,a,yes\n2,30,?,no\n3,30,a,NA\n,30,a,no\n5,30,b,no\n';

  it('drop their row by default', async () => {
    const { training, report } = await built(csv, plan);
    expect(training.rows).toBe(1);
    expect(report).toEqual({
      rowsRead: 5,
      rowsDropped: 4,
      rowsOverCap: 0,
      patients: 1,
      missing: { age: 1, ward: 1, ill: 1, id: 1 },
      outOfRange: {},
      unreadable: {},
      problems: [],
      identifiers: [],
      notes: [],
    });
  });

  it('become the middle of the range or no code at all under the other rule, but never for target or patient', async () => {
    const middle = planWith({
      features: {
        n: { kind: 'number', unit: '1', range: [0, 10], scale: { mean: 4, std: 2 } },
        r: { kind: 'number', unit: '1', range: [0, 10] },
        three: { kind: 'category', codes: ['a', 'b', 'c'] },
        two: { kind: 'category', codes: ['x', 'y'] },
      },
      missing: { codes: ['-9'], rule: 'range-middle' },
    });
    const { training, report } = await built(
      'id,n,r,three,two,ill\n1,-9,-9,-9,-9,1\n2,4,0,c,y,0\n3,4,0,c,y,-9\n-9,4,0,c,y,1\n',
      middle,
    );
    expect(training.rows).toBe(2);
    expect(rowOf(training, 0)).toEqual([0.5, 0, 0, 0, 0, 0.5]);
    expect(rowOf(training, 1)).toEqual([0, -1, 0, 0, 1, 1]);
    expect(report).toMatchObject({ rowsDropped: 2, missing: { n: 1, r: 1, three: 1, two: 1, ill: 1, id: 1 } });
    // The empty cell is not in this plan's list, so it is a mistake.
    expect(await problem('id,n,r,three,two,ill\n1,,0,a,x,1\n', middle)).toContain('row 2, column n: is not a number');
  });
});

describe('the held-out split', () => {
  const under = async (text: string, secret: number): Promise<TabularDataset> => await built(text, plan, knownSplit(0.3, secret));

  it('is the same every time, another one under another secret, and near the share asked for', async () => {
    const text = testCsv(2000);
    const [a, again, b] = await Promise.all([under(text, 1), under(text, 1), under(text, 2)]);
    expect(a.heldOut).toEqual(again.heldOut);
    expect(a.training.patients + a.heldOut.patients).toBe(2000);
    expect(a.heldOut.features).not.toEqual(b.heldOut.features);
    // Five standard deviations of a binomial: about 102.
    expect(Math.abs(a.heldOut.patients - 600)).toBeLessThan(110);
  });

  it('moves nobody when patients come or go, or rows are sorted', async () => {
    const all = testCsv(300).trim().split('\n');
    const [header = '', ...rows] = all;
    const file = (some: readonly string[]): string => `${[header, ...some].join('\n')}\n`;
    const half = rows.filter((_, i) => i % 2 === 0);
    const agesOf = ({ heldOut }: TabularDataset): number[] => [...heldOut.features].filter((_, i) => i % 4 === 0).sort(ascending);
    const reversed = await under(file([...rows].reverse()), 1);
    const full = await under(file(rows), 1);
    const fewer = await under(file(half), 1);
    const rest = await under(file(rows.filter((_, i) => i % 2 === 1)), 1);
    expect(agesOf(reversed)).toEqual(agesOf(full));
    expect([...agesOf(fewer), ...agesOf(rest)].sort(ascending)).toEqual(agesOf(full));
  });

  it('never divides a patient', async () => {
    const rows = Array.from({ length: 900 }, (_, i) => `p${i % 90},${i % 100},a,yes`);
    const { training, heldOut } = await under(`id,age,ward,ill\n${rows.join('\n')}\n`, 5);
    expect(training.patients + heldOut.patients).toBe(90);
    expect(training.rows).toBe(training.patients * 10);
    expect(heldOut.rows).toBe(heldOut.patients * 10);
  });
});

describe('what is wrong with a cell', () => {
  it('is said with row and column, counted as an editor does', async () => {
    expect(await problem('id,age,ward,ill\np1,1,a,yes\n\np2,1,z,yes\n')).toBe(
      'row 4, column ward: is not one of the codes a, b, c',
    );
    const { report } = await built('id,age,ward,ill\np1,1,a,perhaps\np2,old,z,no\np3,1\n', plan);
    expect(report.problems.map(({ row, column }) => `${row} ${column}`)).toEqual(['2 ill', '3 age', '3 ward', '4 ']);
    expect(report.unreadable).toEqual({ ill: 1, age: 1, ward: 1, '': 1 });
  });

  it('includes an identifier that nobody can read', async () => {
    for (const id of ['p\u200b1', '\u202e1p'])
      expect(await problem(`id,age,ward,ill\n${id},1,a,yes\n`)).toBe(
        'row 2, column id: is no identifier: it is empty or holds control or zero-width characters',
      );
  });

  it('never contains what stands in a cell', async () => {
    // Six letters or digits never occur in our own words by chance, but for code lists and column names, which have none.
    const secret = fc.stringMatching(/^[A-Z]{3}[0-9]{3}[\u00e0-\u00ff"',;\n ]{0,3}$/);
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(
        fc.array(secret, { minLength: 4, maxLength: 4 }),
        fc.constantFrom('header', 'cell', 'ragged', 'quote', 'raw'),
        fc.integer({ min: 0, max: 3 }),
        async (cells, where, at) => {
          const valid = ['p1', '40', 'a', 'yes'];
          const bad = valid.map((cell, i) => (i === at ? quoted(cells[i] ?? '') : cell));
          const lines = {
            header: [cells.map(quoted).join(','), valid.join(',')],
            cell: ['id,age,ward,ill', valid.join(','), bad.join(',')],
            ragged: ['id,age,ward,ill', [...cells.map(quoted), 'x'].join(',')],
            quote: ['id,age,ward,ill', `p1,40,a,"${cells[0]}`],
            raw: ['id,age,ward,ill', `p1,40,${cells[0]}"x,${cells[1]}`],
          }[where];
          let told = '';
          try {
            const { report } = await built(`${lines.join('\n')}\n`, plan);
            if (report.problems.length > 0) told = JSON.stringify(report);
          } catch (error) {
            const { message, details } = error as ConsiliumError;
            told = `${message} ${JSON.stringify(details)}`;
          }
          // A patient may have any identifier.
          if (where !== 'raw' && (where !== 'cell' || at !== 0)) expect(told).not.toBe('');
          for (const cell of cells) expect(told).not.toContain(cell.slice(0, 6));
        },
      ),
      { numRuns: 300, seed: 20 },
    );
  });
});

describe('a cell that cannot be read', () => {
  const rows = ['p1,10,a,yes', 'p2,20,b,no', 'p3,30,c,yes'];
  const header = 'id,age,ward,ill';
  const content = async (lines: readonly string[], of: CompiledPlan): Promise<unknown> => {
    const { training, heldOut } = await built(`${[header, ...lines].join('\n')}\n`, of);
    return { training, heldOut };
  };

  it('leaves its row out under drop-row, as a missing one does, and changes nobody else', async () => {
    const without = await content(rows, plan);
    for (const bad of ['p4,old,a,yes', 'p4,1,z,yes', 'p4,1,a,perhaps', 'p4,1,a', 'p4,1,a,yes,9', 'p\u200b4,1,a,yes', 'p4,,a,yes'])
      for (const at of [0, 1, 3]) expect([bad, await content(rows.toSpliced(at, 0, bad), plan)]).toEqual([bad, without]);
  });

  it('is the middle of the range or no code under range-middle, as a missing one is', async () => {
    const middle = testPlan('dp-fedsgd', { data: { ...plan.document.data, missing: { rule: 'range-middle' } } });
    for (const [bad, missing] of [
      ['p4,old,a,yes', 'p4,,a,yes'],
      ['p4,1,z,yes', 'p4,1,,yes'],
      ['p4,1,a,perhaps', 'p4,1,a,'],
    ] as const)
      expect([bad, await content([...rows, bad], middle)]).toEqual([bad, await content([...rows, missing], middle)]);
  });

  it('puts a held-out patient into the subgroup of those whose cell is missing', async () => {
    const grouped = testPlan('dp-fedsgd', {
      evaluation: { subgroups: { ward: {}, age: { bands: [50] } } },
      data: { ...plan.document.data, missing: { rule: 'range-middle' } },
    });
    const many = Array.from({ length: 40 }, (_, i) => `p${i},old,z,yes`);
    const { subgroups, heldOut } = await built(`${[header, ...many].join('\n')}\n`, grouped, knownSplit(0.9));
    expect(heldOut.patients).toBeGreaterThan(20);
    for (const { labels, groupOfPatient } of Object.values(subgroups))
      expect(new Set(groupOfPatient)).toEqual(new Set([labels.length - 1]));
  });
});

describe('a series', () => {
  const HR = { kind: 'series', columns: 't{8..11}', unit: '/min', range: [0, 100] };
  const header = 'id,t10,t11,t8,t9,age,ill\n';

  it('becomes inputs in the order of its steps, wherever its columns stand in the file: t9 before t10', async () => {
    const series = planWith({ features: { hr: HR, age: { kind: 'number', unit: 'a', range: [0, 90] } } });
    const { training } = await built(`${header}1,100,75,0,50,45,1\n`, series);
    expect(rowOf(training, 0)).toEqual([0, -1, 0, 1, 0.5]);
  });

  it('without a mask drops a row for one missing step, as other features do', async () => {
    const series = planWith({ features: { hr: HR } });
    const { report } = await built(`${header}1,100,,0,50,45,1\n`, series);
    expect(report).toMatchObject({ rowsRead: 1, rowsDropped: 1, missing: { t11: 1 } });
  });

  it('with a mask marks what was there, and drops no row for what was not: missing, unreadable, held back', async () => {
    const series = planWith({ features: { hr: { ...HR, mask: true }, map: { ...HR, columns: ['m1', 'm2', 'm3', 'm4'] } } });
    // Steps of hr, its mask, map.
    const { training, report } = await built(
      'id,t10,t11,t8,t9,m1,m2,m3,m4,ill\n1,,fast,0,123-45-6789,0,50,75,100,1\n2,50,50,50,50,0,0,0,,1\n',
      series,
    );
    expect(training.rows).toBe(1);
    expect(rowOf(training, 0)).toEqual([-1, 1, -1, 0, 0, 0, 0, 0, 0.5, 0, 0, 1]);
    expect(report).toMatchObject({ rowsDropped: 1, missing: { t10: 1, m4: 1 }, unreadable: { t11: 1, t9: 1 } });
  });

  it('with a mask leaves nothing of the row before in its inputs', async () => {
    const series = planWith({ features: { hr: { ...HR, mask: true } } });
    const { training } = await built(`${header}1,50,50,50,50,1,1\n2,,,,,1,1\n`, series);
    expect(rowOf(training, 1)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('a group', () => {
  it('becomes inputs in the order of its list, under names of its own', async () => {
    const genes = planWith({ features: { genes: { kind: 'group', columns: ['b', 'g{9..10}', 'a'], unit: '1', range: [0, 4] } } });
    const { training, report } = await built('id,a,b,g10,g9,ill\n1,0,1,2,9,1\n', genes);
    expect(rowOf(training, 0)).toEqual([-0.5, 1, 0, -1]);
    expect(report.outOfRange).toEqual({ g9: 1 });
  });
});

describe('a large file', () => {
  it('takes a small multiple of what its numbers need', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'consilium-csv-'));
    const path = join(folder, 'f.csv');
    try {
      const rows = 200_000;
      const lines = Array.from(
        { length: rows },
        (_, i) => `patient-${i},${i % 100},${'abc'[i % 3]},${i % 2 === 0 ? 'yes' : 'no'}`,
      );
      writeFileSync(path, `id,age,ward,ill\n${lines.join('\n')}\n`);
      lines.length = 0;
      const before = process.memoryUsage().arrayBuffers;
      const { training, heldOut } = await buildDataset(csvFile(path), testPlan(), knownSplit(0.2));
      expect(training.rows + heldOut.rows).toBe(rows);
      // 4 inputs, a target and a patient number a row, 4 bytes each: 4.8 MB; capacities and buffers of the file come on top.
      const grown = process.memoryUsage().arrayBuffers - before;
      expect(grown).toBeLessThan(10 * rows * 6 * 4);
      expect(training.features.buffer.byteLength).toBe(training.rows * 4 * 4);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

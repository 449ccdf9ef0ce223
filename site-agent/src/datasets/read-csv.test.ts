import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConsiliumError, isConsiliumError } from '@consilium/core';
import type { CompiledPlan } from '@consilium/plan';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testCsv, testPlan } from '@consilium/testing';
import { readCsv, readCsvText } from './read-csv.ts';
import type { TabularDataset } from './tabular-dataset.ts';

/** Everybody trains, so that rows stay in the order of the file. */
const all = { heldOut: 0 };
const plan = testPlan('dp-fedsgd', { evaluation: all });

async function failure(reading: Promise<unknown>): Promise<ConsiliumError> {
  try {
    await reading;
  } catch (error) {
    if (isConsiliumError(error)) return error;
    throw error;
  }
  throw new Error('the file was read');
}

async function problem(text: string, of: CompiledPlan = plan): Promise<string> {
  const error = await failure(readCsvText(text, of, 'f.csv'));
  expect(error.code).toBe('DATA_INVALID');
  return error.message;
}

function planWith(data: Readonly<Record<string, unknown>>): CompiledPlan {
  const target = { kind: 'binary', column: 'ill', positive: [1], negative: [0] };
  return testPlan('dp-fedsgd', { evaluation: all, data: { patientId: 'id', target, ...data } });
}

const ascending = (a: number, b: number): number => a - b;
const rowOf = (data: TabularDataset['training'], row: number): number[] => [
  ...data.features.subarray(row * data.width, (row + 1) * data.width),
];

describe('a file as the plan sees it', () => {
  it('becomes inputs in the order of column names, one-hot codes, numbers scaled to [-1, 1]', async () => {
    const { training, heldOut, report } = await readCsvText(
      'ward,ill,extra,id,age\nb,yes,x,p1,100\na,no,x,p2,0\nc,no,x,p3,25\n',
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
    expect(report).toEqual({ rowsRead: 3, rowsDropped: 0, patients: 3, missing: {}, outOfRange: {} });
  });

  it('may have a byte order mark, any line ends, quotes, blanks around cells and empty lines', async () => {
    const plain = await readCsvText('id,age,ward,ill\np1,40,a,yes\np2,50,b,no\n', plan);
    const dressed = await readCsvText('\ufeffid , "age",ward,ill\r\n\r\n"p1", 40 ,"a" ,yes\np2,50,b,no', plan);
    const oldMac = await readCsvText('id,age,ward,ill\rp1,40,a,yes\rp2,50,b,no\r', plan);
    for (const other of [dressed, oldMac]) {
      expect(other.training).toEqual(plain.training);
      expect(other.contentHash).not.toBe(plain.contentHash);
    }
    const quoted = planWith({ features: { ward: { kind: 'category', codes: ['a,b', 'say "c"', 'd\ne'] } } });
    const { training } = await readCsvText('id,ward,ill\n1,"a,b",1\n2,"say ""c""",0\n3,"d\ne",0\n', quoted);
    expect([rowOf(training, 0), rowOf(training, 1), rowOf(training, 2)]).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
  });

  it('is known by the SHA-256 of its bytes', async () => {
    const text = `\ufeff${testCsv(30).replaceAll('\n', '\r\n')}`;
    const { contentHash } = await readCsvText(text, plan);
    expect(contentHash).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('keeps the rows of a patient together', async () => {
    const rows = ['p1,10,a,yes', 'p2,20,a,no', 'p1,30,b,no', 'p1,40,c,yes', 'p2,50,c,no'];
    const { training, report } = await readCsvText(`id,age,ward,ill\n${rows.join('\n')}\n`, plan);
    expect([...training.patientOfRow]).toEqual([0, 1, 0, 0, 1]);
    expect(training).toMatchObject({ patients: 2, rows: 5 });
    expect(report.patients).toBe(2);
  });

  it('takes numbers as programs write them, and nothing that only looks like one', async () => {
    const numbers = planWith({ features: { x: { kind: 'number', unit: '1', range: [-10, 10], scale: 'none' } } });
    const good = { '1': 1, '-2.5': -2.5, '+3': 3, '.5': 0.5, '4.': 4, '1e0': 1, '2.5E-1': 0.25, '007': 7 };
    for (const [text, value] of Object.entries(good)) {
      const { training } = await readCsvText(`id,x,ill\n1,${text},0\n`, numbers);
      expect([...training.features]).toEqual([Math.fround(value)]);
    }
    for (const text of ['"1,5"', '0x10', '1 000', 'NaN', 'Infinity', '1e999', '--1', '1e', '٣', 'twelve', '1_000']) {
      expect(await problem(`id,x,ill\n1,${text},0\n`, numbers)).toBe(
        'f.csv row 2, column x: is not a number (expected a plain number, with a decimal point)',
      );
    }
    expect(await problem('id,age,ward,ill\np1,old,a,yes\n')).toBe(
      'f.csv row 2, column age: is not a number (expected years, with a decimal point)',
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
    const { training } = await readCsvText('id,a,b,c,ill\n1,7.5,7,7,0\n', scales);
    expect([...training.features]).toEqual([0.5, 1.5, 7]);
  });

  it('finds codes written as whole numbers or decimals, exact text first', async () => {
    const categorical = testPlan('dp-fedsgd', {
      evaluation: all,
      data: {
        patientId: 'id',
        features: { x: { kind: 'category', codes: [1, '2.0', 3, '03'] } },
        target: { kind: 'category', column: 'ill', codes: [0, 1] },
      },
      layers: [{ type: 'dense', units: 2, activation: 'softmax' }],
      training: { loss: 'categorical-crossentropy', samplingRate: 0.5 },
    });
    const { training } = await readCsvText('id,x,ill\n1,1.0,0.0\n2,2,1\n3,03,1.00\n4,3,0\n', categorical);
    expect([0, 1, 2, 3].map((row) => rowOf(training, row).indexOf(1))).toEqual([0, 1, 3, 2]);
    expect([...training.targets]).toEqual([1, 0, 0, 1, 0, 1, 1, 0]);
    expect(await problem('id,x,ill\n1,1.5,0\n', categorical)).toBe(
      'f.csv row 2, column x: is not one of the codes 1, 2.0, 3, 03',
    );
    expect(await problem('id,x,ill\n1,1,2\n', categorical)).toBe('f.csv row 2, column ill: is not one of the codes 0, 1');
  });

  it('makes one input of two codes, and a number of a number target', async () => {
    const two = testPlan('dp-fedsgd', {
      evaluation: all,
      data: {
        patientId: 'id',
        target: { kind: 'number', column: 'days', unit: 'days', range: [0, 100], scale: 'range' },
        features: { sex: { kind: 'category', codes: ['f', 'm'] } },
      },
      layers: [{ type: 'dense', units: 1 }],
      training: { loss: 'mean-squared-error', samplingRate: 0.5 },
    });
    const { training, report } = await readCsvText('id,sex,days\n1,f,0\n2,m,50\n3,m,500\n', two);
    expect([...training.features]).toEqual([0, 1, 1]);
    expect([...training.targets]).toEqual([-1, 0, 1]);
    expect(report.outOfRange).toEqual({ days: 1 });
  });
});

describe('values outside the plausible range', () => {
  it('are counted by column and cut to the range', async () => {
    const { training, report } = await readCsvText(
      'id,age,ward,ill\n1,-5,a,yes\n2,1e6,a,no\n3,100,a,no\n4,100.0001,a,no\n',
      plan,
    );
    expect([0, 1, 2, 3].map((row) => rowOf(training, row)[0])).toEqual([-1, 1, 1, 1]);
    expect(report.outOfRange).toEqual({ age: 3 });
  });
});

describe('missing cells', () => {
  const csv = 'id,age,ward,ill\n1,,a,yes\n2,30,?,no\n3,30,a,NA\n,30,a,no\n5,30,b,no\n';

  it('drop their row by default', async () => {
    const { training, report } = await readCsvText(csv, plan);
    expect(training.rows).toBe(1);
    expect(report).toEqual({
      rowsRead: 5,
      rowsDropped: 4,
      patients: 1,
      missing: { age: 1, ward: 1, ill: 1, id: 1 },
      outOfRange: {},
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
    const { training, report } = await readCsvText(
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
  const split = (seed: number, heldOut = 0.3): CompiledPlan =>
    testPlan('dp-fedsgd', { evaluation: { heldOut, splitSeed: seed } });

  it('is the same every time, another one for another seed, and near the fraction asked for', async () => {
    const text = testCsv(2000);
    const [a, again, b] = await Promise.all([
      readCsvText(text, split(1)),
      readCsvText(text, split(1)),
      readCsvText(text, split(2)),
    ]);
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
    const reversed = await readCsvText(file([...rows].reverse()), split(1));
    const full = await readCsvText(file(rows), split(1));
    const fewer = await readCsvText(file(half), split(1));
    const rest = await readCsvText(file(rows.filter((_, i) => i % 2 === 1)), split(1));
    expect(agesOf(reversed)).toEqual(agesOf(full));
    expect([...agesOf(fewer), ...agesOf(rest)].sort(ascending)).toEqual(agesOf(full));
  });

  it('never divides a patient', async () => {
    const rows = Array.from({ length: 900 }, (_, i) => `p${i % 90},${i % 100},a,yes`);
    const { training, heldOut } = await readCsvText(`id,age,ward,ill\n${rows.join('\n')}\n`, split(5));
    expect(training.patients + heldOut.patients).toBe(90);
    expect(training.rows).toBe(training.patients * 10);
    expect(heldOut.rows).toBe(heldOut.patients * 10);
  });
});

describe('what is wrong with a file', () => {
  it('is told with row and column, counted as an editor does', async () => {
    expect(await problem('id,age,ward,ill\np1,1,a,yes\n\np2,1,z,yes\n')).toBe(
      'f.csv row 4, column ward: is not one of the codes a, b, c',
    );
    const error = await failure(readCsvText('id,age,ward,ill\np1,1,a,perhaps\n', plan));
    expect(error.details).toEqual({ row: 2, column: 'ill' });
  });

  it('starts with the header', async () => {
    expect(await problem('')).toBe('f.csv is empty: it needs a header row');
    expect(await problem('\ufeff\n\n')).toBe('f.csv is empty: it needs a header row');
    expect(await problem('id,ward\n')).toBe('f.csv row 1: the header lacks "ill", "age"');
    expect(await problem('ID,age,ward,ill\n')).toContain('the header lacks "id"');
    expect(await problem('id;age;ward;ill\n1;2;a;yes\n')).toBe(
      'f.csv row 1: the columns are separated by semicolons: save the file as CSV with commas',
    );
    expect(await problem('id,age,ward,ill,age\n')).toBe(
      'f.csv row 1, column age: the header has the same name in columns 2 and 5',
    );
  });

  it('does not tell the first patient of a file without a header', async () => {
    const message = await problem('id-4711,63,63,yes\nid-4712,64,b,no\n');
    expect(message).toBe('f.csv row 1, column number 3: the header has the same name in columns 2 and 3');
    expect(await problem('id-4711,63,a,yes\n')).not.toMatch(/4711|63|yes/);
  });

  it('can be its shape', async () => {
    expect(await problem('id,age,ward,ill\np1,1,a\n')).toBe('f.csv row 2: has another number of cells than the header');
    expect(await problem('id,age,ward,ill\np1,1,a,yes,9\n')).toContain('row 2: has another number of cells');
    expect(await problem('id,age,ward,ill\np1,1,"a,yes\np2,2,b,no\n')).toContain('a quote is opened and never closed');
    expect(await problem('id,age,ward,ill\np1,1,a"b,yes\n')).toContain('row 2: is not valid CSV');
    expect(await problem(`id,age,ward,ill\np1,1,"${'x\n'.repeat(800_000)}`)).toContain(
      'is longer than 1 MiB: a quote may be missing',
    );
    expect(await problem(`id,age,ward,ill\np1,1,${'x'.repeat(2_500_000)},yes\n`)).toContain('is longer than 1 MiB');
  });

  it('can be its encoding', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'consilium-csv-'));
    const path = join(folder, 'f.csv');
    try {
      const latin = Buffer.concat([
        Buffer.from('id,age,ward,ill\np1,1,a,yes\nM'),
        Buffer.from([0xfc]),
        Buffer.from('ller,2,b,no\n'),
      ]);
      writeFileSync(path, latin);
      const error = await failure(readCsv(path, plan));
      expect(error.code).toBe('DATA_INVALID');
      expect(error.message).toBe(`${path} row 3: is not UTF-8 text: save the file as CSV in UTF-8`);
      writeFileSync(path, Buffer.from(`\ufeff${testCsv(5)}`, 'utf16le'));
      expect((await failure(readCsv(path, plan))).message).toContain('row 1: is not UTF-8 text');
      writeFileSync(path, Buffer.concat([Buffer.from('id,age,ward,ill\np1,1,a,yes'), Buffer.from([0xe2, 0x82])]));
      expect((await failure(readCsv(path, plan))).message).toContain('row 2: is not UTF-8 text');
      // A character cut by the end of a read is whole again in the next one.
      const umlauts = planWith({ features: { w: { kind: 'category', codes: ['ü', 'ß€'] } } });
      writeFileSync(
        path,
        `id,w,ill\n${Array.from({ length: 30_000 }, (_, i) => `${i},${i % 2 === 0 ? 'ü' : 'ß€'},0\n`).join('')}`,
      );
      expect((await readCsv(path, umlauts)).training.rows).toBe(30_000);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('can be that it cannot be read', async () => {
    expect(await failure(readCsv('/absent/file.csv', plan))).toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(await failure(readCsv(tmpdir(), plan))).toMatchObject({ code: 'FILE_UNREADABLE' });
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
            await readCsvText(`${lines.join('\n')}\n`, plan);
          } catch (error) {
            const { message, details } = error as ConsiliumError;
            told = `${message} ${JSON.stringify(details)}`;
          }
          // A patient may have any identifier.
          if (where !== 'cell' || at !== 0) expect(told).not.toBe('');
          for (const cell of cells) expect(told).not.toContain(cell.slice(0, 6));
        },
      ),
      { numRuns: 300, seed: 20 },
    );
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
      const { training, heldOut } = await readCsv(path, testPlan());
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

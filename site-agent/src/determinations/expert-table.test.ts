import { testPlan } from '@consilium/testing';
import { describe, expect, it } from 'vitest';
import { buildDataset } from '../border/build-dataset.ts';
import { csvText } from '../testing/csv-text.ts';
import { knownSplit } from '../testing/splits.ts';
import { expertTable, scaleOf } from './expert-table.ts';

const plan = testPlan('dp-fedsgd', {
  data: {
    patientId: 'id',
    target: { kind: 'category', column: 'stage', codes: ['I', 'II', 'III'] },
    features: {
      age: { kind: 'number', unit: 'years', range: [0, 90] },
      sex: { kind: 'category', codes: ['m', 'f'] },
      ward: { kind: 'category', codes: ['a', 'b', 'c'] },
    },
    missing: { rule: 'range-middle' },
  },
  layers: [{ type: 'dense', units: 3, activation: 'softmax' }],
  training: { loss: 'categorical-crossentropy', samplingRate: 0.5 },
});

const CSV = `id,age,sex,ward,stage
p1,45,m,c,II
p2,200,f,a,I
p1,45,m,c,III
p3,,f,,III
p4,0,x,b,I
`;

describe('what an expert looks at', () => {
  it('is what the trainer gets: codes by their place, numbers scaled and cut to their range, missing cells as the plan fills them', async () => {
    for (const share of [0, 0.5]) {
      const data = await buildDataset(csvText(CSV), plan, knownSplit(share));
      const table = expertTable(data, plan, {
        quasiIdentifiers: ['age', 'sex', 'ward'],
        sensitive: [{ name: 'stage', scale: 'nominal' }],
      });
      // Patients who train come first, then those held out: each row by its patient.
      const [age, sex, ward] = table.quasiIdentifiers;
      const rows = Array.from(table.patientOfRow, (_, row) =>
        [age, sex, ward, table.sensitive[0]].map((one) => one?.values[row]).join(' '),
      );
      expect(rows.toSorted()).toEqual(['-1 0.5 1 0', '0 0 2 1', '0 0 2 2', '0 1 -1 2', '1 1 0 0'].toSorted());
      // Two rows of one patient, and four patients, no matter who is held out.
      expect(new Set(table.patientOfRow).size).toBe(4);
      expect(new Set(Array.from(table.patientOfRow, (_, row) => table.labelOf(row))).size).toBe(4);
      const ones = rows.flatMap((row, i) => (row.startsWith('0 0 2') ? [table.labelOf(i)] : []));
      expect(ones[0]).toBe(ones[1]);
    }
  });

  it('is a column that the plan reads, by the order of numbers or as codes', async () => {
    const data = await buildDataset(csvText(CSV), plan, knownSplit(0));
    expect([scaleOf(plan, 'age'), scaleOf(plan, 'ward'), scaleOf(plan, 'stage')]).toEqual(['ordered', 'nominal', 'nominal']);
    const refused = expect.objectContaining({
      code: 'PARAMETER_INVALID',
      message: 'the plan does not read a column city',
    }) as Error;
    expect(() => scaleOf(plan, 'city')).toThrow(refused);
    expect(() => expertTable(data, plan, { quasiIdentifiers: ['city'], sensitive: [] })).toThrow(refused);
  });
});

import { identifiersIn } from '@consilium/plan';
import { testPlan } from '@consilium/testing';
import { describe, expect, it } from 'vitest';
import { mappedSource } from '../mapping/mapped-source.ts';
import { csvText } from '../testing/csv-text.ts';
import { knownSplit } from '../testing/splits.ts';
import { buildDataset } from './build-dataset.ts';
import { columnsOfPlans, judgeColumns } from './judge-columns.ts';

const target = { kind: 'binary', column: 'ill', positive: ['yes'], negative: ['no'] };
const features = { lab: { kind: 'number', unit: 'mmol/L', range: [0, 10] } };
const plan = testPlan('dp-fedsgd', { data: { patientId: 'id', target, features } });
const TABLE = 'id,lab,ill\np1,4.5,yes\np2,123-45-6789,no\np3,5,no\n';

describe('what identifies people is dropped by default in three places, each of which does it alone', () => {
  it('the plan, which asks for it by name, range or code', () => {
    const asking = { ssn: { kind: 'number', unit: '1', range: [0, 10] } };
    expect(identifiersIn(testPlan('dp-fedsgd', { data: { patientId: 'id', target, features: asking } }))).toMatchObject([
      { column: 'ssn', letter: 'G' },
    ]);
    expect(identifiersIn(plan)).toEqual([]);
  });

  it('the source, when a person lets it serve: one cell refuses its column', async () => {
    const source = csvText(TABLE);
    const found = (await judgeColumns(source, columnsOfPlans([plan], await source.columns()), 'id')).findings;
    expect(found).toMatchObject([{ column: 'lab', letter: 'G', cells: 1, rows: '3' }]);
  });

  it.each([
    ['as it is', undefined],
    ['through a mapping', { lab: { column: 'lab', unit: { from: 'mmol/L', to: 'mmol/L' } }, ill: { column: 'ill' } }],
  ])('the row, at every load, %s: the cell is gone, and its row with it', async (_, mapping) => {
    const source = mappedSource(csvText(TABLE), { patient: { column: 'id', name: 'id' }, mapping });
    const { training, report } = await buildDataset(source, plan, knownSplit(0));
    expect([training.rows, report.identifiers]).toMatchObject([2, [{ column: 'lab', letter: 'G', cells: 1 }]]);
    expect([...training.features].map((value) => value.toFixed(3))).toEqual(['-0.100', '0.000']);
  });
});

import { parsePlan } from '@consilium/plan';
import { describe, expect, it } from 'vitest';
import { csvText } from '../testing/csv-text.ts';
import { knownSplit } from '../testing/splits.ts';
import { buildDataset } from '../border/build-dataset.ts';

const PLAN = parsePlan(`version: 1
study: heart
title: A title
sites: { north: { patients: 200 } }
data:
  patientId: id
  target: { kind: binary, column: ill, positive: [1], negative: [0] }
  features:
    age: { kind: number, unit: years, range: [0, 100] }
    sex: { kind: category, codes: [female, male] }
  missing: { rule: range-middle }
model: { layers: [{ type: dense, units: 1, activation: sigmoid }] }
training: { loss: binary-crossentropy, localSteps: 1, optimizer: { kind: sgd, learningRate: 0.1 } }
privacy: { mechanism: none }
rounds: 1
quorum: { sites: 1 }
evaluation: { subgroups: { sex: {}, age: { bands: [50, 65] } } }
`);

describe('subgroups of held-out patients', () => {
  it('follow code and band of the first row, edges belonging to the upper band', async () => {
    const rows = Array.from({ length: 400 }, (_, i) => {
      const age = ['49.9', '50', '64', '65', ''][i % 5];
      const sex = ['female', 'male', ''][i % 3];
      return `p${i},${i % 2},${age},${sex}\np${i},${i % 2},70,male\n`;
    });
    const { heldOut, subgroups } = await buildDataset(csvText(`id,ill,age,sex\n${rows.join('')}`), PLAN, knownSplit(0.9));
    expect(subgroups['sex']?.labels).toEqual(['female', 'male', 'missing']);
    expect(subgroups['age']?.labels).toEqual(['below 50', '50 to below 65', '65 and above', 'missing']);
    expect(subgroups['age']?.groupOfPatient).toHaveLength(heldOut.patients);
    const counts = (name: string): number[] => {
      const counted = [0, 0, 0, 0];
      for (const group of subgroups[name]?.groupOfPatient ?? []) counted[group] = (counted[group] ?? 0) + 1;
      return counted;
    };
    const [below = 0, middle = 0, above = 0, missing = 0] = counts('age');
    // Of five ages one is below, two in the middle, one above, one missing; 400 patients, nine tenths held out.
    expect(below + middle + above + missing).toBe(heldOut.patients);
    expect(middle / heldOut.patients).toBeCloseTo(0.4, 1);
    expect(missing / heldOut.patients).toBeCloseTo(0.2, 1);
    expect(counts('sex')[2]).toBeGreaterThan(0);
  });
});

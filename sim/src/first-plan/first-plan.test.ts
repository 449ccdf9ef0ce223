import { ColumnProfiler } from '@consilium/site-agent';
import { describe, expect, it } from 'vitest';
import { NOTHING_DECLARED } from './declarations.ts';
import { type FirstPlan, firstPlan } from './first-plan.ts';

const PATIENTS = 1200;

/** The first plan of a public file, whose cells follow from the number of the patient. */
function planOf(columns: Readonly<Record<string, (i: number) => string | number>>, target = 'died'): FirstPlan {
  const cells = { pid: (i: number) => i + 5000, hospital: () => 'a', died: (i: number) => i % 2, ...columns };
  const profiles = Object.entries(cells).map(([name, cell]) => {
    const profiler = new ColumnProfiler(name);
    profiler.add(
      { kind: 'text', cells: Array.from({ length: PATIENTS }, (_, i) => String(cell(i))) },
      { length: PATIENTS, rows: Array.from({ length: PATIENTS }, (_, i) => i + 2), columns: [] },
    );
    return [name, profiler.profile()] as const;
  });
  return firstPlan(
    {
      fileName: 'all.csv',
      patientColumn: 'pid',
      profiles: new Map(profiles),
      sites: [{ id: 'a', names: ['a'], patients: PATIENTS }],
      atSeveralSites: 0,
    },
    NOTHING_DECLARED,
    { study: 'x', siteColumn: 'hospital', target, isPublic: true, heldOut: 0.2 },
  );
}

const missingIn = ({ text }: FirstPlan): string => /^ {2}missing: .*$/mu.exec(text ?? '')?.[0] ?? '';
const weight = (i: number): number => 40 + (i % 60);

describe('numbers that mean missing in a public file', () => {
  it('are those beyond the range of a column of numbers', () => {
    const plan = planOf({ weight: (i) => (i % 400 === 7 ? 999 : weight(i)) });
    expect(missingIn(plan)).toContain('"999"');
    expect(plan.notes).toEqual([expect.stringMatching(/^weight has 999/u)]);
  });

  it('are none of the numbers of patients, who would be lost', () => {
    const counted = planOf({ weight, pid: (i) => i + 1 });
    expect(missingIn(counted)).not.toContain('999');
    expect(counted.notes).toEqual([]);
    expect(missingIn(planOf({ pid: (i) => i + 1, weight: (i) => (i % 400 === 7 ? 999 : weight(i)) }))).not.toContain('999');
  });

  it('are none of the codes that are learned from, and none of a column that is left out', () => {
    const unit = (i: number): string => ['999', '998', '123'][i % 3] ?? '';
    expect(missingIn(planOf({ weight, unit }))).not.toContain('999');
    expect(missingIn(planOf({ weight, remark: (i) => (i === 7 ? '999' : `seen ${i} times`) }))).not.toContain('999');
  });

  it('are none of the numbers that are predicted', () => {
    expect(missingIn(planOf({ weight, cost: (i) => i }, 'cost'))).not.toContain('999');
  });
});

import { describe, expect, it } from 'vitest';
import { planDifference } from './plan-difference.ts';

describe('the difference of two versions of a plan', () => {
  it('names every field that changed, came or went, and no other', () => {
    const before = {
      title: 'A',
      rounds: 40,
      data: { patientId: 'patient_id', features: { age: { range: [0, 90] } } },
      layers: [{ units: 1 }],
    };
    const now = {
      title: 'A',
      rounds: 41,
      data: { patientId: 'visit_id', features: { age: { range: [0, 91] }, sex: {} } },
      layers: [{ units: 2 }],
    };
    expect(planDifference(before, now)).toEqual([
      { field: 'data.features.age.range', before: '[0,90]', now: '[0,91]' },
      { field: 'data.features.sex', now: '{}' },
      { field: 'data.patientId', before: '"patient_id"', now: '"visit_id"' },
      { field: 'layers', before: '[{"units":1}]', now: '[{"units":2}]' },
      { field: 'rounds', before: '40', now: '41' },
    ]);
    expect(planDifference(now, now)).toEqual([]);
    expect(planDifference({ a: 1 }, {})).toEqual([
      { field: '', now: '{}' },
      { field: 'a', before: '1' },
    ]);
  });
});

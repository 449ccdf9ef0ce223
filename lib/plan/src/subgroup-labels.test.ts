import { describe, expect, it } from 'vitest';
import { parsePlan } from './compile.ts';
import { subgroupLabels } from './subgroup-labels.ts';

function labels(subgroups: string): unknown {
  const plan = parsePlan(`version: 1
study: heart
title: A title
sites: { north: { patients: 200 } }
data:
  patientId: id
  target: { kind: binary, column: ill, positive: [1], negative: [0] }
  features:
    age: { kind: number, unit: years, range: [0, 100] }
    sex: { kind: category, codes: [male, female] }
    ward: { kind: category, codes: [missing, icu] }
model: { layers: [{ type: dense, units: 1, activation: sigmoid }] }
training: { loss: binary-crossentropy, localSteps: 1, optimizer: { kind: sgd, learningRate: 0.1 } }
privacy: { mechanism: none }
rounds: 1
quorum: { sites: 1 }
evaluation: { ${subgroups} }
`);
  return subgroupLabels(plan.document);
}

describe('subgroupLabels', () => {
  it('follow the codes of the plan, and bands from low to high', () => {
    expect(labels('subgroups: { age: { bands: [50, 65] }, sex: {} }')).toEqual({
      age: ['below 50', '50 to below 65', '65 and above', 'missing'],
      sex: ['male', 'female', 'missing'],
    });
    expect(labels('subgroups: { age: { bands: [50] } }')).toEqual({ age: ['below 50', '50 and above', 'missing'] });
  });

  it('never give two groups one name', () => {
    expect(labels('subgroups: { ward: {} }')).toEqual({ ward: ['missing', 'icu', 'missing value'] });
  });

  it('are none when the plan asks for none, and refuse what is no feature but a member of objects', () => {
    expect(labels('metrics: [loss]')).toEqual({});
    expect(() => labels('subgroups: { toString: {} }')).toThrow('subgroups are made by features');
  });
});

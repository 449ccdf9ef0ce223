import { describe, expect, it } from 'vitest';
import { parsePlan } from './compile.ts';
import { targetText } from './feature-text.ts';
import { identifiersIn } from './identifier-gate.ts';
import { modelInputs } from './model-inputs.ts';
import { scoreParameters } from './score-parameters.ts';

const TARGET = `kind: time-to-event
    column: days
    unit: d
    range: [0, 2000]
    event: { column: died, positive: ["1"], negative: ["0"] }
    intervals: [90, 365, 730]`;

const PLAN = `version: 1
study: survival
title: A title
sites: { north: { patients: 200 } }
data:
  patientId: id
  target:
    ${TARGET}
  features:
    age: { kind: number, unit: a, range: [18, 90] }
model: { layers: [{ type: dense, units: 3, activation: sigmoid }] }
training: { loss: discrete-hazards, samplingRate: 0.5 }
strategy: { kind: fedavg, weights: public-bucket }
privacy: { mechanism: dp-fedsgd, clip: 1, target: { epsilon: 1, delta: 0.001 } }
rounds: 4
quorum: { sites: 1 }
evaluation: { metrics: [loss, concordance, survival-curve] }
`;

const refusal = (from: string, to: string): string => {
  expect(PLAN).toContain(from);
  try {
    parsePlan(PLAN.replace(from, to));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'accepted';
};

describe('a time to an event', () => {
  const plan = parsePlan(PLAN);

  it('has a hazard for each interval, three targets a row, and scores by interval', () => {
    expect(plan.manifest.parameters).toBe(6);
    expect(plan.targetWidth).toBe(3);
    expect(scoreParameters(plan)?.facts.target).toEqual({ kind: 'time-to-event', intervals: 3 });
    expect(targetText(plan.document)).toBe('days (d) until died is 1, to 730');
  });

  it('tells programs what the outputs are', () => {
    const { target } = modelInputs(plan, { sha256: 'a', software: '1', privacy: null, rehearsal: true });
    expect(target).toMatchObject({ kind: 'time-to-event', unit: 'd', intervals: [90, 365, 730], event: { column: 'died' } });
  });

  it.each([
    ['intervals: [90, 365, 730]', 'intervals: [90, 90, 730]', /ends of intervals ascend/u],
    ['intervals: [90, 365, 730]', 'intervals: [90]', /intervals/u],
    ['intervals: [90, 365, 730]', 'intervals: [90, 365, 3000]', /the last interval ends within the range/u],
    ['range: [0, 2000]', 'range: [-1, 2000]', /times begin at 0 or later/u],
    ['range: [0, 2000]', 'range: [0, 1e13]', /scaled, the ends of the range/u],
    ['units: 3', 'units: 2', /the last layer gives \[2\], the target needs \[3\]/u],
    ['loss: discrete-hazards', 'loss: binary-crossentropy', /does not fit a target of kind time-to-event/u],
    ['column: died', 'column: days', /the column days has two meanings/u],
    ['column: died', 'column: age', /the column age has two meanings/u],
    ['negative: ["0"]', 'negative: ["1"]', /the code "1" of the target appears twice/u],
    ['negative: ["0"]', 'negative: ["?"]', /also means missing/u],
    ['metrics: [loss,', 'metrics: [auc,', /the metric auc does not fit/u],
    ['samplingRate: 0.5', 'samplingRate: 0.5, classWeights: [1, 2]', /a target of kind time-to-event has no classes/u],
  ])('refuses %s as %s', (from, to, message) => {
    expect(refusal(from, to)).toMatch(message);
  });

  it('is looked at for identifiers in both of its columns', () => {
    expect(identifiersIn(plan)).toEqual([]);
    const named = parsePlan(PLAN.replace('column: died', 'column: ssn').replace('column: days', 'column: birth_date'));
    expect(identifiersIn(named).map(({ column }) => column)).toEqual(['birth_date', 'ssn']);
  });
});

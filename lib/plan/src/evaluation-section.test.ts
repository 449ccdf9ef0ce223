import { isConsiliumError } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { parsePlan } from './compile.ts';
import type { Target } from './data-dictionary.ts';
import { METRICS, metricFits } from './evaluation-section.ts';

function plan(evaluation: string, more = '', target = '{ kind: binary, column: ill, positive: [1], negative: [0] }'): string {
  return `version: 1
study: heart
title: A title
sites: { north: { patients: 200 } }
data:
  patientId: id
  target: ${target}
  features:
    age: { kind: number, unit: years, range: [0, 100] }
    sex: { kind: category, codes: [female, male] }
model:
  layers:
    - { type: dense, units: 1, activation: sigmoid }
training: { loss: binary-crossentropy, localSteps: 1, optimizer: { kind: sgd, learningRate: 0.1 }${more} }
privacy: { mechanism: none }
rounds: 1
quorum: { sites: 1 }
evaluation: ${evaluation}
`;
}

function problem(text: string): string {
  try {
    parsePlan(text);
  } catch (error) {
    if (isConsiliumError(error, 'PLAN_INVALID')) return error.message;
    throw error;
  }
  return 'none';
}

describe('metrics of a plan', () => {
  it('must fit the target', () => {
    expect(problem(plan('{ metrics: [loss, accuracy, auc, average-precision, brier, calibration] }'))).toBe('none');
    expect(problem(plan('{ metrics: [loss, mean-absolute-error] }'))).toContain(
      'evaluation.metrics.1: the metric mean-absolute-error does not fit a target of kind binary',
    );
  });

  it('exist for every kind of target', () => {
    const number = { kind: 'number', column: 'x', unit: '1', range: [0, 1], scale: 'none' } satisfies Target;
    expect(METRICS.filter((metric) => metricFits(metric, number))).toEqual([
      'loss',
      'mean-absolute-error',
      'root-mean-squared-error',
    ]);
  });
});

describe('subgroups of a plan', () => {
  it('are features, numbers by bands', () => {
    expect(problem(plan('{ subgroups: { sex: {}, age: { bands: [50, 65] } } }'))).toBe('none');
    expect(problem(plan('{ subgroups: { height: {} } }'))).toContain(
      'evaluation.subgroups.height: subgroups are made by features',
    );
    expect(problem(plan('{ subgroups: { age: {} } }'))).toContain('numbers are divided by bands');
    expect(problem(plan('{ subgroups: { sex: { bands: [1] } } }'))).toContain('categories by their codes');
    expect(problem(plan('{ subgroups: { age: { bands: [65, 50] } } }'))).toContain('edges of bands ascend');
  });
});

describe('class weights of a plan', () => {
  it('are one for each class', () => {
    expect(problem(plan('{}', ', classWeights: [1, 2]'))).toBe('none');
    expect(problem(plan('{}', ', classWeights: [1, 2, 3]'))).toContain('training.classWeights: the target has 2 classes');
  });
});

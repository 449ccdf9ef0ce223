import { isConsiliumError } from '@consilium/core';
import { releaseParameters } from '@consilium/plan';
import { deriveRelease } from '@consilium/privacy';
import { testPlan } from '@consilium/testing';
import { describe, expect, it } from 'vitest';
import type { TaskFacts } from './policy-rules.ts';
import { admitTraining, type TrainingQuestion } from './training-admission.ts';

const plan = testPlan('dp-fedsgd', { rounds: 4 });
const parameters = releaseParameters(plan);
if (parameters === undefined) throw new Error('the plan has privacy');

const question: TrainingQuestion = {
  siteId: 'north',
  rehearsal: false,
  nowMs: 1000,
  plan,
  release: deriveRelease(parameters),
  patients: 40,
  declaredPatients: 50,
  ledger: { state: 'none', use: new Map() },
  task: {
    key: { run: 'run-1', round: 4, attempt: 1 },
    deadlineMs: 1001,
    manifest: plan.manifest.tensors.map(({ name, shape, dtype }) => ({ name, shape: [...shape], dtype })),
    baseBytes: plan.manifest.parameters * 4,
  },
};

/** The refusal of a question that differs so, and what the gate was asked. */
function ask(change: Partial<TrainingQuestion> = {}): { readonly refusal: string; readonly asked: readonly unknown[] } {
  const asked: Omit<TaskFacts, 'approval' | 'nowMs'>[] = [];
  try {
    admitTraining({ admitTask: (facts) => void asked.push(facts) }, { ...question, ...change });
    return { refusal: 'none', asked };
  } catch (error) {
    const codes = ['TASK_INVALID', 'SIZE_MISSTATED', 'DELTA_TOO_LARGE'];
    if (!isConsiliumError(error) || !codes.includes(error.code)) throw error;
    return { refusal: error.message, asked };
  }
}

const task = (change: TrainingQuestion['task']): Partial<TrainingQuestion> => ({ task: { ...question.task, ...change } });

describe('a training task', () => {
  it('that is what its plan says is put to the policy of the hospital', () => {
    expect(ask()).toEqual({
      refusal: 'none',
      asked: [
        {
          study: 'test-study',
          planHash: plan.hash,
          mechanism: 'dp-fedsgd',
          patients: 40,
          exchange: { run: 'run-1', round: 4, attempt: 1, rounds: 4, state: 'none', use: new Map() },
          rehearsal: false,
        },
      ],
    });
  });

  it('is for a site of the plan', () => {
    expect(ask({ siteId: 'west' })).toEqual({ refusal: 'the plan does not name this site (west)', asked: [] });
  });

  it('is for a round of the plan: privacy was derived for so many', () => {
    expect(ask(task({ key: { run: 'run-1', round: 5, attempt: 1 } })).refusal).toBe('round 5 of a plan with 4 rounds');
  });

  it('has a deadline that is still to come', () => {
    expect(ask({ nowMs: 1001 }).refusal).toContain('the deadline of the task has passed');
    expect(ask(task({ deadlineMs: null })).refusal).toContain('the deadline of the task has passed');
  });

  it('is about the model of the plan, tensor by tensor', () => {
    const { manifest = [] } = question.task;
    const [first, ...rest] = manifest ?? [];
    for (const tensors of [
      rest,
      [...rest, first ?? {}],
      [{ ...first, name: 'other' }, ...rest],
      [{ ...first, shape: [1] }, ...rest],
      [{ ...first, dtype: 'int32' }, ...rest],
    ])
      expect(ask(task({ manifest: tensors })).refusal).toBe('the tensors of the task are not those of the plan');
    expect(ask(task({ baseBytes: plan.manifest.parameters * 4 + 4 })).refusal).toContain('does not have the size');
  });

  it('is for at most twice the public number of patients: the grid has room for no more', () => {
    expect(ask({ patients: 80 }).refusal).toBe('none');
    expect(ask({ patients: 81 })).toEqual({
      refusal:
        'the plan says 40 training patients at this site, and it declares more than 2 times as many: the plan needs a truer number',
      asked: [],
    });
  });

  it('has the privacy that its plan promises', () => {
    expect(ask({ release: undefined }).refusal).toBe('the privacy of the plan could not be derived');
  });
});

it('a delta that would let the hospital publish a patient is refused by the number that it declares', () => {
  // The plan asks for a delta of 0.001.
  expect(ask({ declaredPatients: 990 }).refusal).toBe('none');
  for (const declaredPatients of [1000, 5000, Number.NaN]) {
    const { refusal, asked } = ask({ declaredPatients });
    expect([refusal, asked]).toEqual([
      'the plan has a delta of 0.001, which is not below one over the number of patients that the hospital declares',
      [],
    ]);
  }
});

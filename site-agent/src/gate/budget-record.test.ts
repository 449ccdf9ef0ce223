import { isConsiliumError } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import type { BudgetDecision } from '../ledger/index.ts';
import { budgetToRecord } from './budget-record.ts';
import { createGate } from './gate.ts';
import { budgetSchema, policySchema } from './policy-schema.ts';

const at = '2026-11-25T10:00:00Z';
const later = '2026-11-25T10:00:01Z';
const written = { epsilon: 2, delta: 0.001, who: 'Dr. Keller', reason: 'ethics vote', at };
const recorded: BudgetDecision = {
  epsilon: 2,
  delta: 0.001,
  accounting: 'several',
  who: 'Dr. Keller',
  reason: 'ethics vote',
  atMs: Date.parse(at),
};

/** What is to be written down of such a budget, or why it is none. */
function judged(budget: object, before?: BudgetDecision): BudgetDecision | string | undefined {
  try {
    return budgetToRecord('cardiology', budgetSchema.parse(budget), before);
  } catch (error) {
    if (isConsiliumError(error, 'BUDGET_UNRECORDED')) return error.message;
    throw error;
  }
}

describe('a budget of the policy', () => {
  it('is written down with who, why and when, once', () => {
    expect(judged(written)).toEqual(recorded);
    expect(judged(written, recorded)).toBeUndefined();
    const raised = { ...written, epsilon: 4, secondPerson: 'Dr. Roth', at: later };
    expect(judged(raised, recorded)).toEqual({ ...recorded, epsilon: 4, secondPerson: 'Dr. Roth', atMs: Date.parse(later) });
  });

  it('is none when nobody stands for it', () => {
    for (const field of ['who', 'reason', 'at']) {
      const { [field]: _, ...rest } = written as Record<string, unknown>;
      expect(judged(rest)).toBe('the policy does not say who decided the budget of population cardiology, why and when');
    }
  });

  it('is none when its numbers were changed under an old decision, or an old one was put back', () => {
    for (const change of [
      { epsilon: 4 },
      { delta: 0.002 },
      { accounting: 'one-mechanism' },
      { who: 'somebody' },
      { reason: 'else' },
    ])
      expect(judged({ ...written, ...change }, recorded)).toContain('was changed in the policy, but not newly decided');
    const newer = { ...recorded, epsilon: 1, atMs: Date.parse(later) };
    expect(judged(written, newer)).toContain('not newly decided');
  });

  it('that promises patients nothing takes two people and a reason', () => {
    const senseless = { ...written, epsilon: 50 };
    for (const change of [{}, { secondPerson: 'Dr. Keller' }, { secondPerson: 'Dr. Roth', reason: undefined }])
      expect(budgetSchema.safeParse({ ...senseless, ...change }).success).toBe(false);
    expect(budgetSchema.safeParse({ ...senseless, secondPerson: 'Dr. Roth' }).success).toBe(true);
    expect(budgetSchema.safeParse({ ...written, epsilon: 10 }).success).toBe(true);
  });

  it('is asked about at hospitals, not in rehearsals', () => {
    const policy = policySchema.parse({ version: 1, budgets: { cardiology: { epsilon: 2, delta: 0.001 } } });
    const rules = { policy: () => policy, approvalOf: () => ({ decision: 'undecided' as const }) };
    expect(createGate(rules).budgetToRecord('cardiology', undefined)).toBeUndefined();
    expect(() => createGate({ ...rules, decided: true }).budgetToRecord('cardiology', undefined)).toThrow('does not say who');
    // Without a budget the charge itself is refused.
    expect(createGate({ ...rules, decided: true }).budgetToRecord('lungs', undefined)).toBeUndefined();
  });
});

import { ConsiliumError, isConsiliumError } from '@consilium/core';
import type { PrivacyEvent } from '@consilium/privacy';
import type { Part } from '../ledger/index.ts';
import type { EpsilonFor } from './budget.ts';
import { createBudgetGate } from './budget-gate.ts';
import type { Rights } from './rights.ts';

/** Decides whether a charge still fits under what an approval allows its plan. */
export interface CeilingGate {
  /**
   * @param counted everything that counts for this part of the plan's patients already, all runs and attempts
   * @throws ConsiliumError `APPROVAL_EXCEEDED`; what the accountant throws
   */
  admit(
    payers: { readonly planHash: string; readonly part: Part },
    ceiling: Rights['ceiling'],
    counted: readonly PrivacyEvent[],
    projected: readonly PrivacyEvent[],
  ): void;
}

/**
 * A {@link CeilingGate}. One plan repeats one mechanism, so that its composition is counted exactly, wherever it stops
 * (`docs/proofs/accounting-filter.md`).
 */
export function createCeilingGate(epsilonFor: EpsilonFor): CeilingGate {
  const gate = createBudgetGate(epsilonFor);
  return {
    admit({ planHash, part }, ceiling, counted, projected) {
      const plan = `plan ${planHash.slice(0, 12)}`;
      if (ceiling === undefined) throw exceeded(`The approval of ${plan} allows no charge.`);
      try {
        gate.admit({ population: planHash, part }, { ...ceiling, accounting: 'one-mechanism' }, counted, projected);
      } catch (error) {
        if (!isConsiliumError(error, 'BUDGET_EXCEEDED')) throw error;
        const { epsilon, delta } = ceiling;
        throw exceeded(
          `The approval of ${plan} allows epsilon ${epsilon} at delta ${delta} over all its runs and attempts; this would be more.`,
          error,
        );
      }
    },
  };
}

function exceeded(message: string, cause?: unknown): ConsiliumError<'APPROVAL_EXCEEDED'> {
  return new ConsiliumError({ code: 'APPROVAL_EXCEEDED', message, cause });
}

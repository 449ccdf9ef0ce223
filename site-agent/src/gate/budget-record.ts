import { canonicalJson, ConsiliumError } from '@consilium/core';
import type { BudgetDecision } from '../ledger/index.ts';
import type { Policy } from './policy-schema.ts';

/**
 * What of a budget in the policy the ledger must still write down: a changed one, with who decided it, why and when. A budget that nobody
 * stands for, or whose numbers were changed under an old decision, is none.
 *
 * @returns `undefined` when the ledger has it already
 * @throws ConsiliumError `BUDGET_UNRECORDED`
 */
export function budgetToRecord(
  population: string,
  budget: Policy['budgets'][string],
  recorded: BudgetDecision | undefined,
): BudgetDecision | undefined {
  const { epsilon, delta, accounting, who, reason, at, secondPerson } = budget;
  if (who === undefined || reason === undefined || at === undefined)
    throw unrecorded(`the policy does not say who decided the budget of population ${population}, why and when`);
  const by = { who, reason, atMs: Date.parse(at), ...(secondPerson === undefined ? {} : { secondPerson }) };
  const decision = { epsilon, delta, accounting, ...by };
  if (recorded === undefined) return decision;
  if (canonicalJson(decision) === canonicalJson(recorded)) return undefined;
  if (recorded.atMs >= by.atMs)
    throw unrecorded(`the budget of population ${population} was changed in the policy, but not newly decided`);
  return decision;
}

function unrecorded(message: string): ConsiliumError<'BUDGET_UNRECORDED'> {
  return new ConsiliumError({ code: 'BUDGET_UNRECORDED', message });
}

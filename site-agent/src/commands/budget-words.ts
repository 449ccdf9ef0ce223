import { day } from '@consilium/command-line';
import type { BudgetDecision } from '../ledger/index.ts';

/** Who decided a budget, when and why, for auditors. */
export function budgetWords({ epsilon, delta, accounting, who, secondPerson, reason, atMs }: BudgetDecision): string {
  const people = secondPerson === undefined ? who : `${who} and ${secondPerson}`;
  return `epsilon ${epsilon} at delta ${delta} (${accounting}), decided by ${people} on ${day(atMs)}: ${reason}`;
}

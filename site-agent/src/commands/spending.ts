import { statedEpsilon } from '@consilium/privacy';
import type { Spending } from '../audit/index.ts';
import { epsilonUsed, readPolicy, rememberEpsilons, reportBudget } from '../gate/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { SiteFolder } from './site-folder.ts';

/** Counts what is used of a budget and what one study has cost, by the ledgers that an agent holds. */
export function spendingOf(folder: SiteFolder, ledgerOf: (population: string) => Ledger): Spending {
  const epsilonFor = rememberEpsilons(epsilonUsed);
  const composed = rememberEpsilons(statedEpsilon);
  return (population, study) => {
    const budget = readPolicy(folder.policyPath).budgets[population];
    const ledger = ledgerOf(population);
    const { seq, hash } = ledger.head();
    // One that was taken away from the policy meanwhile has no delta to count at; what was charged under it stands.
    if (budget === undefined) return { ledger: { seq, hash }, share: 1, delta: 0 };
    const { usedShare, studies } = reportBudget(ledger.charges(), budget, epsilonFor, (events, delta) =>
      composed(events, delta, budget),
    );
    const epsilon = studies.find((one) => one.study === study)?.epsilon;
    return {
      ledger: { seq, hash },
      share: usedShare,
      delta: budget.delta,
      ...(epsilon === undefined || !Number.isFinite(epsilon) ? {} : { epsilon }),
    };
  };
}

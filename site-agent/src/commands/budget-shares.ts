import { epsilonUsed, rememberEpsilons, reportBudget } from '../gate/budget.ts';
import { readPolicy } from '../gate/policy-file.ts';
import { readLedger } from '../ledger/index.ts';
import type { SiteFiles } from './site-files.ts';

/**
 * Reads how much of each budget is used or reserved, from 0 to 1, by population. What it returns throws what reading policy and ledgers throws.
 * A budget is counted again only once its ledger has gone on.
 */
export function budgetShares(folder: SiteFiles): () => ReadonlyMap<string, number> {
  const epsilonFor = rememberEpsilons(epsilonUsed);
  const known = new Map<string, { readonly at: string; readonly share: number }>();
  return () => {
    const { budgets } = readPolicy(folder.policyPath);
    const shares = new Map<string, number>();
    for (const [population, budget] of Object.entries(budgets)) {
      const { head, charges } = readLedger(folder.ledgerPath, population);
      const at = JSON.stringify([head.hash, budget]);
      const before = known.get(population);
      // The epsilons of single studies are left out: they take longest, and are not shown.
      const share =
        before?.at === at ? before.share : reportBudget(charges, budget, epsilonFor, () => ({ epsilon: 0 })).usedShare;
      known.set(population, { at, share });
      shares.set(population, share);
    }
    return shares;
  };
}

import type { PrivacyEvent } from '@consilium/privacy';
import type { Part } from '../ledger/index.ts';
import { type Budget, admitWithinBudget, type EpsilonFor, mechanismOf } from './budget.ts';

/** Who pays: the patients of one part of a population. */
export interface Payers {
  readonly population: string;
  readonly part: Part;
}

/** Decides whether a charge still fits into a budget. */
export interface BudgetGate {
  /**
   * @param counted everything that counts against these patients already
   * @param projected what is to be added
   * @throws ConsiliumError `BUDGET_EXCEEDED`; what the accountant throws
   */
  admit(payers: Payers, budget: Budget, counted: readonly PrivacyEvent[], projected: readonly PrivacyEvent[]): void;
}

/** Steps by mechanism: everything about an event but how often. The accountants bound a composition whatever its order. */
type Steps = ReadonlyMap<string, number>;

/** What the accountant has proved about one part of a population. */
interface Proven {
  readonly budget: Budget;
  /** Fits into the budget, so that everything it contains does as well. */
  readonly fits: Steps;
  /** A number of charges like the last one that was tried ahead of time and did not fit; a hint only, nothing is refused by it. */
  readonly tooMany: number;
}

/**
 * A {@link BudgetGate} that asks the accountant O(log n) times in n rounds instead of in each. Sound, because leaving out
 * releases never costs a patient more: what is contained in a composition that was proved to fit the same budget fits too.
 * Whenever it has to compute, it also tries twice the charges, and between the most that fit and the fewest that did not.
 */
export function createBudgetGate(epsilonFor: EpsilonFor): BudgetGate {
  const known = new Map<string, Proven>();
  return {
    admit({ population, part }, budget, counted, projected) {
      const events = [...counted, ...projected];
      const total = stepsOf(events);
      const place = `${part} ${population}`;
      const before = known.get(place);
      const valid = before !== undefined && sameBudget(before.budget, budget) ? before : undefined;
      if (valid !== undefined && contains(valid.fits, total)) return;
      admitWithinBudget({ ledgerEvents: counted, projectedEvents: projected, budget, epsilonFor, population });
      known.set(place, lookAhead(budget, events, projected, valid?.tooMany, epsilonFor));
    },
  };
}

function sameBudget(a: Budget, b: Budget): boolean {
  return a.epsilon === b.epsilon && a.delta === b.delta && a.accounting === b.accounting;
}

/** Tries more charges like `projected` than were asked about. */
function lookAhead(
  budget: Budget,
  events: readonly PrivacyEvent[],
  projected: readonly PrivacyEvent[],
  hint: number | undefined,
  epsilonFor: EpsilonFor,
): Proven {
  const total = stepsOf(events);
  const charges = chargesLike(projected, total);
  const ceiling = hint !== undefined && hint > charges ? hint : Number.POSITIVE_INFINITY;
  const ahead = Math.min(charges, Math.floor((ceiling - charges) / 2));
  if (ahead < 1) return { budget, fits: total, tooMany: ceiling };
  const more = [...events, ...projected.map((event) => ({ ...event, steps: event.steps * ahead }))];
  // Written so that NaN does not fit.
  if (epsilonFor(more, budget.delta, budget).epsilon <= budget.epsilon) return { budget, fits: stepsOf(more), tooMany: ceiling };
  return { budget, fits: total, tooMany: charges + ahead };
}

/** How many charges like this one a composition holds, judged by its rarest mechanism; at least one. */
function chargesLike(projected: readonly PrivacyEvent[], total: Steps): number {
  const ratios = [...stepsOf(projected)].map(([mechanism, steps]) =>
    Math.floor((total.get(mechanism) ?? 0) / Math.max(1, steps)),
  );
  return ratios.length === 0 ? 1 : Math.max(1, Math.min(...ratios));
}

function contains(larger: Steps, smaller: Steps): boolean {
  for (const [mechanism, steps] of smaller) if (!(steps <= (larger.get(mechanism) ?? 0))) return false;
  return true;
}

function stepsOf(events: readonly PrivacyEvent[]): Steps {
  const steps = new Map<string, number>();
  for (const event of events) {
    const mechanism = mechanismOf(event);
    steps.set(mechanism, (steps.get(mechanism) ?? 0) + event.steps);
  }
  return steps;
}

import { canonicalJson, ConsiliumError } from '@consilium/core';
import { budgetUse, epsilonAlone, type PrivacyEvent, statedEpsilon } from '@consilium/privacy';
import { type Charge, PARTS, type Part } from '../ledger/index.ts';

/**
 * What a hospital allows on one population: no patient may lose more than epsilon, except with probability delta. How what is spent is
 * counted is fixed with it, before anything is released: see `docs/proofs/accounting-filter.md`.
 */
export interface Budget {
  readonly epsilon: number;
  readonly delta: number;
  readonly accounting: 'several' | 'one-mechanism';
}

/**
 * An accountant: what all `events` in turn use of the epsilon of a budget, at its delta and as its `accounting` says. Nothing less than a
 * proof that the budget is kept while this is at most its epsilon.
 */
export type EpsilonFor = (events: readonly PrivacyEvent[], delta: number, budget: Budget) => { readonly epsilon: number };

/** The accountant of hospitals. */
export const epsilonUsed: EpsilonFor = (events, delta, { epsilon, accounting }) => ({
  epsilon: budgetUse(events, { epsilon, delta, accounting }),
});

/**
 * Shares of a budget, 1 being all of it. Under a filter they are no epsilon: a tenth of a budget is no promise of a tenth of its epsilon, and
 * only the whole may be quoted.
 */
export interface BudgetStatus {
  /** Of what the ledger counts now, reservations included. */
  readonly usedShare: number;
  /** Of that and the projected events together. */
  readonly projectedShare: number;
  /** What is left after the projected events. */
  readonly leftShare: number;
}

/** What {@link admitWithinBudget} weighs. */
export interface BudgetQuestion {
  readonly ledgerEvents: readonly PrivacyEvent[];
  readonly projectedEvents: readonly PrivacyEvent[];
  readonly budget: Budget;
  readonly epsilonFor: EpsilonFor;
  /** Named in the message. */
  readonly population: string;
}

/**
 * Whether the projected events still fit into the budget.
 *
 * @throws ConsiliumError `BUDGET_EXCEEDED` with the numbers; `PARAMETER_INVALID` for a budget that is none; what the accountant
 * throws.
 */
export function admitWithinBudget(question: BudgetQuestion): BudgetStatus {
  const { ledgerEvents, projectedEvents, budget, epsilonFor, population } = question;
  assertBudget(budget);
  const usedShare = shareOf(ledgerEvents, budget, epsilonFor);
  const projected = composed([...ledgerEvents, ...projectedEvents], budget, epsilonFor);
  const projectedShare = projected / budget.epsilon;
  // Not by the share, which is rounded once more. Written so that NaN from an accountant refuses.
  if (!(projected <= budget.epsilon)) {
    throw new ConsiliumError({
      code: 'BUDGET_EXCEEDED',
      message:
        projected === Number.POSITIVE_INFINITY && budget.accounting === 'one-mechanism'
          ? `population ${population}: its budget is for one mechanism, and this would be a second one`
          : `population ${population}: ${percent(usedShare)} of its budget (epsilon ${budget.epsilon} at delta ${budget.delta}) is used or reserved; this would make it ${percent(projectedShare)}`,
      details: { population, usedShare, projectedShare, budgetEpsilon: budget.epsilon, budgetDelta: budget.delta },
    });
  }
  return { usedShare, projectedShare, leftShare: Math.max(0, 1 - projectedShare) };
}

/** What one study has cost, at the delta of the budget. */
export interface StudySpending {
  readonly study: string;
  /**
   * Of its releases alone, by their loss distributions: what the study itself promised, its plan fixed before the first of them. That of the
   * part that paid more.
   */
  readonly epsilon: number;
  readonly committedRounds: number;
  readonly reservedRounds: number;
  /** Files of synthetic data, or tries that may have led to one; the epsilon above is without them. */
  readonly syntheticFiles: number;
}

/** How much of a budget is used; shares of it, 1 being all of it: see {@link BudgetStatus}. */
export interface Spending {
  /** By what may have left. */
  readonly committedShare: number;
  /** With the open reservations. */
  readonly usedShare: number;
  readonly leftShare: number;
  /**
   * Of everything counted, by its loss distribution, at the delta of the budget: what the patients have lost, had all plans been fixed before
   * the first release.
   */
  readonly composedEpsilon: number;
}

/** What the patients of one part have paid. */
export interface PartSpending extends Spending {
  readonly part: Part;
}

/** The state of a budget for a person to look at: each number of the part that has paid more, since no patient is in two. */
export interface BudgetReport extends Spending {
  readonly budget: Budget;
  /** The parts that have paid anything, each of which may cost the whole budget. */
  readonly parts: readonly PartSpending[];
  /** Present where anything counts on the noise of other sites. */
  readonly trust?: {
    /** Most honest sites of a sum that a release counts on, this one among them. */
    readonly honest: number;
    /** Composed, of what this site has sent, should all others collude with the coordinator; infinite where none can be stated. */
    readonly epsilonAlone: number;
  };
  /** The epsilons of the studies do not add up to {@link Spending.composedEpsilon}. */
  readonly studies: readonly StudySpending[];
}

/**
 * Used, reserved and left, in all, by part and by study.
 *
 * @param ownEpsilon composes: the accountant of a study by itself
 * @throws ConsiliumError `PARAMETER_INVALID` for a budget that is none.
 */
export function reportBudget(
  charges: readonly Charge[],
  budget: Budget,
  epsilonFor: EpsilonFor,
  ownEpsilon: (events: readonly PrivacyEvent[], delta: number) => { readonly epsilon: number } = statedEpsilon,
): BudgetReport {
  assertBudget(budget);
  const counted = charges.filter((charge) => charge.state !== 'released');
  const parts = PARTS.flatMap((part) => {
    const own = counted.filter((charge) => charge.part === part);
    if (own.length === 0) return [];
    const usedShare = shareOf(eventsOf(own), budget, epsilonFor);
    const committed = eventsOf(own.filter((charge) => charge.state === 'committed'));
    return [
      {
        part,
        committedShare: shareOf(committed, budget, epsilonFor),
        usedShare,
        leftShare: Math.max(0, 1 - usedShare),
        composedEpsilon: ownEpsilon(eventsOf(own), budget.delta).epsilon,
      },
    ];
  });
  const honest = Math.max(1, ...counted.map(({ sum }) => sum?.honest ?? 1));
  const alone = (part: Part): number =>
    epsilonAlone(
      counted
        .filter((charge) => charge.part === part)
        .map(({ events, distance, sum }) => ({ events, distance, honest: sum?.honest ?? 1 })),
      budget.delta,
    );
  const names = [...new Set(counted.map((charge) => charge.key.study))].sort();
  return {
    budget,
    committedShare: Math.max(0, ...parts.map(({ committedShare }) => committedShare)),
    usedShare: Math.max(0, ...parts.map(({ usedShare }) => usedShare)),
    leftShare: Math.min(1, ...parts.map(({ leftShare }) => leftShare)),
    composedEpsilon: Math.max(0, ...parts.map(({ composedEpsilon }) => composedEpsilon)),
    parts,
    ...(honest === 1 ? {} : { trust: { honest, epsilonAlone: Math.max(...PARTS.map(alone)) } }),
    studies: names.map((study) => {
      const all = counted.filter((charge) => charge.key.study === study);
      const own = all.filter((charge) => charge.key.kind !== 'synthetic');
      const committedRounds = own.filter((charge) => charge.state === 'committed').length;
      const byPart = PARTS.map((part) => eventsOf(own.filter((charge) => charge.part === part)));
      return {
        study,
        epsilon: Math.max(...byPart.map((events) => ownEpsilon(events, budget.delta).epsilon)),
        committedRounds,
        reservedRounds: own.length - committedRounds,
        syntheticFiles: all.length - own.length,
      };
    }),
  };
}

function eventsOf(charges: readonly Charge[]): readonly PrivacyEvent[] {
  return charges.flatMap((charge) => charge.events);
}

const mechanisms = new WeakMap<PrivacyEvent, string>();

/** Everything about an event but how often, as text. Known once for each event, which does not change: a ledger of a long study has thousands. */
export function mechanismOf(event: PrivacyEvent): string {
  const known = mechanisms.get(event);
  if (known !== undefined) return known;
  const mechanism = canonicalJson({ ...event, steps: 0 });
  mechanisms.set(event, mechanism);
  return mechanism;
}

/**
 * Adds up the steps of equal mechanisms: 300 rounds of one plan are one event of 300 times the steps. Exact, because an
 * event counts identical releases and the accountants bound a composition whatever its order.
 */
export function mergeEqualEvents(events: readonly PrivacyEvent[]): readonly PrivacyEvent[] {
  const merged = new Map<string, PrivacyEvent>();
  for (const event of events) {
    const mechanism = mechanismOf(event);
    merged.set(mechanism, { ...event, steps: event.steps + (merged.get(mechanism)?.steps ?? 0) });
  }
  return [...merged.values()];
}

/** One for every study, run and projection that an agent juggles at a time; each costs an accountant some ten milliseconds. */
const REMEMBERED_EPSILONS = 256;

/**
 * An accountant that merges equal events and remembers its last answers. Give each agent one of its own.
 *
 * @param epsilonFor the accountant to ask
 */
export function rememberEpsilons(epsilonFor: EpsilonFor): EpsilonFor {
  const known = new Map<string, { readonly epsilon: number }>();
  return (events, delta, budget) => {
    const merged = mergeEqualEvents(events);
    const question = `${budget.accounting} ${budget.epsilon} ${delta} ${merged
      .map((event) => canonicalJson(event))
      .sort()
      .join()}`;
    const answer = known.get(question) ?? epsilonFor(merged, delta, budget);
    // Re-inserted, so that the first key is the one not asked for longest.
    known.delete(question);
    known.set(question, answer);
    const oldest = known.keys().next();
    if (known.size > REMEMBERED_EPSILONS && oldest.done !== true) known.delete(oldest.value);
    return answer;
  };
}

function composed(events: readonly PrivacyEvent[], budget: Budget, epsilonFor: EpsilonFor): number {
  return events.length === 0 ? 0 : epsilonFor(events, budget.delta, budget).epsilon;
}

function shareOf(events: readonly PrivacyEvent[], budget: Budget, epsilonFor: EpsilonFor): number {
  return composed(events, budget, epsilonFor) / budget.epsilon;
}

function assertBudget(budget: Budget): void {
  if (!(budget.epsilon > 0 && budget.epsilon < Infinity))
    throw parameterInvalid('epsilon', 'the epsilon of a budget must be a number above 0');
  if (!(budget.delta > 0 && budget.delta < 1))
    throw parameterInvalid('delta', 'the delta of a budget must be above 0 and below 1');
}

function parameterInvalid(field: string, message: string): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message, details: { field } });
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(6))} %`;
}

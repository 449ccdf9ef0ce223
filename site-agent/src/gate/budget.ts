import { canonicalJson, ConsiliumError } from '@consilium/core';
import { budgetUse, type PrivacyEvent, statedEpsilon } from '@consilium/privacy';
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

/** Epsilons at the delta of the budget. */
export interface BudgetStatus {
  /** Of what the ledger counts now, reservations included. */
  readonly spent: number;
  /** Of that and the projected events together; not the sum of two epsilons, which would be more. */
  readonly projected: number;
  /** What is left of the budget after the projected events. */
  readonly remaining: number;
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
  const spent = composed(ledgerEvents, budget, epsilonFor);
  const projected = composed([...ledgerEvents, ...projectedEvents], budget, epsilonFor);
  // Written so that NaN from an accountant refuses.
  if (!(projected <= budget.epsilon)) {
    throw new ConsiliumError({
      code: 'BUDGET_EXCEEDED',
      message:
        projected === Number.POSITIVE_INFINITY && budget.accounting === 'one-mechanism'
          ? `population ${population}: its budget is for one mechanism, and this would be a second one`
          : `population ${population}: ${show(spent)} of epsilon ${show(budget.epsilon)} is spent or reserved (delta ${budget.delta}); this would make it ${show(projected)}`,
      details: { population, spent, projected, budgetEpsilon: budget.epsilon, budgetDelta: budget.delta },
    });
  }
  return { spent, projected, remaining: budget.epsilon - projected };
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
}

/** What the patients of one part have paid, of the budget's epsilon. */
export interface PartSpending {
  readonly part: Part;
  /** By what may have left. */
  readonly committed: number;
  /** With the open reservations. */
  readonly spent: number;
  readonly remaining: number;
}

/** The state of a budget for a person to look at. */
export interface BudgetReport {
  readonly budget: Budget;
  /** Of the part that has less left: no patient is in two. */
  readonly committed: number;
  readonly spent: number;
  readonly remaining: number;
  /** The parts that have paid anything, each of which may cost the whole budget. */
  readonly parts: readonly PartSpending[];
  /** The epsilons of the studies do not add up to `spent`. */
  readonly studies: readonly StudySpending[];
}

/**
 * Spent, reserved and left, in all, by part and by study.
 *
 * @param ownEpsilon the accountant of a study by itself
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
  const epsilonOf = (some: readonly Charge[]): number => composed(eventsOf(some), budget, epsilonFor);
  const parts = PARTS.flatMap((part) => {
    const own = counted.filter((charge) => charge.part === part);
    if (own.length === 0) return [];
    const spent = epsilonOf(own);
    const committed = epsilonOf(own.filter((charge) => charge.state === 'committed'));
    return [{ part, committed, spent, remaining: Math.max(0, budget.epsilon - spent) }];
  });
  const names = [...new Set(counted.map((charge) => charge.key.study))].sort();
  return {
    budget,
    committed: Math.max(0, ...parts.map(({ committed }) => committed)),
    spent: Math.max(0, ...parts.map(({ spent }) => spent)),
    remaining: Math.min(budget.epsilon, ...parts.map(({ remaining }) => remaining)),
    parts,
    studies: names.map((study) => {
      const own = counted.filter((charge) => charge.key.study === study);
      const committedRounds = own.filter((charge) => charge.state === 'committed').length;
      const byPart = PARTS.map((part) => eventsOf(own.filter((charge) => charge.part === part)));
      return {
        study,
        epsilon: Math.max(...byPart.map((events) => ownEpsilon(events, budget.delta).epsilon)),
        committedRounds,
        reservedRounds: own.length - committedRounds,
      };
    }),
  };
}

function eventsOf(charges: readonly Charge[]): readonly PrivacyEvent[] {
  return charges.flatMap((charge) => charge.events);
}

/**
 * Adds up the steps of equal mechanisms: 300 rounds of one plan are one event of 300 times the steps. Exact, because an
 * event counts identical releases and the accountants bound a composition whatever its order.
 */
export function mergeEqualEvents(events: readonly PrivacyEvent[]): readonly PrivacyEvent[] {
  const merged = new Map<string, PrivacyEvent>();
  for (const event of events) {
    const mechanism = canonicalJson({ ...event, steps: 0 });
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

function assertBudget(budget: Budget): void {
  if (!(budget.epsilon > 0 && budget.epsilon < Infinity))
    throw parameterInvalid('epsilon', 'the epsilon of a budget must be a number above 0');
  if (!(budget.delta > 0 && budget.delta < 1))
    throw parameterInvalid('delta', 'the delta of a budget must be above 0 and below 1');
}

function parameterInvalid(field: string, message: string): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message, details: { field } });
}

function show(epsilon: number): string {
  return String(Number(epsilon.toPrecision(6)));
}

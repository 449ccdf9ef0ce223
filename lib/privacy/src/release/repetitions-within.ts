import type { PrivacyEvent } from '../accounting/events/event.ts';
import { budgetUse, type CountedBudget } from './derive-release.ts';

/** What {@link repetitionsWithin} counts. */
export interface Repetitions {
  /** What one of them releases. */
  readonly events: readonly PrivacyEvent[];
  /** How many are asked for. */
  readonly most: number;
  /** What counts against the same patients already. */
  readonly counted?: readonly PrivacyEvent[];
}

/** The events of so many repetitions. */
export function repeated(events: readonly PrivacyEvent[], times: number): readonly PrivacyEvent[] {
  return times === 0 ? [] : events.map((event) => ({ ...event, steps: event.steps * times }));
}

/**
 * How many repetitions a budget takes, counted as the budget is: by what a hospital serves, not by what they cost when composed. With a
 * Renyi filter these are fewer.
 *
 * @returns 0 .. `most`
 * @proof docs/proofs/accounting-filter.md#renyi-filter, docs/proofs/accounting-filter.md#one-mechanism
 * @throws ConsiliumError `PARAMETER_INVALID` for events that do not compose, or a budget that is none
 */
export function repetitionsWithin({ events, most, counted = [] }: Repetitions, budget: CountedBudget): number {
  let low = 0;
  let high = most;
  // What is used only grows with each repetition. Written so that NaN does not fit.
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (budgetUse([...counted, ...repeated(events, middle)], budget) <= budget.epsilon) low = middle;
    else high = middle - 1;
  }
  return low;
}

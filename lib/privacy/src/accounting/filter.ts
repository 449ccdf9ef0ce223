import type { PrivacyEvent } from './events/event.ts';
import { flattenEvents } from './events/flatten.ts';
import { OUTWARD } from './laws/gaussian-profile.ts';
import { logMomentOf } from './laws/log-moment.ts';
import { requireDelta, requirePositive } from '../parameter.ts';

/**
 * A Renyi filter: the divergence of one order, fixed with the budget, that all releases together may spend. Which release comes next
 * may depend on everything that was released before.
 */
export interface RenyiFilter {
  /** The order alpha, above 1. */
  readonly order: number;
  /** Renyi divergence of that order that the budget allows, in nats. */
  readonly capacity: number;
}

/** Orders minus one among which the best for a budget is searched. */
const ORDERS_MINUS_ONE = { low: 1e-3, high: 1e9 };

/**
 * The filter of a budget. The order is the one at which Gaussian releases may spend most: the largest (epsilon - c(alpha)) / alpha, where
 * c(alpha) = log(1 - 1/alpha) - (log delta + log alpha) / (alpha - 1) is what turning moments into an epsilon costs (Canonne, Kamath and
 * Steinke 2020, Proposition 12). It follows from epsilon and delta alone, never from what was released.
 *
 * @proof docs/proofs/accounting-filter.md#renyi-filter
 * @throws ConsiliumError `PARAMETER_INVALID`
 */
export function renyiFilter(budget: { readonly epsilon: number; readonly delta: number }): RenyiFilter {
  const epsilon = requirePositive('epsilon', budget.epsilon);
  const logDelta = Math.log(requireDelta('delta', budget.delta));
  const capacityAt = (theta: number): number => {
    const cost = (-logDelta - Math.log1p(theta)) / theta - Math.log1p(1 / theta);
    return epsilon - cost - OUTWARD * (epsilon + Math.abs(cost) - logDelta / theta);
  };
  // One maximum: log-spaced trials find its neighbourhood, and any order near it serves as well.
  let best = ORDERS_MINUS_ONE.low;
  for (let theta = best; theta <= ORDERS_MINUS_ONE.high; theta *= 1.01) {
    if (capacityAt(theta) / (1 + theta) > capacityAt(best) / (1 + best)) best = theta;
  }
  return Object.freeze({ order: 1 + best, capacity: Math.max(0, capacityAt(best)) });
}

/**
 * The part of a filter's capacity that releases spend together: at most 1 keeps the budget. Infinite where the capacity is zero and there is
 * something to pay.
 *
 * @throws ConsiliumError `PARAMETER_INVALID` for events that do not compose
 */
export function filterShare(filter: RenyiFilter, events: readonly PrivacyEvent[]): number {
  const theta = filter.order - 1;
  const spent = flattenEvents(events).reduce((sum, event) => sum + (event.steps * logMomentOf(event)(theta)) / theta, 0);
  return spent === 0 ? 0 : (spent * (1 + OUTWARD)) / filter.capacity;
}

/** Whether events are repetitions of one mechanism: then stopping early is all that a choice can be, and its loss distribution may be used. */
export function isOneMechanism(events: readonly PrivacyEvent[]): boolean {
  return flattenEvents(events).length <= 1;
}

import { checkEvent } from './check-event.ts';
import type { PrivacyEvent, SimpleEvent } from './event.ts';
import { refuseParameter } from '../../parameter.ts';

/**
 * Checks `events`, dissolves compositions, drops what has no steps, adds up the steps of equal mechanisms and sorts: the
 * order and grouping of events never changes an epsilon. (Accounting bounds the adaptive composition of fixed mechanisms,
 * which does not depend on their order.)
 *
 * @throws `PARAMETER_INVALID` for a bad parameter, for more than 2^53 steps, and for events whose guarantees speak of
 * different neighbours (adding or removing a record in one, replacing a record in another).
 */
export function flattenEvents(events: readonly PrivacyEvent[]): readonly SimpleEvent[] {
  if (!Array.isArray(events)) refuseParameter('events', events, 'a list of privacy events');
  const merged = new Map<string, SimpleEvent>();
  const visit = (event: PrivacyEvent, times: number): void => {
    const steps = event.steps * times;
    if (steps > Number.MAX_SAFE_INTEGER) refuseParameter('steps', steps, 'at most 2^53 - 1 in all');
    if (steps === 0) return;
    if (event.kind === 'composition') {
      for (const part of event.events) visit(part, steps);
      return;
    }
    const key = JSON.stringify({ ...event, steps: 0 }, Object.keys(event).sort());
    const total = (merged.get(key)?.steps ?? 0) + steps;
    if (total > Number.MAX_SAFE_INTEGER) refuseParameter('steps', total, 'at most 2^53 - 1 in all');
    merged.set(key, { ...event, steps: total });
  };
  events.forEach((event, i) => checkEvent(event, `events[${i}]`));
  events.forEach((event) => visit(event, 1));
  const flat = [...merged.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event);
  const relations = new Set(flat.map(neighbours).filter((relation) => relation !== 'any'));
  if (relations.size > 1) {
    refuseParameter(
      'adjacency',
      'mixed',
      'the same for all events: a replaced record and an added or removed one do not compose',
    );
  }
  return flat;
}

/** Which neighbours an event is about; 'any' where the caller's sensitivity already says it. */
function neighbours(event: SimpleEvent): 'add-remove' | 'replace-one' | 'any' {
  switch (event.kind) {
    case 'gaussian':
      return event.adjacency ?? 'add-remove';
    case 'fixed-size-gaussian':
      return 'replace-one';
    case 'poisson-gaussian':
    case 'truncated-poisson-gaussian':
    case 'poisson-laplace':
    case 'tree-aggregation':
      return 'add-remove';
    default:
      return 'any';
  }
}

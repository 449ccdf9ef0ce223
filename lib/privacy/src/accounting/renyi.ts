import type { PrivacyEvent } from './event.ts';
import { flattenEvents } from './flatten.ts';
import { checkDelta } from './parameter.ts';
import { rdpEpsilon as rdpOfSimple, type RdpResult } from './rdp.ts';

export type { RdpResult };

/**
 * Epsilon by Renyi accounting alone, as a cross-check of {@link epsilonFor} that shares no code with the privacy loss distributions.
 * No events cost nothing, at order 1.
 *
 * @throws `PARAMETER_INVALID` naming the field.
 */
export function rdpEpsilon(events: readonly PrivacyEvent[], delta: number): RdpResult {
  checkDelta('delta', delta);
  const flat = flattenEvents(events);
  return flat.length === 0 ? { epsilon: 0, order: 1 } : rdpOfSimple(flat, delta);
}

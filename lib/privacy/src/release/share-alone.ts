import type { PrivacyEvent } from '../accounting/events/event.ts';
import { refuseParameter } from '../parameter.ts';
import { statedEpsilon } from './derive-release.ts';
import { discretisationRoom } from './discretisation.ts';

/** Releases to which a site added a share of their noise. */
export interface SharedReleases {
  /** Of the sums, as they are accounted for. */
  readonly events: readonly PrivacyEvent[];
  /** How far the noise of a share is from the noise of the events over the root of h, in total variation. */
  readonly distance: number;
  /** h: sites whose shares make up the noise of the events; 1 where the site added all of it. */
  readonly honest: number;
}

/**
 * Epsilon of what one site has sent, were all others to tell the coordinator the noise that they added, at `delta`: releases with a share of
 * 1/h of the variance. For people to see what they trust in others; no budget is counted in it.
 *
 * @returns infinity where the grid is too coarse for a statement at that delta
 * @proof docs/proofs/release.md#alone
 * @throws ConsiliumError `PARAMETER_INVALID` for events of which there are no shares
 */
export function epsilonAlone(releases: readonly SharedReleases[], delta: number): number {
  const events = releases.flatMap(({ events: whole, honest }) => whole.map((event) => shareOf(event, honest)));
  const { epsilon } = statedEpsilon(events, delta);
  const distance = releases.reduce((sum, { distance: own }) => sum + own, 0);
  // Written so that NaN gives no statement.
  return distance <= discretisationRoom({ epsilon, delta }) ? epsilon : Number.POSITIVE_INFINITY;
}

function shareOf(event: PrivacyEvent, honest: number): PrivacyEvent {
  if (honest === 1) return event;
  if (event.kind !== 'gaussian' && event.kind !== 'poisson-gaussian')
    return refuseParameter('events', event.kind, 'Gaussian, where their noise is shared');
  return { ...event, noiseMultiplier: event.noiseMultiplier / Math.sqrt(honest) };
}

import type { Release, ReleaseParameters } from './derive-release.ts';

/**
 * Below this many sites a whole update's noise drowns it: its norm is z C sqrt(d) / sqrt(h) a site, averaged over n sites
 * z C sqrt(d) / sqrt(n h), against a signal of at most C.
 */
export const FEWEST_SITES_FOR_SITE_LEVEL = 100;

/** Norm of the noise in the average of all sites' updates, over the longest update that there can be. */
export function siteLevelNoiseToSignal(
  { sites, dimension, honestContributors }: ReleaseParameters,
  { noiseMultiplier }: Release,
): number {
  return (noiseMultiplier * Math.sqrt(dimension)) / Math.sqrt(sites * honestContributors);
}

/** A sentence for people who plan site-level privacy with too few sites, with the noise to expect; else `undefined`. */
export function siteLevelWarning(parameters: ReleaseParameters, release: Release): string | undefined {
  if (parameters.mechanism !== 'dp-fedavg' || parameters.sites >= FEWEST_SITES_FOR_SITE_LEVEL) return undefined;
  const ratio = siteLevelNoiseToSignal(parameters, release);
  return (
    `Site-level privacy with ${parameters.sites} sites: expect ${ratio.toPrecision(2)} times as much noise as signal in every round. ` +
    `Below about ${FEWEST_SITES_FOR_SITE_LEVEL} sites use dp-fedsgd or dp-sgd, which protect patients.`
  );
}

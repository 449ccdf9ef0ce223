/**
 * Since when a site is not connected, in milliseconds since the Unix epoch: `undefined` for one that is, `-Infinity` for one that may not
 * connect (revoked, or never enrolled). What the coordinator sees at one moment; nothing of it is stored.
 */
export type Away = (site: string) => number | undefined;

/** Everybody is connected. */
export const NOBODY_AWAY: Away = () => undefined;

/**
 * When none of these sites is waited for any longer: each has then been away for as long as one may take to come back. `Infinity` while one
 * of them is connected, `-Infinity` where there is none.
 */
export function givenUpMs(sites: Iterable<string>, away: Away, graceMs: number): number {
  let latest = Number.NEGATIVE_INFINITY;
  for (const site of sites) {
    const since = away(site);
    if (since === undefined) return Number.POSITIVE_INFINITY;
    latest = Math.max(latest, since + graceMs);
  }
  return latest;
}

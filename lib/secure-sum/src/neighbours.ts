import { ConsiliumError, seededRandom, uniform53 } from '@consilium/core';
import { hashFields } from './fields.ts';

/** Up to so many sites, each shares masks with every other. */
export const COMPLETE_UP_TO = 200;
/** Above, with so many: half of them on each side of a ring in random order. */
export const DEGREE = 100;
/** Chance that colluding sites hold enough shares of any honest one, at most. */
const LOG2_RISK = -40;

/** The others that a site shares masks and secrets with, in the order of the list. */
export type Neighbours = (site: string) => readonly string[];

/**
 * Who shares masks with whom. Up to 200 sites everybody with everybody (Bonawitz et al., Practical secure aggregation, CCS 2017); above, the
 * ring of Bell et al. (Secure single-server aggregation with (poly)logarithmic overhead, CCS 2020, section 3): in an order drawn from the
 * nonces of all, each with the fifty before and the fifty after.
 *
 * @param sites in the order of the roster
 * @param nonces of the same sites
 */
export function neighboursAmong(sites: readonly string[], nonces: readonly Uint8Array[], context: Uint8Array): Neighbours {
  if (sites.length <= COMPLETE_UP_TO) return (site) => sites.filter((other) => other !== site);
  const seed = hashFields('neighbours', context, ...nonces).toString('hex');
  const ring = shuffled(sites, seed);
  const place = new Map(ring.map((site, i) => [site, i]));
  return (site) => {
    const own = place.get(site);
    if (own === undefined) return [];
    const near = new Set<string>();
    for (let step = 1; step <= DEGREE / 2; step++)
      for (const at of [own + step, own - step + ring.length]) near.add(ring[at % ring.length] ?? site);
    return sites.filter((other) => near.has(other));
  };
}

/** Fisher and Yates, from public randomness that all sites contributed to. */
function shuffled(sites: readonly string[], seed: string): readonly string[] {
  const random = seededRandom(seed);
  const ring = [...sites];
  for (let i = ring.length - 1; i > 0; i--) {
    const j = Math.floor(uniform53(random) * (i + 1));
    [ring[i], ring[j]] = [ring[j] ?? '', ring[i] ?? ''];
  }
  return ring;
}

/**
 * Signatures under one list of survivors that a site waits for: any two such groups of n sites, of which c lie, have an honest one in common,
 * so that no two lists can both have enough.
 */
export function agreementThreshold(sites: number, colluding: number): number {
  return Math.floor((sites + colluding) / 2) + 1;
}

/**
 * Shares that open a secret of one site. Among all: more than half of those who could give both kinds, as for
 * {@link agreementThreshold}. On the ring, where honest sites have agreed on the survivors and give one kind only, more than the
 * colluding neighbours can hold, but for a chance of 2^-40 over all sites: the tail of the hypergeometric distribution of `colluding`
 * among the neighbours.
 *
 * @param sites those who advertised keys
 * @returns at most the number of holders, the site itself included
 * @throws ConsiliumError `SECURE_SUM_REFUSED` when so many collude that no threshold is safe
 */
export function shareThreshold(sites: number, colluding: number): number {
  if (sites <= COMPLETE_UP_TO) return agreementThreshold(sites, colluding);
  const tail = hypergeometricTail(sites - 1, Math.min(colluding, sites - 1), DEGREE);
  const allowed = LOG2_RISK * Math.LN2 - Math.log(sites);
  for (let threshold = DEGREE / 2 + 1; threshold <= DEGREE; threshold++) if ((tail[threshold] ?? 0) <= allowed) return threshold;
  throw new ConsiliumError({
    code: 'SECURE_SUM_REFUSED',
    message: `with ${colluding} of ${sites} sites colluding, no number of shares on the ring is safe`,
  });
}

/**
 * Natural logarithm of the chance that of `drawn` out of `population`, of which `marked` are marked, at least x are marked, for
 * x = 0..drawn.
 */
export function hypergeometricTail(population: number, marked: number, drawn: number): readonly number[] {
  const logFactorial = [0];
  for (let i = 1; i <= population; i++) logFactorial.push((logFactorial[i - 1] ?? 0) + Math.log(i));
  const choose = (n: number, k: number): number =>
    k < 0 || k > n ? -Infinity : (logFactorial[n] ?? 0) - (logFactorial[k] ?? 0) - (logFactorial[n - k] ?? 0);
  const tail: number[] = Array.from({ length: drawn + 1 }, () => -Infinity);
  let sum = -Infinity;
  for (let x = drawn; x >= 0; x--) {
    const term = choose(marked, x) + choose(population - marked, drawn - x) - choose(population, drawn);
    sum = logSum(sum, term);
    tail[x] = sum;
  }
  return tail;
}

function logSum(a: number, b: number): number {
  const high = Math.max(a, b);
  return high === -Infinity ? -Infinity : high + Math.log1p(Math.exp(Math.min(a, b) - high));
}

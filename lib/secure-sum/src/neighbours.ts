import { ConsiliumError, seededRandom, uniform53 } from '@consilium/core';
import { hashFields } from './fields.ts';

/** Up to so many sites, each shares masks with every other. */
export const COMPLETE_UP_TO = 200;
/** Above, with so many: half of them on each side of a ring in random order. */
export const DEGREE = 100;
const HALF = DEGREE / 2;
/**
 * A ring is weak by a chance of at most 2^-40, though somebody looks for a weak one: who collects the nonces can leave out some or have a
 * colluding site choose its own last, and each choice is another ring. 2^64 of them are more than there is time for in one exchange.
 */
const LOG2_RISK = -40 - 64;

/** Who shares masks and secrets with whom. */
export interface Graph {
  /** The others that a site shares with, in the order of the list. */
  neighbours(site: string): readonly string[];
  /**
   * Whether the honest ones among `left` are all connected by masks that nobody else knows, be they as they may (but for the chance above):
   * if not, there would be a sum of fewer to be had.
   *
   * @param threshold see {@link shareThreshold}
   */
  holdsTogether(left: readonly string[], threshold: number): boolean;
}

/**
 * Who shares masks with whom. Up to 200 sites everybody with everybody (Bonawitz et al., Practical secure aggregation, CCS 2017); above, the
 * ring of Bell et al. (Secure single-server aggregation with (poly)logarithmic overhead, CCS 2020, section 3): in an order drawn from the
 * nonces of all, each with the fifty before and the fifty after.
 *
 * @param sites in the order of the roster
 * @param nonces of the same sites
 */
export function graphAmong(sites: readonly string[], nonces: readonly Uint8Array[], context: Uint8Array): Graph {
  if (sites.length <= COMPLETE_UP_TO)
    return { neighbours: (site) => sites.filter((other) => other !== site), holdsTogether: () => true };
  const seed = hashFields('neighbours', context, ...nonces).toString('hex');
  const ring = shuffled(sites, seed);
  const place = new Map(ring.map((site, i) => [site, i]));
  return {
    neighbours(site) {
      const own = place.get(site);
      if (own === undefined) return [];
      const near = new Set<string>();
      for (let step = 1; step <= HALF; step++)
        for (const at of [own + step, own - step + ring.length]) near.add(ring[at % ring.length] ?? site);
      return sites.filter((other) => near.has(other));
    },
    holdsTogether(left, threshold) {
      const there = new Set(left);
      return fewestInTwoRuns(ring.map((site) => there.has(site))) >= threshold;
    },
  };
}

/**
 * Of any two runs of fifty places on a ring that do not overlap, the fewest places that are taken. A ring of which each has the fifty before
 * and after falls apart only where two such runs are empty.
 */
function fewestInTwoRuns(taken: readonly boolean[]): number {
  const n = taken.length;
  const runs: number[] = [];
  for (let i = 0, inside = taken.slice(0, HALF).filter(Boolean).length; i < n; i++) {
    runs.push(inside);
    inside += Number(taken[(i + HALF) % n]) - Number(taken[i]);
  }
  // The fewest from a place to the end of the list.
  const later = [...runs];
  for (let i = n - 2; i >= 0; i--) later[i] = Math.min(later[i] ?? n, later[i + 1] ?? n);
  let fewest = n;
  for (let i = 0; i + HALF < n; i++) {
    // A run that begins among the first fifty overlaps with the last ones, around the end.
    const second = i < HALF ? Math.min(...runs.slice(i + HALF, i + n - HALF + 1)) : (later[i + HALF] ?? n);
    fewest = Math.min(fewest, (runs[i] ?? n) + second);
  }
  return fewest;
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
 * {@link agreementThreshold}. On the ring, where honest sites have agreed on the survivors and give one kind only, more than collude in any
 * two runs of fifty places, among them the neighbours of each site: by the tail of the hypergeometric distribution of `colluding` among a
 * hundred places, for all pairs of runs.
 *
 * @param sites those who advertised keys
 * @returns at most the number of holders, the site itself included
 * @throws ConsiliumError `SECURE_SUM_REFUSED` when so many collude that no threshold is safe
 */
export function shareThreshold(sites: number, colluding: number): number {
  if (sites <= COMPLETE_UP_TO) return agreementThreshold(sites, colluding);
  // A site knows itself to be honest; the hundred places are then among one fewer, which is no better for it.
  const tail = hypergeometricTail(sites - 1, Math.min(colluding, sites - 1), DEGREE);
  const allowed = LOG2_RISK * Math.LN2 - 2 * Math.log(sites);
  for (let threshold = HALF + 1; threshold <= DEGREE; threshold++) if ((tail[threshold] ?? 0) <= allowed) return threshold;
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

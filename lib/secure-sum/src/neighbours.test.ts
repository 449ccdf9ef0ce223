import { uniform53 } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { agreementThreshold, COMPLETE_UP_TO, DEGREE, graphAmong, hypergeometricTail, shareThreshold } from './neighbours.ts';
import { siteNames, testRandom } from './testing/consortium.ts';
import { ringOf } from './testing/ring.ts';

const context = new Uint8Array(32);

function noncesFor(sites: readonly string[], name: string): readonly Uint8Array[] {
  const random = testRandom(name);
  return sites.map(() => {
    const nonce = new Uint8Array(32);
    random.fill(nonce);
    return nonce;
  });
}

describe('neighbours', () => {
  it('are all others up to 200 sites', () => {
    const sites = siteNames(COMPLETE_UP_TO);
    const neighbours = graphAmong(sites, noncesFor(sites, 'all'), context).neighbours;
    expect(neighbours('site-0007')).toEqual(sites.filter((site) => site !== 'site-0007'));
  });

  it.each([201, 500, 1000])('of %d sites are a hundred each, mutual, and connect everybody', (n) => {
    const sites = siteNames(n);
    const neighbours = graphAmong(sites, noncesFor(sites, 'ring'), context).neighbours;
    const near = new Map(sites.map((site) => [site, new Set(neighbours(site))]));
    for (const site of sites) {
      expect(near.get(site)?.size).toBe(DEGREE);
      expect(near.get(site)?.has(site)).toBe(false);
      for (const other of near.get(site) ?? []) expect(near.get(other)?.has(site)).toBe(true);
    }
    const reached = new Set<string>();
    const queue = [sites[0] ?? ''];
    for (let site = queue.pop(); site !== undefined; site = queue.pop()) {
      if (reached.has(site)) continue;
      reached.add(site);
      queue.push(...(near.get(site) ?? []));
    }
    expect(reached.size).toBe(n);
  });

  it('change with every nonce and with the context', () => {
    const sites = siteNames(300);
    const nonces = noncesFor(sites, 'seed');
    const ring = graphAmong(sites, nonces, context).neighbours('site-0001');
    const changed = nonces.map((nonce, i) => (i === 299 ? nonce.map((byte) => byte ^ 1) : nonce));
    expect(graphAmong(sites, changed, context).neighbours('site-0001')).not.toEqual(ring);
    expect(graphAmong(sites, nonces, new Uint8Array(32).fill(1)).neighbours('site-0001')).not.toEqual(ring);
    expect(graphAmong(sites, nonces, context).neighbours('site-0001')).toEqual(ring);
  });
});

describe('a ring of which some are missing', () => {
  const n = 260;
  const sites = siteNames(n);
  const graph = graphAmong(sites, noncesFor(sites, 'together'), context);
  const ring = ringOf(graph, sites);

  /** Names that are connected with the first one by names that are there. */
  function connected(there: ReadonlySet<string>): number {
    const [start = ''] = there;
    const reached = new Set([start]);
    const queue = [start];
    for (let site = queue.pop(); site !== undefined; site = queue.pop())
      for (const other of graph.neighbours(site))
        if (there.has(other) && !reached.has(other)) {
          reached.add(other);
          queue.push(other);
        }
    return reached.size;
  }

  it('holds together only if no colluding sites could let it fall apart', () => {
    const random = testRandom('missing');
    const draw = (below: number): number => Math.floor(uniform53(random) * below);
    let kept = 0;
    let apart = 0;
    for (let trial = 0; trial < 400; trial++) {
      // Two runs that are nearly empty, wherever they are, and some places more.
      const first = draw(n);
      const second = first + 50 + draw(n - 99);
      const missing = new Set<string>();
      for (const start of [first, second])
        for (let i = 0, gone = 20 + draw(31); i < gone; i++) missing.add(ring[(start + draw(50)) % n] ?? '');
      if (trial % 2 === 0)
        for (const start of [first, second]) for (let i = 0; i < 48; i++) missing.add(ring[(start + i) % n] ?? '');
      const left = sites.filter((site) => !missing.has(site));
      const colluding = 1 + draw(20);
      const holds = graph.holdsTogether(left, colluding + 1);
      // The worst that so many can do: those that are left in the two runs do not count.
      const inRuns = [first, second].flatMap((start) => Array.from({ length: 50 }, (_, i) => ring[(start + i) % n] ?? ''));
      const liars = new Set(inRuns.filter((site) => !missing.has(site)).slice(0, colluding));
      const honest = new Set(left.filter((site) => !liars.has(site)));
      const whole = connected(honest) === honest.size;
      if (holds) expect(whole).toBe(true);
      kept += Number(holds);
      apart += Number(!whole);
    }
    expect(kept).toBeGreaterThan(50);
    expect(apart).toBeGreaterThan(50);
  });

  it('holds together as long as of two runs of fifty the fewest are enough, counted one by one', () => {
    for (const missing of [0, 10, 60, 100, 180]) {
      const random = testRandom(`fewest-${missing}`);
      const gone = new Set(Array.from({ length: missing }, () => ring[Math.floor(uniform53(random) ** 2 * n)] ?? ''));
      const left = sites.filter((site) => !gone.has(site));
      const run = (start: number): number =>
        Array.from({ length: 50 }, (_, i) => ring[(start + i) % n] ?? '').filter((site) => !gone.has(site)).length;
      const runs = sites.map((_, i) => run(i));
      let fewest = n;
      for (let i = 0; i < n; i++)
        for (let j = i + 50; j <= i + n - 50; j++) fewest = Math.min(fewest, (runs[i] ?? n) + (runs[j % n] ?? n));
      expect(graph.holdsTogether(left, fewest)).toBe(true);
      expect(graph.holdsTogether(left, fewest + 1)).toBe(false);
    }
  });
});

describe('thresholds', () => {
  it('let no two groups have enough without an honest site in both', () => {
    for (let n = 3; n <= 200; n++)
      for (let colluding = 0; colluding < n - 1; colluding++) {
        const enough = agreementThreshold(n, colluding);
        // Two groups of `enough` among n have at least 2 enough - n in common.
        expect(2 * enough - n).toBeGreaterThan(colluding);
        expect(2 * (enough - 1) - n).toBeLessThanOrEqual(colluding);
        expect(shareThreshold(n, colluding)).toBe(enough);
      }
  });

  it.each([
    [201, 10],
    [500, 100],
    [1000, 50],
    [1000, 333],
  ])(
    'on the ring of %d sites, %d of them colluding, are safe but for 2^-40 whatever ring is looked for in 2^64, and no smaller one above half is',
    (n, colluding) => {
      const threshold = shareThreshold(n, colluding);
      // Of any two runs of fifty places; the hundred neighbours of a site are two such.
      const tail = hypergeometricTail(n - 1, colluding, DEGREE);
      const log2 = (x: number): number => (tail[x] ?? 0) / Math.LN2 + 2 * Math.log2(n);
      expect(log2(threshold)).toBeLessThanOrEqual(-40 - 64);
      if (threshold > DEGREE / 2 + 1) expect(log2(threshold - 1)).toBeGreaterThan(-40 - 64);
      expect(threshold).toBeLessThan(DEGREE);
    },
  );

  it('are refused where nothing is safe', () => {
    expect(() => shareThreshold(1000, 990)).toThrow('no number of shares on the ring is safe');
  });

  it('count hypergeometric tails exactly, by counting small ones whole', () => {
    // 10 sites, 4 marked, 5 drawn: the chances of at least x by C(4, k) C(6, 5 - k) / 252.
    const exact = [252, 246, 186, 66, 6, 0].map((ways) => ways / 252);
    hypergeometricTail(10, 4, 5).forEach((log, x) => expect(Math.exp(log)).toBeCloseTo(exact[x] ?? Number.NaN, 12));
  });
});

import { describe, expect, it } from 'vitest';
import { agreementThreshold, COMPLETE_UP_TO, DEGREE, hypergeometricTail, neighboursAmong, shareThreshold } from './neighbours.ts';
import { siteNames, testRandom } from './testing/consortium.ts';

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
    const neighbours = neighboursAmong(sites, noncesFor(sites, 'all'), context);
    expect(neighbours('site-0007')).toEqual(sites.filter((site) => site !== 'site-0007'));
  });

  it.each([201, 500, 1000])('of %d sites are a hundred each, mutual, and connect everybody', (n) => {
    const sites = siteNames(n);
    const neighbours = neighboursAmong(sites, noncesFor(sites, 'ring'), context);
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
    const ring = neighboursAmong(sites, nonces, context)('site-0001');
    const changed = nonces.map((nonce, i) => (i === 299 ? nonce.map((byte) => byte ^ 1) : nonce));
    expect(neighboursAmong(sites, changed, context)('site-0001')).not.toEqual(ring);
    expect(neighboursAmong(sites, nonces, new Uint8Array(32).fill(1))('site-0001')).not.toEqual(ring);
    expect(neighboursAmong(sites, nonces, context)('site-0001')).toEqual(ring);
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
    'on the ring of %d sites, %d of them colluding, are safe but for 2^-40, and no smaller one above half is',
    (n, colluding) => {
      const threshold = shareThreshold(n, colluding);
      const tail = hypergeometricTail(n - 1, colluding, DEGREE);
      expect((tail[threshold] ?? 0) / Math.LN2 + Math.log2(n)).toBeLessThanOrEqual(-40);
      if (threshold > DEGREE / 2 + 1) expect((tail[threshold - 1] ?? 0) / Math.LN2 + Math.log2(n)).toBeGreaterThan(-40);
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

import { describe, expect, it } from 'vitest';
import { exchangeOf, pairMask, selfMask } from './exchange.ts';
import { agreementKey } from './keys.ts';
import { type Mask, MaskStream } from './mask-stream.ts';
import { shareThreshold } from './neighbours.ts';
import { next, type SiteState } from './site-state.ts';
import { fewestSurvivors } from './terms.ts';
import { rosterOf, sumOf, termsOf, testRandom, vectorOf } from './testing/consortium.ts';
import { oneSite } from './testing/one-site.ts';
import { ringOf } from './testing/ring.ts';

function reason(state: SiteState): string {
  return state.t === 'left' ? state.error.message : 'goes on';
}

describe('a coordinator that lets a ring fall apart', () => {
  const terms = termsOf(rosterOf(260, { colluding: 2, minimum: 150 }), { honest: 148, words: 3 });
  const first = terms.sites[0] ?? '';
  const seen = oneSite(terms, first, 'ring');
  const exchange = exchangeOf(terms.roster, seen.context, seen.keys);
  const ring = ringOf(exchange.graph, terms.sites);
  // An arc of sites, cut off by the fifty before and the fifty after.
  const arc = ring.slice(0, 55);
  const gap = [...ring.slice(55, 105), ...ring.slice(-50)];
  const left = terms.sites.filter((site) => !gap.includes(site));

  it('has a sum of an arc alone to gain: its masks with the rest have all gone', () => {
    // Enough for every rule but one: survivors, and holders of each one's shares.
    expect(left.length).toBeGreaterThanOrEqual(fewestSurvivors(terms));
    for (const site of arc)
      expect(exchange.graph.neighbours(site).filter((other) => arc.includes(other)).length + 1).toBeGreaterThanOrEqual(
        shareThreshold(260, 2),
      );
    expect(arc.length).toBeLessThan(terms.honest / 2);
    // By what an attacker has: the masked vectors, own masks of those who are left, and masks with those who dropped.
    const random = testRandom('arc');
    const shared = new Map(arc.map((site) => [site, vectorOf(random, 3)]));
    const masks = (site: string, others: readonly string[]): readonly Mask[] => {
      const own = agreementKey(seen.secretsOf(site).masking);
      const pairs = exchange.graph.neighbours(site).filter((other) => others.includes(other));
      return pairs.map((other) => pairMask(exchange, site, own, other));
    };
    const total = sumOf(
      arc.map((site) => {
        const words = Uint32Array.from(shared.get(site) ?? []);
        const self: Mask = { key: selfMask(exchange, site, seen.secretsOf(site).selfMask), sign: 1 };
        new MaskStream([self, ...masks(site, terms.sites)]).apply(words);
        new MaskStream([self, ...masks(site, gap)].map(({ key, sign }) => ({ key, sign: sign === 1 ? -1 : 1 }))).apply(words);
        return words;
      }),
      3,
    );
    expect(total).toEqual(sumOf([...shared.values()], 3));
  });

  it('is left before the site says that it agrees, though the survivors are enough', () => {
    const event = seen.survivors(terms.sites, left);
    const { state, say } = next(seen.stored(terms.sites), event, seen.key);
    expect(say).toBeUndefined();
    expect(reason(state)).toContain('the sum could fall apart in two');
    const all = next(seen.stored(terms.sites), seen.survivors(terms.sites, terms.sites), seen.key);
    expect(all.say?.t).toBe('agreement');
  });

  it('is left before noise is spent, when those are said not to have shared', () => {
    expect(reason(seen.stored(left))).toContain('the sum could fall apart in two');
  });
});

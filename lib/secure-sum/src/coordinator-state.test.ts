import { describe, expect, it } from 'vitest';
import { advance, collect, type CoordinatorState } from './coordinator-state.ts';
import { keysMessage, type SiteMessage, unmaskMessage } from './messages.ts';
import { next, type SiteState } from './site-state.ts';
import { contextOf } from './terms.ts';
import { keyOf, rosterOf, termsOf, testRandom } from './testing/consortium.ts';
import { oneSite } from './testing/one-site.ts';
import { play } from './testing/play.ts';

function reason(state: SiteState): string {
  return state.t === 'left' ? state.error.message : 'goes on';
}

describe('a site that lies is one site less', () => {
  const terms = termsOf(rosterOf(7, { colluding: 2, minimum: 4 }));
  const liar = terms.sites[2] ?? '';
  const context = contextOf(terms);
  const honestly = play(terms, testRandom('less'));
  const said = (site: string, t: SiteMessage['t']): SiteMessage => {
    const message = honestly.said.get(site)?.find((candidate) => candidate.t === t);
    if (message === undefined) throw new Error(`${site} says ${t}`);
    return message;
  };

  /** The state of the coordinator when it asks for this. */
  function asking(phase: SiteMessage['t']): CoordinatorState {
    let state: CoordinatorState = collect(terms);
    for (const t of ['keys', 'shares', 'masked', 'agreement', 'unmask'] as const) {
      if (t === phase) return state;
      for (const site of terms.sites) state = advance(state, { t: 'said', message: said(site, t) }).state;
      state = advance(state, { t: 'close' }).state;
    }
    return state;
  }

  // Points of small order (RFC 7748 section 7): zero, one, the order-8 point, p - 1, p, p + 1.
  const small = [
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  ].map((digits) => new Uint8Array(Buffer.from(digits, 'hex')));

  it.each(['agreement', 'masking'] as const)('where its %s key is of small order: others are not stopped by it', (which) => {
    const own = said(liar, 'keys');
    if (own.t !== 'keys') throw new Error('keys');
    for (const point of small) {
      const lie: SiteMessage = {
        t: 'keys',
        ...keysMessage.signed({ site: liar, context, key: keyOf(liar) }, { ...own, [which]: point }),
      };
      const { refused } = advance(asking('keys'), { t: 'said', message: lie });
      expect(refused?.code).toBe('SECURE_SUM_REFUSED');
      // A coordinator that passes it on is left, and the reason names the site, before anything was shared.
      const seen = oneSite(terms, terms.sites[0] ?? '', 'small', (m) => (m.site === liar ? { ...m, [which]: point } : m));
      const { say, state } = next(seen.opening, { t: 'keys-of-all', messages: seen.keys }, seen.key);
      expect(say).toBeUndefined();
      expect(reason(state)).toContain(`the keys of ${liar} are no keys`);
    }
  });

  it('where it opens more, less, twice, the wrong kind, or what it does not hold', () => {
    const own = said(liar, 'unmask');
    if (own.t !== 'unmask') throw new Error('unmask');
    const [one, ...rest] = own.shares;
    if (one === undefined) throw new Error('shares');
    const lies = {
      less: rest,
      twice: [one, one, ...rest],
      'one for another': [one, one, ...rest.slice(1)],
      'the wrong kind': [{ ...one, kind: 'pair' as const }, ...rest],
      'both kinds': [one, { ...one, kind: 'pair' as const }, ...rest],
      'of a stranger': [...own.shares, { ...one, of: 'stranger' }],
      'a short share': [{ ...one, bytes: new Uint8Array(31) }, ...rest],
    };
    for (const [what, shares] of Object.entries(lies)) {
      const message: SiteMessage = {
        t: 'unmask',
        ...unmaskMessage.signed({ site: liar, context, key: keyOf(liar) }, { ...own, shares }),
      };
      expect([what, advance(asking('unmask'), { t: 'said', message }).refused?.code]).toEqual([what, 'SECURE_SUM_REFUSED']);
    }
    expect(advance(asking('unmask'), { t: 'said', message: own }).refused).toBeUndefined();
  });
});

import { exchangeOf, pairMask, selfMask } from '../exchange.ts';
import { agreementKey, type KeyPair } from '../keys.ts';
import type { Mask } from '../mask-stream.ts';
import {
  type AgreementMessage,
  agreementMessage,
  type KeysMessage,
  type MaskedMessage,
  maskedMessage,
  type OpenedShare,
  type SharesMessage,
  sharesMessage,
  sharersHashOf,
  survivorsHashOf,
  type UnmaskMessage,
  unmaskMessage,
} from '../messages.ts';
import { shareThreshold } from '../neighbours.ts';
import { hashesOf, type HeldShares, ownShares, sealShares } from '../shares.ts';
import type { SiteSecrets } from '../site-secrets.ts';
import { begin } from '../site-state.ts';
import { contextOf, type Terms } from '../terms.ts';

/** A site of a quick sum. */
export interface QuickSite {
  readonly key: KeyPair;
  readonly secrets: SiteSecrets;
}

/** What all sites say in a sum in which nobody drops. */
export interface QuickSum {
  readonly keys: readonly KeysMessage[];
  readonly shares: readonly SharesMessage[];
  /** By site, what it puts on its vector. */
  readonly masks: ReadonlyMap<string, readonly Mask[]>;
  masked(site: string, wordsHash: Uint8Array): MaskedMessage;
  agreements(survivors: readonly MaskedMessage[]): readonly AgreementMessage[];
  unmaskings(survivors: readonly MaskedMessage[]): readonly UnmaskMessage[];
}

/**
 * What all sites of a sum say, bit for bit, without what makes it dear: nobody checks what the others have said, and nobody opens the shares
 * that this function has made. Of a thousand sites each checks a thousand signatures, three times.
 */
export function quickSum(terms: Terms, sites: ReadonlyMap<string, QuickSite>): QuickSum {
  const context = contextOf(terms);
  const names = [...sites.keys()];
  const of = (site: string): QuickSite => {
    const found = sites.get(site);
    if (found === undefined) throw new Error(`no site is called ${site}`);
    return found;
  };
  const signer = (site: string) => ({ site, context, key: of(site).key });
  const keys = names.map((site): KeysMessage => {
    const { say } = begin(terms, site, of(site).key, of(site).secrets);
    if (say?.t !== 'keys') throw new Error('a sum begins with keys');
    return say;
  });
  const exchange = exchangeOf(terms.roster, context, keys);
  const threshold = shareThreshold(names.length, terms.roster.colluding);
  const dealt = new Map(names.map((site) => [site, ownShares(exchange, site, of(site).secrets, threshold)]));
  const dealtTo = (from: string, to: string): HeldShares => {
    const shares = dealt.get(from)?.get(to);
    if (shares === undefined) throw new Error(`${from} shares with ${to}`);
    return shares;
  };
  const shares = names.map((site) => {
    const own = agreementKey(of(site).secrets.agreement);
    const messages = exchange.graph.neighbours(site).map((to) => {
      const theirs = dealtTo(site, to);
      return { from: site, to, sealed: sealShares(exchange, site, to, own, theirs), hashes: hashesOf(context, to, theirs) };
    });
    const kept = hashesOf(context, site, dealtTo(site, site));
    return sharesMessage.signed(signer(site), { site, keysHash: exchange.keysHash, own: kept, messages });
  });
  const sharersHash = sharersHashOf(context, exchange.keysHash, names);
  const masks = new Map(
    names.map((site) => {
      const own = agreementKey(of(site).secrets.masking);
      const pairs = exchange.graph.neighbours(site).map((other) => pairMask(exchange, site, own, other));
      return [site, [{ key: selfMask(exchange, site, of(site).secrets.selfMask), sign: 1 as const }, ...pairs]];
    }),
  );
  return {
    keys,
    shares,
    masks,
    masked: (site, wordsHash) => maskedMessage.signed(signer(site), { site, sharersHash, wordsHash }),
    agreements(survivors) {
      const survivorsHash = survivorsHashOf(context, sharersHash, survivors);
      return names.map((site) => agreementMessage.signed(signer(site), { site, survivorsHash }));
    },
    unmaskings(survivors) {
      const survivorsHash = survivorsHashOf(context, sharersHash, survivors);
      return names.map((site) => {
        const opened = [site, ...exchange.graph.neighbours(site)].map((from): OpenedShare => {
          return { of: from, kind: 'self', bytes: dealtTo(from, site).self };
        });
        return unmaskMessage.signed(signer(site), { site, survivorsHash, shares: opened });
      });
    },
  };
}

import { exchangeOf } from '../exchange.ts';
import { agreementKey, type KeyPair } from '../keys.ts';
import { commitmentTo, type KeysMessage, keysMessage, maskedMessage, sharersHashOf, type Signer } from '../messages.ts';
import { shareThreshold } from '../neighbours.ts';
import { hashesOf, ownShares, sealShares } from '../shares.ts';
import { drawSecrets, type SiteSecrets } from '../site-secrets.ts';
import { begin, next, type SiteState } from '../site-state.ts';
import { contextOf, type Terms } from '../terms.ts';
import { keyOf, testRandom, wordsHash } from './consortium.ts';

/** A sum as one site sees it: what all the others say is made from their keys at once, without a state for each. */
export interface OneSite {
  readonly site: string;
  readonly key: KeyPair;
  readonly context: Uint8Array;
  readonly opening: SiteState;
  readonly keys: readonly KeysMessage[];
  readonly secretsOf: (site: string) => SiteSecrets;
  readonly signer: (site: string) => Signer;
  /** The state once those have shared, and its vector is stored. */
  stored(sharers: readonly string[]): SiteState;
  /** What those say who are left. */
  survivors(sharers: readonly string[], left: readonly string[]): Parameters<typeof next>[1] & { readonly t: 'survivors' };
}

/** @param change of what others say first */
export function oneSite(
  terms: Terms,
  site: string,
  name: string,
  change: (message: KeysMessage) => KeysMessage = (m) => m,
): OneSite {
  const context = contextOf(terms);
  const random = testRandom(name);
  const secrets = new Map(terms.sites.map((one) => [one, drawSecrets(random)]));
  const secretsOf = (one: string): SiteSecrets => secrets.get(one) ?? drawSecrets(random);
  const signer = (one: string): Signer => ({ site: one, context, key: keyOf(one) });
  const keys = terms.sites.map((one) => {
    const { agreement, masking, selfMask, nonce } = secretsOf(one);
    const said = {
      site: one,
      agreement: agreementKey(agreement).publicKey,
      masking: agreementKey(masking).publicKey,
      commitment: commitmentTo(context, one, selfMask),
      nonce,
      signature: new Uint8Array(),
    };
    return keysMessage.signed(signer(one), one === site ? said : change(said));
  });
  const exchange = exchangeOf(terms.roster, context, keys);
  const key = keyOf(site);
  const opening = begin(terms, site, key, secretsOf(site)).state;
  const own = wordsHash(new Uint32Array(terms.words));
  return {
    site,
    key,
    context,
    opening,
    keys,
    secretsOf,
    signer,
    stored(sharers) {
      const near = new Set(exchange.graph.neighbours(site));
      const threshold = shareThreshold(terms.sites.length, terms.roster.colluding);
      const messages = sharers
        .filter((from) => near.has(from))
        .map((from) => {
          const shares = ownShares(exchange, from, secretsOf(from), threshold).get(site);
          if (shares === undefined) throw new Error('a neighbour shares');
          return {
            from,
            to: site,
            sealed: sealShares(exchange, from, site, agreementKey(secretsOf(from).agreement), shares),
            hashes: hashesOf(context, site, shares),
          };
        });
      const shared = next(opening, { t: 'keys-of-all', messages: keys }, key).state;
      const held = next(shared, { t: 'shares-of-all', sharers, messages }, key).state;
      return next(held, { t: 'stored', wordsHash: own }, key).state;
    },
    survivors(sharers, left) {
      const sharersHash = sharersHashOf(context, exchange.keysHash, sharers);
      const messages = left.map((one) => maskedMessage.signed(signer(one), { site: one, sharersHash, wordsHash: own }));
      return { t: 'survivors', messages };
    },
  };
}

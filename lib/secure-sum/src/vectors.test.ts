import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '@consilium/core';
import { expect, it } from 'vitest';
import { advance, collect, type CoordinatorState, exchangeIn } from './coordinator-state.ts';
import { pairMask, selfMask } from './exchange.ts';
import { agreementKey } from './keys.ts';
import { keysHashOf, sharersHashOf, type SiteMessage, survivorsHashOf, transcriptMessage } from './messages.ts';
import { graphAmong, shareThreshold } from './neighbours.ts';
import { rosterHash, signRoster } from './roster.ts';
import { ownShares } from './shares.ts';
import { drawSecrets, type SiteSecrets } from './site-secrets.ts';
import { contextOf } from './terms.ts';
import { encodeTranscript, transcriptHash } from './transcript.ts';
import { transcriptOfPlay } from './testing/transcript-of-play.ts';
import { keyOf, rosterOf, siteNames, sumOf, termsOf, testRandom, vectorOf } from './testing/consortium.ts';
import { play } from './testing/play.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A value with its bytes as hexadecimal digits. */
function plain(value: unknown): Json {
  if (value instanceof Uint8Array) return hex(value);
  if (value instanceof Uint32Array) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
  return value as Json;
}

/** Who is near whom on a ring, and shares that open a secret there. A nonce is the SHA-256 of the site's name. */
function ringVector() {
  const sites = siteNames(201);
  const nonces = sites.map((site) => createHash('sha256').update(site).digest());
  const graph = graphAmong(sites, nonces, new Uint8Array(32));
  const thresholds = [201, 500, 1000].flatMap((n) =>
    [0, 10, 66].map((colluding) => [n, colluding, shareThreshold(n, colluding)]),
  );
  return { sites, near: [0, 66, 200].map((i) => graph.neighbours(sites[i] ?? '')), thresholds };
}

/**
 * Known answers for every label, derivation, share, mask, hash and signature of a sum of five sites, one of which drops after sharing.
 * `test/interop/secure_sum.py` computes the same by itself.
 */
it('every label, key, share, mask and signature has a known answer', async () => {
  const roster = rosterOf(5, { colluding: 1, minimum: 3 });
  const terms = termsOf(roster);
  const context = contextOf(terms);
  const dropped = terms.sites[2] ?? '';
  const played = play(terms, testRandom('vectors'), { drops: new Map([[dropped, 'masked']]) });
  const random = testRandom('vectors');
  const secrets = new Map<string, SiteSecrets>();
  for (const site of terms.sites) {
    vectorOf(random, terms.words);
    secrets.set(site, drawSecrets(random));
  }
  const said = <T extends SiteMessage['t']>(site: string, t: T): Extract<SiteMessage, { t: T }> =>
    played.said.get(site)?.find((message) => message.t === t) as Extract<SiteMessage, { t: T }>;
  let state: CoordinatorState = collect(terms);
  for (const site of terms.sites) state = advance(state, { t: 'said', message: said(site, 'keys') }).state;
  state = advance(state, { t: 'close' }).state;
  if (state.t !== 'collecting') throw new Error('keys of all');
  const exchange = exchangeIn(state);
  const keysHash = keysHashOf(context, state.keys);
  const sharersHash = sharersHashOf(context, keysHash, terms.sites);
  const survivors = played.survivors.map((site) => said(site, 'masked'));
  const survivorsHash = survivorsHashOf(context, sharersHash, survivors);
  const threshold = shareThreshold(terms.sites.length, roster.colluding);
  const sum = played.sum ?? new Uint32Array();
  expect(sum).toEqual(
    sumOf(
      played.survivors.map((site) => played.vectors.get(site) ?? sum),
      terms.words,
    ),
  );
  const transcript = transcriptOfPlay(played);
  const bytes = encodeTranscript(transcript);
  const { sumHash, modelHash } = transcript;
  const words = played.survivors.map((site) =>
    transcriptMessage.signed(
      { site, context, key: keyOf(site) },
      { site, transcriptHash: Buffer.from(transcriptHash(bytes), 'hex'), sumHash, modelHash },
    ),
  );
  const vectors = {
    governance: { publicKey: keyOf('governance').publicKey, signature: signRoster(roster, keyOf('governance')) },
    rosterHash: rosterHash(roster),
    terms,
    context,
    threshold,
    keysHash,
    sharersHash,
    survivorsHash,
    sum,
    transcript: bytes,
    words,
    ring: ringVector(),
    sites: terms.sites.map((site) => {
      const own = secrets.get(site);
      if (own === undefined) throw new Error('secrets of every site');
      const { agreement, masking, selfMask: seed, nonce } = own;
      return {
        site,
        secrets: { agreement, masking, selfMask: seed, nonce },
        vector: played.vectors.get(site),
        masked: played.masked.get(site),
        said: played.said.get(site),
        selfMask: selfMask(exchange, site, seed),
        pairMasks: exchange.graph
          .neighbours(site)
          .map((other) => ({ other, ...pairMask(exchange, site, agreementKey(masking), other) })),
        shares: [...ownShares(exchange, site, own, threshold)].map(([holder, { self, pair }]) => ({ holder, self, pair })),
      };
    }),
  };
  await expect(`${canonicalJson(plain(vectors))}\n`).toMatchFileSnapshot('../fixtures/sum-of-five.json');
});

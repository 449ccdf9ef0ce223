import { createHash } from 'node:crypto';
import { type SeededRandom, seededRandom } from '@consilium/core';
import { type KeyPair, signingKey } from '../keys.ts';
import type { Roster } from '../roster.ts';
import type { Terms } from '../terms.ts';

/** Names of so many sites, in the order of a roster. */
export function siteNames(sites: number): readonly string[] {
  return Array.from({ length: sites }, (_, i) => `site-${String(i + 1).padStart(4, '0')}`);
}

/** The long-term key of a test site, by its name. */
export function keyOf(site: string): KeyPair {
  return signingKey(createHash('sha256').update(`key of ${site}`).digest());
}

/** A roster of test sites. */
export function rosterOf(sites: number, change: Partial<Roster> = {}): Roster {
  return {
    consortium: 'test',
    epoch: 1,
    sites: siteNames(sites).map((id) => ({ id, key: Buffer.from(keyOf(id).publicKey).toString('hex'), patients: 100 })),
    colluding: 1,
    minimum: 3,
    ...change,
  };
}

/** Terms of a sum over all sites of a roster. */
export function termsOf(roster: Roster, change: Partial<Terms> = {}): Terms {
  return {
    roster,
    planHash: 'a'.repeat(64),
    run: 'run-1',
    round: 1,
    attempt: 1,
    kind: 'training',
    baseHash: 'b'.repeat(64),
    scale: 1024,
    noise: 4096,
    words: 7,
    honest: 2,
    parent: '0'.repeat(64),
    sites: roster.sites.map(({ id }) => id),
    ...change,
  };
}

/** A site's vector: words over the whole range. */
export function vectorOf(random: SeededRandom, words: number): Uint32Array {
  const vector = new Uint32Array(words);
  random.fill(new Uint8Array(vector.buffer));
  return vector;
}

/** The plain sum modulo 2^32. */
export function sumOf(vectors: readonly Uint32Array[], words: number): Uint32Array {
  const sum = new Uint32Array(words);
  for (const vector of vectors) vector.forEach((word, i) => (sum[i] = (sum[i] ?? 0) + word));
  return sum;
}

/** SHA-256 of words as they travel. */
export function wordsHash(words: Uint32Array): Uint8Array {
  return createHash('sha256')
    .update(new Uint8Array(words.buffer, words.byteOffset, words.byteLength))
    .digest();
}

/** A generator for one test, by name. */
export const testRandom = (name: string): SeededRandom => seededRandom(`consilium/secure-sum/${name}`);

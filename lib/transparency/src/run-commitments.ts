import { canonicalJson, sha256Hex } from '@consilium/core';

/** An update that is in the model of a round. */
export interface Contribution {
  readonly site: string;
  /** SHA-256 of the update as it came, hex. */
  readonly update: string;
}

/** Scores that were released of the model of a round, as noised words: little-endian int32 in base64. */
export type RoundScores =
  /** Of each site by itself. */
  | { readonly t: 'sites'; readonly words: Readonly<Record<string, string>> }
  /** Of all of these sites together, under masks. */
  | { readonly t: 'sum'; readonly words: string; readonly sites: readonly string[] };

/** What the entry `model.made` says of the updates in the model: SHA-256 over all of them, by site, hex. */
export function contributionsHash(contributions: readonly Contribution[]): string {
  const sorted = [...contributions].sort((a, b) => (a.site < b.site ? -1 : 1));
  return sha256Hex(canonicalJson(sorted.map(({ site, update }) => ({ site, update }))));
}

/** What the entry `round.closed` says of the scores: SHA-256 over all words, hex. */
export function scoresHash(scores: RoundScores): string {
  return sha256Hex(
    canonicalJson(scores.t === 'sum' ? { words: scores.words, sites: [...scores.sites].sort() } : { words: { ...scores.words } }),
  );
}

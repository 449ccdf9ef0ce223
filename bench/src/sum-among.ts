import { secureRandom } from '@consilium/core';
import { drawSecrets, type Roster, signingKey, type Terms } from '@consilium/secure-sum';
import type { QuickSite } from '@consilium/secure-sum/testing';

/** Terms of a sum over so many sites, and who they are. */
export interface SumAmong {
  readonly terms: Terms;
  readonly players: ReadonlyMap<string, QuickSite>;
}

/** A sum to measure, with fresh keys and secrets. */
export function sumAmong(n: number, words: number, colluding: number, minimum: number): SumAmong {
  const random = secureRandom();
  const names = Array.from({ length: n }, (_, i) => `site-${String(i).padStart(4, '0')}`);
  const players = new Map(
    names.map((name) => {
      const seed = new Uint8Array(32);
      random.fill(seed);
      return [name, { key: signingKey(seed), secrets: drawSecrets(random) }];
    }),
  );
  const hex = (name: string): string => Buffer.from(players.get(name)?.key.publicKey ?? []).toString('hex');
  const roster: Roster = {
    consortium: 'bench',
    epoch: 1,
    sites: names.map((id) => ({ id, key: hex(id), patients: 100 })),
    colluding,
    minimum,
  };
  const hash = '0'.repeat(64);
  const common = { planHash: hash, baseHash: hash, parent: hash, run: 'run', round: 1, attempt: 1, kind: 'training' };
  return { terms: { roster, ...common, scale: 1024, noise: 4096, words, honest: minimum - colluding, sites: names }, players };
}

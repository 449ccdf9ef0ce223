import { createHash } from 'node:crypto';
import { seededRandom, systemClock } from '@consilium/core';
import { drawSecrets, rosterHash, signingKey, type Terms } from '@consilium/secure-sum';
import { quickSum } from '@consilium/secure-sum/testing';
import { expect, it } from 'vitest';
import { replaySum } from '../masks/attempt-sum.ts';
import { inTurns, turns } from './turns.ts';

it('lets others have a turn once ten milliseconds are over, and not before', async () => {
  let now = 0;
  const pause = turns({ monotonic: () => now });
  let others = 0;
  const other = setImmediate(() => (others += 1));
  for (now = 1; now < 10; now++) await pause();
  expect(others).toBe(0);
  await pause();
  expect(others).toBe(1);
  clearImmediate(other);
  setImmediate(() => (others += 1));
  await inTurns([12, 15, 19], pause, (at) => (now = at));
  expect(others).toBe(1);
  await inTurns([21, 22], pause, (at) => (now = at));
  expect(others).toBe(2);
});

/** Everything that so many sites say in a sum. */
function sumOf(sites: number) {
  const random = seededRandom('turns');
  const names = Array.from({ length: sites }, (_, i) => `s${String(i).padStart(3, '0')}`);
  const players = new Map(
    names.map((name) => [name, { key: signingKey(createHash('sha256').update(name).digest()), secrets: drawSecrets(random) }]),
  );
  const key = (name: string): string => Buffer.from(players.get(name)?.key.publicKey ?? []).toString('hex');
  const rosterSites = names.map((id) => ({ id, key: key(id), patients: 10 }));
  const roster = { consortium: 'turns', epoch: 1, sites: rosterSites, colluding: 1, minimum: 3 };
  const hash = rosterHash(roster);
  const about = { planHash: hash, run: 'run', round: 1, attempt: 1, kind: 'training', baseHash: hash, parent: hash };
  const terms: Terms = { roster, ...about, scale: 1, noise: 256, words: 1, honest: 2, sites: names };
  const quick = quickSum(terms, players);
  const vectors = names.map((name) => quick.masked(name, new Uint8Array(32)));
  const said = [
    ...quick.keys.map((message) => ({ t: 'keys', ...message }) as const),
    ...quick.shares.map((message) => ({ t: 'shares', ...message }) as const),
    ...vectors.map((message) => ({ t: 'masked', ...message }) as const),
    ...quick.agreements(vectors).map((message) => ({ t: 'agreement', ...message }) as const),
    ...quick.unmaskings(vectors).map((message) => ({ t: 'unmask', ...message }) as const),
  ];
  return { terms, said };
}

it('another call is answered while the messages of a sum are checked and its masks are opened', async () => {
  const { terms, said } = sumOf(60);
  let answered = 0;
  let over = false;
  const call = (): void => {
    if (over) return;
    answered += 1;
    setImmediate(call);
  };
  setImmediate(call);
  const { masks } = await replaySum(terms, 'opened', said, 3, turns(systemClock));
  over = true;
  expect(masks).toHaveLength(60);
  // Three hundred signatures are at least thirty milliseconds on any machine.
  expect(answered).toBeGreaterThan(1);
});

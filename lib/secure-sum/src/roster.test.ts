import { isConsiliumError } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { acceptRoster, checkRoster, type Roster, rosterHash, signRoster } from './roster.ts';
import { keyOf, rosterOf } from './testing/consortium.ts';

const governance = keyOf('governance');

function refusal(action: () => unknown): string {
  try {
    action();
    return 'accepted';
  } catch (error) {
    if (!isConsiliumError(error, 'ROSTER_INVALID')) throw error;
    return error.message;
  }
}

describe('a roster', () => {
  const roster = rosterOf(4);
  const [one, two, three, four] = roster.sites;
  if (one === undefined || two === undefined || three === undefined || four === undefined) throw new Error('four sites');

  it('is accepted when the consortium has signed it, and never an older one', () => {
    const signature = signRoster(roster, governance);
    const accept = (of: Roster, held = 0, by = governance.publicKey): string =>
      refusal(() => acceptRoster(of, signature, by, held));
    expect(accept(roster)).toBe('accepted');
    expect(accept(roster, 1)).toContain('epoch 1 does not come after epoch 1');
    expect(accept(roster, 7)).toContain('epoch 1 does not come after epoch 7');
    expect(accept(roster, 0, keyOf('coordinator').publicKey)).toContain('not signed by the key of the consortium');
    for (const change of [{ epoch: 2 }, { colluding: 0 }, { minimum: 4 }, { consortium: 'other' }, { sites: [one, two, three] }])
      expect(accept({ ...roster, ...change })).toContain('not signed');
    expect(accept({ ...roster, sites: [{ ...one, patients: 101 }, two, three, four] })).toContain('not signed');
    expect(refusal(() => acceptRoster(roster, new Uint8Array(3), governance.publicKey, 0))).toContain('not signed');
  });

  it('has one hash, whatever the order of its fields', () => {
    const { consortium, epoch, sites, colluding, minimum } = roster;
    expect(rosterHash({ minimum, colluding, sites, epoch, consortium })).toBe(rosterHash(roster));
  });

  it.each<[string, Partial<Roster>, string]>([
    ['two sites', { sites: [one, two] }, 'masks among 2 sites hide nothing'],
    ['sites out of order', { sites: [two, one, three] }, 'in the order of their names'],
    ['a site twice', { sites: [one, one, two] }, 'in the order of their names'],
    ['one key twice', { sites: [one, { ...two, key: one.key }, three] }, 'the same key'],
    ['a key that is none', { sites: [one, two, { ...three, key: 'x' }] }, '64 hexadecimal digits'],
    ['a key that is nobody\u2019s', { sites: [one, two, { ...three, key: `01${'0'.repeat(62)}` }] }, 'anybody can sign with it'],
    ['no patients', { sites: [one, two, { ...three, patients: 0 }] }, 'positive number'],
    ['sums over two', { minimum: 2 }, 'from 3 to 4'],
    ['sums over more than there are', { minimum: 5 }, 'from 3 to 4'],
    ['one honest share', { minimum: 3, colluding: 2 }, 'at most 1 may collude'],
    ['half a colluding site', { colluding: 0.5 }, 'may collude'],
    ['epoch 0', { epoch: 0 }, 'counts from 1'],
    ['no epoch', { epoch: Number.NaN }, 'counts from 1'],
  ])('makes no sense with %s', (_, change, words) =>
    expect(refusal(() => checkRoster({ ...roster, ...change }))).toContain(words),
  );
});

import { describe, expect, it } from 'vitest';
import { type AdmissionRequest, type AdmittedKey, requireAdmissible, type MemberStanding } from './admission.ts';

const live = (id: string, key: string): AdmittedKey => ({ kind: 'site', id, key, retired: false });
const retired = (id: string, key: string): AdmittedKey => ({ kind: 'site', id, key, retired: true });
const person = (id: string, key: string): AdmittedKey => ({ kind: 'user', id, key, retired: false });

/** Why a key may not speak for north, or `admitted`. */
function verdict(request: Partial<AdmissionRequest>, standing: MemberStanding): string {
  try {
    requireAdmissible({ kind: 'site', id: 'north', key: 'new', replace: false, ...request }, standing);
    return 'admitted';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a key may speak for a site', () => {
  it.each<[string, Partial<AdmissionRequest>, MemberStanding, string | RegExp]>([
    ['that is new', {}, { member: 'unknown', keys: [live('west', 'w')] }, 'admitted'],
    ['that is new, though somebody said --replace', { replace: true }, { member: 'unknown', keys: [] }, 'admitted'],
    [
      'that renews again, before the one in between was used',
      { provedKey: 'b' },
      { member: 'active', keys: [live('north', 'old'), live('north', 'b')] },
      'admitted',
    ],
    [
      'that is the second to follow a key: not',
      { provedKey: 'old' },
      { member: 'active', keys: [live('north', 'old'), live('north', 'b')] },
      /another key was admitted already to follow this one of north/,
    ],
    ['again', { key: 'old' }, { member: 'active', keys: [live('north', 'old')] }, 'admitted'],
    ['that renews', { provedKey: 'old' }, { member: 'active', keys: [live('north', 'old')] }, 'admitted'],
    [
      'that was revoked, in the place of its keys',
      { replace: true },
      { member: 'revoked', keys: [retired('north', 'old')] },
      'admitted',
    ],

    [
      'that is admitted: not without a proof',
      {},
      { member: 'active', keys: [live('north', 'old')] },
      /admitted with another key/,
    ],
    [
      'that is admitted: not with --replace',
      { replace: true },
      { member: 'active', keys: [live('north', 'old')] },
      /revoke it before/,
    ],
    [
      'with the proof of a retired key: not',
      { provedKey: 'old' },
      { member: 'active', keys: [retired('north', 'old'), live('north', 'b')] },
      /does not speak for north/,
    ],
    [
      'with the proof of the key of another site: not',
      { provedKey: 'w' },
      { member: 'active', keys: [live('north', 'old'), live('west', 'w')] },
      /does not speak for north/,
    ],
    ['that was revoked: not without --replace', {}, { member: 'revoked', keys: [retired('north', 'old')] }, /was revoked/],
    [
      'that was revoked: not with the proof of its old key',
      { provedKey: 'old' },
      { member: 'revoked', keys: [retired('north', 'old')] },
      /was revoked/,
    ],
    [
      'with a key that was retired: never',
      { key: 'old', replace: true },
      { member: 'revoked', keys: [retired('north', 'old')] },
      /never comes back/,
    ],
    [
      'with a key that was renewed: never',
      { key: 'old', provedKey: 'b' },
      { member: 'active', keys: [retired('north', 'old'), live('north', 'b')] },
      /never comes back/,
    ],
    [
      'with the key of another site: not',
      { key: 'w' },
      { member: 'unknown', keys: [live('west', 'w')] },
      /that of the site west/,
    ],
    [
      'with a key that was retired at another site: not',
      { key: 'w' },
      { member: 'unknown', keys: [retired('west', 'w')] },
      /that of the site west/,
    ],
    ['with the key of a user: not', { key: 'p' }, { member: 'unknown', keys: [person('ada', 'p')] }, /that of the user ada/],
    [
      'with the key of a user of the same name: not',
      { key: 'p' },
      { member: 'active', keys: [live('north', 'old'), person('north', 'p')] },
      /that of the user north/,
    ],
    [
      'with the proof of the key of a user of the same name: not',
      { provedKey: 'p' },
      { member: 'active', keys: [live('north', 'old'), person('north', 'p')] },
      /does not speak for north/,
    ],
  ])('%s', (_case, request, standing, expected) => {
    if (typeof expected === 'string') expect(verdict(request, standing)).toBe(expected);
    else expect(verdict(request, standing)).toMatch(expected);
  });
});

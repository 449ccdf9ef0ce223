import { describe, expect, it } from 'vitest';
import { type AdmissionRequest, type AdmittedKey, requireAdmissible, type SiteStanding } from './admission.ts';

const live = (site: string, key: string): AdmittedKey => ({ site, key, retired: false });
const retired = (site: string, key: string): AdmittedKey => ({ site, key, retired: true });

/** Why a key may not speak for north, or `admitted`. */
function verdict(request: Partial<AdmissionRequest>, standing: SiteStanding): string {
  try {
    requireAdmissible({ site: 'north', key: 'new', replace: false, ...request }, standing);
    return 'admitted';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a key may speak for a site', () => {
  it.each<[string, Partial<AdmissionRequest>, SiteStanding, string | RegExp]>([
    ['that is new', {}, { site: 'unknown', keys: [live('west', 'w')] }, 'admitted'],
    ['that is new, though somebody said --replace', { replace: true }, { site: 'unknown', keys: [] }, 'admitted'],
    [
      'that renews again, before the one in between was used',
      { provedKey: 'b' },
      { site: 'active', keys: [live('north', 'old'), live('north', 'b')] },
      'admitted',
    ],
    [
      'that is the second to follow a key: not',
      { provedKey: 'old' },
      { site: 'active', keys: [live('north', 'old'), live('north', 'b')] },
      /another key was admitted already to follow this one of north/,
    ],
    ['again', { key: 'old' }, { site: 'active', keys: [live('north', 'old')] }, 'admitted'],
    ['that renews', { provedKey: 'old' }, { site: 'active', keys: [live('north', 'old')] }, 'admitted'],
    [
      'that was revoked, in the place of its keys',
      { replace: true },
      { site: 'revoked', keys: [retired('north', 'old')] },
      'admitted',
    ],

    ['that is admitted: not without a proof', {}, { site: 'active', keys: [live('north', 'old')] }, /admitted with another key/],
    [
      'that is admitted: not with --replace',
      { replace: true },
      { site: 'active', keys: [live('north', 'old')] },
      /revoke it before/,
    ],
    [
      'with the proof of a retired key: not',
      { provedKey: 'old' },
      { site: 'active', keys: [retired('north', 'old'), live('north', 'b')] },
      /does not speak for north/,
    ],
    [
      'with the proof of the key of another site: not',
      { provedKey: 'w' },
      { site: 'active', keys: [live('north', 'old'), live('west', 'w')] },
      /does not speak for north/,
    ],
    ['that was revoked: not without --replace', {}, { site: 'revoked', keys: [retired('north', 'old')] }, /was revoked/],
    [
      'that was revoked: not with the proof of its old key',
      { provedKey: 'old' },
      { site: 'revoked', keys: [retired('north', 'old')] },
      /was revoked/,
    ],
    [
      'with a key that was retired: never',
      { key: 'old', replace: true },
      { site: 'revoked', keys: [retired('north', 'old')] },
      /never comes back/,
    ],
    [
      'with a key that was renewed: never',
      { key: 'old', provedKey: 'b' },
      { site: 'active', keys: [retired('north', 'old'), live('north', 'b')] },
      /never comes back/,
    ],
    ['with the key of another site: not', { key: 'w' }, { site: 'unknown', keys: [live('west', 'w')] }, /that of the site west/],
    [
      'with a key that was retired at another site: not',
      { key: 'w' },
      { site: 'unknown', keys: [retired('west', 'w')] },
      /that of the site west/,
    ],
  ])('%s', (_case, request, standing, expected) => {
    if (typeof expected === 'string') expect(verdict(request, standing)).toBe(expected);
    else expect(verdict(request, standing)).toMatch(expected);
  });
});

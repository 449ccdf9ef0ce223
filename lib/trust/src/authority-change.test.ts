import { systemClock } from '@consilium/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Authority, createAuthority } from './authority.ts';
import { changesIn, followChanges, signChange, trustedAt } from './authority-change.ts';
import { certificateFingerprint } from './peer-identity.ts';
import { generateKeyPair } from './certificate-keys.ts';
import { certificatesIn } from './trusted-authorities.ts';

const NOW = systemClock.now();
const END = Math.floor(NOW + 120 * 86_400_000);

let old: Authority;
let next: Authority;
let third: Authority;
let elsewhere: Authority;
beforeAll(async () => {
  const pairs = await Promise.all([1, 2, 3, 4].map(() => generateKeyPair()));
  const made = pairs.map((keyPair, i) =>
    createAuthority({ consortium: i === 3 ? 'other' : 'cardio', clock: systemClock, keyPair }),
  );
  [old, next, third, elsewhere] = made as [Authority, Authority, Authority, Authority];
});

const text = (...parts: readonly (Authority | string)[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : part.certificatePem)).join('\n');
const names = (pem: string): string[] =>
  certificatesIn(pem).map(({ raw }) => {
    const fingerprint = certificateFingerprint(raw);
    return Object.entries({ old, next, third, elsewhere }).find(([, known]) => known.fingerprint === fingerprint)?.[0] ?? '?';
  });

describe('one authority follows another', () => {
  it('for a member that knows the old one, and for one that joined by the new one; until the old one is over', () => {
    const both = text(next, old, signChange(old, next, END));
    expect(changesIn(both)).toEqual([{ from: old.fingerprint, to: next.fingerprint, endsMs: END }]);
    for (const own of [old, next]) {
      const followed = followChanges(own.certificatePem, both, NOW);
      expect(names(followed)).toEqual(['next', 'old']);
      expect(changesIn(followed)).toHaveLength(1);
      expect(names(trustedAt(followed, END - 1))).toEqual(['next', 'old']);
      expect(names(trustedAt(followed, END))).toEqual(['next']);
      // Received again it changes nothing, and what is over does not come back.
      expect(followChanges(followed, both, NOW)).toBe(followed);
      expect(names(followChanges(trustedAt(followed, END), both, END))).toEqual(['next']);
    }
    expect(names(followChanges(old.certificatePem, both, END))).toEqual(['old']);
  });

  it.each<[string, () => string]>([
    ['that nobody signed', () => text(next, old)],
    ['that only the new one signed', () => text(next, old, signChange({ ...old, privateKeyPem: next.privateKeyPem }, next, END))],
    ['that only the old one signed', () => text(next, old, signChange(old, { ...next, privateKeyPem: old.privateKeyPem }, END))],
    ['signed by one that is not believed', () => text(next, third, signChange(third, next, END))],
    ['of another consortium', () => text(elsewhere, old, signChange(old, elsewhere, END))],
    ['whose certificate is missing', () => text(old, signChange(old, next, END))],
    ['with another end than was signed', () => text(next, old, forged())],
    ['that is no text of ours', () => '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
    ['that is empty', () => ''],
  ])('but not one %s', (_what, received) => {
    expect(names(followChanges(old.certificatePem, received(), NOW))).toEqual(['old']);
  });

  /** A change whose end was moved. */
  function forged(): string {
    const block = signChange(old, next, END);
    const [begin = '', ...rest] = block.trimEnd().split('\n');
    const end = rest.pop() ?? '';
    const change = JSON.parse(Buffer.from(rest.join(''), 'base64').toString('utf8')) as object;
    const moved = Buffer.from(JSON.stringify({ ...change, endsMs: END + 1 })).toString('base64');
    return [begin, moved, end, ''].join('\n');
  }

  it('no coordinator makes a member believe ever more of them', () => {
    const received = text(third, next, old, signChange(old, next, END), signChange(next, third, END));
    expect(names(followChanges(old.certificatePem, received, NOW))).toEqual(['third', 'next', 'old']);
    const own = followChanges(old.certificatePem, received, NOW);
    const more = text(elsewhere, third, signChange(third, elsewhere, END));
    expect(followChanges(own, more, NOW)).toBe(own);
  });
});

import { systemClock } from '@consilium/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAuthority, issueCertificate } from './authority.ts';
import { certificateLife, lifeSentence, lifeStage, MEMBER_VALIDITY_DAYS } from './certificate-life.ts';
import { generateKeyPair } from './certificate-keys.ts';

const DAY_MS = 86_400_000;
/** On a whole second, as certificates count. */
const NOW = Math.floor(systemClock.now() / 1000) * 1000;

let pem: string;
beforeAll(async () => {
  const [first, second] = await Promise.all([generateKeyPair(), generateKeyPair()]);
  const clock = { now: () => NOW };
  const authority = createAuthority({ consortium: 'cardio', clock, keyPair: first });
  const identity = { consortium: 'cardio', kind: 'site', id: 'north' } as const;
  pem = issueCertificate(authority, { publicKeyPem: second.publicKeyPem, identity, validityDays: MEMBER_VALIDITY_DAYS, clock });
});

describe('the life of a certificate', () => {
  it('is 90 days, of which the last third is for renewal', () => {
    const { notAfterMs, notBeforeMs, renewFromMs } = certificateLife(pem, NOW);
    expect((notAfterMs - NOW) / DAY_MS).toBe(90);
    expect(notBeforeMs).toBe(NOW - 60_000);
    expect((renewFromMs - NOW) / DAY_MS).toBeCloseTo(60, 2);
  });

  it.each([
    [0, 'good', false],
    [59.9, 'good', false],
    [60, 'month', true],
    [82.9, 'month', true],
    [83, 'week', true],
    [88.9, 'week', true],
    [89, 'day', true],
    [90, 'day', true],
    [90.001, 'over', true],
  ] as const)('after %f days it is %s', (days, stage, due) => {
    expect(certificateLife(pem, NOW + days * DAY_MS)).toMatchObject({ stage, due });
  });

  it('is said in whole days that are left, rounded down', () => {
    expect(lifeSentence(NOW + 6.9 * DAY_MS, NOW)).toMatch(/^ends in 6 days, on \d{4}-/);
    expect(lifeSentence(NOW + 1.5 * DAY_MS, NOW)).toMatch(/^ends in 1 day, on /);
    expect(lifeSentence(NOW + 1000, NOW)).toMatch(/^ends within a day, on /);
    expect(lifeSentence(NOW - 1, NOW)).toMatch(/^expired on /);
    expect(lifeStage(NOW, NOW)).toBe('day');
  });
});

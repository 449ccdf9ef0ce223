import { fc, it as check } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { type JoinInvitation, readJoinString, writeJoinString } from './join-string.ts';

const INVITATION: JoinInvitation = {
  consortium: 'cardio',
  kind: 'site',
  id: 'cleveland',
  address: 'fl.example.org:8443',
  authorityFingerprint: '5f'.repeat(32),
  token: Uint8Array.from({ length: 20 }, (_, i) => i * 7),
};
const refused = expect.objectContaining({ code: 'INVITATION_INVALID' }) as Error;

it('is one word that no shell changes, and reads back, wrapped by a mail program too', () => {
  const text = writeJoinString(INVITATION);
  expect(text).toMatch(/^consilium-join-1-[A-Za-z0-9_-]+$/);
  expect(text.length).toBeLessThan(180);
  expect(readJoinString(text)).toEqual(INVITATION);
  expect(readJoinString(` ${text.slice(0, 70)}\r\n  ${text.slice(70)}\n`)).toEqual(INVITATION);
  const ip = { ...INVITATION, address: '[2001:db8::1]:8443' };
  expect(readJoinString(writeJoinString(ip))).toEqual(ip);
});

check.prop([fc.nat(), fc.integer({ min: 0, max: 63 })])('says so when a character was lost or changed', (at, other) => {
  const text = writeJoinString(INVITATION);
  const i = 'consilium-join-1-'.length + (at % (text.length - 'consilium-join-1-'.length));
  const letter = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.charAt(other);
  expect(() => readJoinString(text.slice(0, i))).toThrow(refused);
  if (letter !== text.charAt(i) && i < text.length - 1)
    expect(() => readJoinString(text.slice(0, i) + letter + text.slice(i + 1))).toThrow(refused);
});

it.each([
  ['a name', { id: 'Cleveland' }],
  ['a name with a line end', { id: 'a\nb' }],
  ['a consortium', { consortium: '' }],
  ['an address', { address: 'fl.example.org' }],
  ['a secret', { token: new Uint8Array(19) }],
  ['a fingerprint', { authorityFingerprint: '5f' }],
])('is not written without %s that can be read', (_what, change) => {
  expect(() => writeJoinString({ ...INVITATION, ...change })).toThrow(refused);
});

it('says whether it is for a site or a user, and one is never read as the other', () => {
  const user = { ...INVITATION, kind: 'user', id: 'ada' } as const;
  const text = writeJoinString(user);
  expect(text).toMatch(/^consilium-user-1-/);
  expect(readJoinString(text)).toEqual(user);
  expect(() => readJoinString(text.replace('-user-', '-join-'))).toThrow(refused);
});

it('does not repeat the secret in its error', () => {
  const text = writeJoinString(INVITATION).slice(0, -1);
  expect(() => readJoinString(text)).toThrow(/incomplete or mistyped/);
  expect(() => readJoinString(text)).not.toThrow(text.slice(30));
});

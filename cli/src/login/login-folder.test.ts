import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isConsiliumError } from '@consilium/core';
import { HandClock } from '@consilium/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freshTokens } from './fresh-tokens.ts';
import { type Login, readLogin, readTokens, writeLogin, writeTokens } from './login-folder.ts';

const LOGIN: Login = {
  consortium: 'cardio',
  address: 'fl.example.org:8444',
  issuer: 'https://login.example.org',
  clientId: 'consilium',
  audience: 'consilium',
  scope: 'openid',
  loopbackHttp: false,
};
const TOKENS = { token: 'a.b.c', expiresMs: 3_600_000, refreshToken: 'again' };
const clock = new HandClock(0);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-login-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('tokens are those of one login, and of their owner alone', async () => {
  writeLogin(folder, LOGIN, 'pem');
  writeTokens(folder, LOGIN, TOKENS);
  expect(statSync(join(folder, 'tokens.json')).mode & 0o077).toBe(0);
  expect(await freshTokens(folder, readLogin(folder), clock)).toEqual(TOKENS);
});

it.each<Partial<Login>>([
  { address: 'evil.example.org:8444' },
  { issuer: 'https://evil.example.org' },
  { clientId: 'another' },
  { audience: 'https://another.example.org' },
  { consortium: 'another' },
])('tokens that another login has left are for nobody whom this one names: %o', async (change) => {
  writeLogin(folder, LOGIN, 'pem');
  writeTokens(folder, LOGIN, TOKENS);
  // As a crash leaves it, or a login while a command reads.
  writeLogin(folder, { ...LOGIN, ...change }, 'pem');
  const login = readLogin(folder);
  expect(readTokens(folder, login)).toBeUndefined();
  const refused = await freshTokens(folder, login, clock).catch((error: unknown) => error);
  expect(isConsiliumError(refused, 'LOGIN_NEEDED')).toBe(true);
});

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createCertificates, type TestCertificates } from '@consilium/testing';
import { writeIdentityFolder } from '@consilium/trust';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { OPERATOR_IDENTITY, OWN_IDENTITY } from './default-identities.ts';
import { writeLogin } from './login/login-folder.ts';
import { main } from './main.ts';

/** Nobody answers there. */
const ADDRESS = '127.0.0.1:9';
const LOGIN = {
  consortium: 'test-consortium',
  address: ADDRESS,
  issuer: 'https://login.example.org',
  clientId: 'consilium',
  audience: 'consilium',
  scope: 'openid',
  loopbackHttp: false,
};

let certificates: TestCertificates;
let root: string;
const before = process.cwd();
beforeAll(async () => {
  certificates = await createCertificates();
});
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-identities-'));
  process.chdir(root);
});
afterEach(() => {
  process.chdir(before);
  vi.restoreAllMocks();
  rmSync(root, { recursive: true, force: true });
});

function identity(folder: string, user: string, kind: 'user' | 'site' = 'user'): void {
  mkdirSync(dirname(folder), { recursive: true });
  const { certificatePem, privateKeyPem } = certificates.member(kind, user);
  const { authorityPem } = certificates;
  writeIdentityFolder(folder, { certificatePem, privateKeyPem, authorityPem, consortium: 'test-consortium', address: ADDRESS });
}

/** What a command says on standard error, and its exit code. */
async function complaint(...words: readonly string[]): Promise<readonly [number, string]> {
  let said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  const code = await main(['node', 'consilium', ...words]);
  return [code, said];
}

it('a command about members takes the identity of the person who types, where there is no other', async () => {
  identity(OWN_IDENTITY, 'ada');
  const [code, said] = await complaint('site', 'list');
  expect(said).toContain(
    `There is no ${OPERATOR_IDENTITY}: calling as ada of test-consortium, the only identity here (--identity ${OWN_IDENTITY}).`,
  );
  // It was used: nobody answers.
  expect(said).toContain('nothing listens at 127.0.0.1:9');
  expect(code).not.toBe(3);
});

it('a login counts too, and a folder under another name; keys of sites and empty folders do not', async () => {
  identity('hospital/identity', 'north', 'site');
  identity('north', 'north', 'site');
  mkdirSync('empty');
  writeLogin('mine', LOGIN, certificates.authorityPem);
  const [, said] = await complaint('run', 'list');
  expect(said).toContain(
    'calling as a login to test-consortium by https://login.example.org, the only identity here (--identity mine)',
  );
});

it('where there is a choice, nobody calls, and the choice is shown', async () => {
  identity('ada', 'ada');
  writeLogin('with space', LOGIN, certificates.authorityPem);
  const [code, said] = await complaint('site', 'list');
  expect([code, said]).toEqual([
    3,
    `error: there is no identity in ${OPERATOR_IDENTITY}\nName one with --identity. Here are: --identity ada (ada of test-consortium), --identity "with space" (a login to test-consortium by https://login.example.org).\n`,
  ]);
});

it('nobody acts with the key of the operator unless they say so', async () => {
  identity(OPERATOR_IDENTITY, 'operator');
  const [code, said] = await complaint('run', 'list');
  expect([code, said]).toEqual([
    3,
    `error: there is no identity in ${OWN_IDENTITY}\nName one with --identity. Here are: --identity ${OPERATOR_IDENTITY} (operator of test-consortium).\n`,
  ]);
});

it('a folder that was named and is not there is an error, no matter who else is', async () => {
  identity(OWN_IDENTITY, 'ada');
  const [code, said] = await complaint('site', 'list', '--identity', OPERATOR_IDENTITY);
  expect(code).toBe(3);
  expect(said).not.toContain('calling as');
});

it('with nobody here, how to join is said', async () => {
  const [code, said] = await complaint('site', 'list');
  expect(code).toBe(3);
  expect(said).toContain('consilium join');
});

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isConsiliumError, systemClock } from '@consilium/core';
import { joinService, researchService } from '@consilium/proto';
import { CONSORTIUM, createCertificates, keyOf, type TestCertificates, TestConsortium } from '@consilium/testing';
import { createRequest, generateKeyPair, keyWords, type MemberIdentity, readIdentityFolder } from '@consilium/trust';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readRequestFile } from './request-file.ts';
import { installCertificate, requestAsUser } from './user-files.ts';

const MAKER = { who: 'the user', command: 'consilium user request' };

let certificates: TestCertificates;
let bench: TestConsortium;
let root: string;
let folder: string;
beforeAll(async () => {
  certificates = await createCertificates();
  const founders = [{ user: 'ada', roles: ['operator'], key: keyOf(certificates.member('user', 'ada')) }] as const;
  bench = await TestConsortium.open(certificates, { wire: 'grpc', sites: [], authority: certificates.authority, founders });
});
afterAll(async () => await bench.close());
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-user-files-'));
  folder = join(root, 'identity');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

let named = 0;
/** A user whom nobody has heard of. */
const somebody = (): { user: string; consortium: string; address: string } => ({
  user: `user-${named++}`,
  consortium: CONSORTIUM,
  address: bench.address,
});
const install = (certificatePem: string) =>
  installCertificate(folder, { certificatePem, authorityPem: certificates.authorityPem }, systemClock);
const enrol = async (user: string, requestPem: string, roles: string[] = ['researcher'], replace = false): Promise<string> =>
  (await bench.research.enrolUser({ user, requestPem, roles, replace })).certificatePem;

/** What a call comes to. */
async function outcome(made: Promise<unknown>): Promise<string> {
  try {
    await made;
    return 'ok';
  } catch (error) {
    if (!isConsiliumError(error)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

/** Joins by files. */
async function joined(): Promise<{ readonly user: string; readonly identity: MemberIdentity }> {
  const asked = somebody();
  const { requestPem } = await requestAsUser(folder, asked);
  install(await enrol(asked.user, requestPem));
  return { user: asked.user, identity: readIdentityFolder(folder) };
}

describe('a user by files', () => {
  it('calls with a key that was made at home and is known to both sides by the same words', async () => {
    const asked = somebody();
    const { requestPem, key, renews } = await requestAsUser(folder, asked);
    expect(renews).toBe(false);
    expect(statSync(join(folder, 'key.pem')).mode & 0o077).toBe(0);
    const path = join(root, 'request.csr');
    writeFileSync(path, requestPem);
    expect(readRequestFile(path, key.words, MAKER)).toMatchObject({ key: key.fingerprint });
    const taken = install(await enrol(asked.user, requestPem));
    expect(taken).toMatchObject({ ...asked, key });
    expect(existsSync(join(folder, 'request.json'))).toBe(false);
    await bench.client(researchService, readIdentityFolder(folder)).listRuns({});
    const { users } = await bench.research.listUsers({});
    expect(users?.find(({ user }) => user === asked.user)).toMatchObject({
      state: 'active',
      roles: ['researcher'],
      key: key.fingerprint,
    });
  });

  it('asks again with the same key, and keeps the name of the folder', async () => {
    const asked = somebody();
    const first = await requestAsUser(folder, asked);
    expect((await requestAsUser(folder, { ...asked, address: 'elsewhere:1' })).key).toEqual(first.key);
    expect(await outcome(requestAsUser(folder, { ...asked, user: 'another' }))).toMatch(/^CONFIG_INVALID.*nothing was changed/);
    install(await enrol(asked.user, first.requestPem));
    expect(readIdentityFolder(folder).address).toBe('elsewhere:1');
    expect(await outcome(requestAsUser(folder, { ...asked, user: 'another' }))).toMatch(/^CONFIG_INVALID.*nothing was changed/);
  });

  it('whose request was changed on its way is refused where the words are compared', async () => {
    const { key } = await requestAsUser(folder, somebody());
    const thief = createRequest({
      identity: { consortium: CONSORTIUM, kind: 'user', id: 'user-x' },
      keyPair: await generateKeyPair(),
    });
    const path = join(root, 'request.csr');
    writeFileSync(path, thief.csrPem);
    expect(() => readRequestFile(path, key.words, MAKER)).toThrow(/is of another key/);
    writeFileSync(path, 'hello');
    expect(() => readRequestFile(path, key.words, MAKER)).toThrow(/is no certificate request/);
  });

  it('takes in no certificate of another user, of another authority, or that nobody asked for', async () => {
    const asked = somebody();
    const { requestPem } = await requestAsUser(folder, asked);
    const other = somebody();
    expect(() => install(certificates.authority.issue({ kind: 'user', id: other.user }, requestPem))).toThrow(
      /the certificate names user/,
    );
    const good = await enrol(asked.user, requestPem);
    expect(() =>
      installCertificate(folder, { certificatePem: good, authorityPem: certificates.foreignAuthorityPem }, systemClock),
    ).toThrow(expect.objectContaining({ code: 'CERTIFICATE_INVALID' }) as Error);
    expect(existsSync(join(folder, 'certificate.pem'))).toBe(false);
    install(good);
    expect(() => install(good)).toThrow(/no certificate was asked for/);
  });

  it('renews with the same key and keeps the roles; another key is refused', async () => {
    const { user, identity } = await joined();
    await bench.research.setRoles({ user, roles: ['auditor'] });
    const again = await requestAsUser(folder, { user, consortium: CONSORTIUM, address: bench.address });
    expect(again.renews).toBe(true);
    install(await enrol(user, again.requestPem, ['operator']));
    expect(readFileSync(join(folder, 'key.pem'), 'utf8')).toBe(identity.privateKeyPem);
    const { users } = await bench.research.listUsers({});
    expect(users?.find((u) => u.user === user)).toMatchObject({ roles: ['auditor'], state: 'active' });
    const { csrPem } = createRequest({
      identity: { consortium: CONSORTIUM, kind: 'user', id: user },
      keyPair: await generateKeyPair(),
    });
    expect(await outcome(enrol(user, csrPem))).toMatch(/^ADMISSION_REFUSED: .* is admitted with another key/);
  });

  it('who was revoked needs another key, and --replace', async () => {
    const { user } = await joined();
    const { requestPem: old } = await requestAsUser(folder, { user, consortium: CONSORTIUM, address: bench.address });
    await bench.research.revokeUser({ user });
    expect(await outcome(enrol(user, old))).toMatch(/^ADMISSION_REFUSED: .* was revoked/);
    expect(await outcome(enrol(user, old, ['researcher'], true))).toMatch(/^ADMISSION_REFUSED: this key .* was retired/);
    const { csrPem } = createRequest({
      identity: { consortium: CONSORTIUM, kind: 'user', id: user },
      keyPair: await generateKeyPair(),
    });
    expect(await outcome(enrol(user, csrPem, ['researcher'], true))).toBe('ok');
  });

  it('needs a role, and ends an invitation that was open', async () => {
    const asked = somebody();
    const { requestPem, key } = await requestAsUser(folder, asked);
    expect(await outcome(enrol(asked.user, requestPem, []))).toMatch(/^PARAMETER_INVALID: no role is named/);
    const { token } = await bench.research.addUser({ user: asked.user, roles: ['auditor'], validMs: 3_600_000 });
    await enrol(asked.user, requestPem);
    const { csrPem } = createRequest({
      identity: { consortium: CONSORTIUM, kind: 'user', id: asked.user },
      keyPair: await generateKeyPair(),
    });
    expect(await outcome(bench.strangerClient(joinService).join({ user: asked.user, token, requestPem: csrPem }))).toMatch(
      /^INVITATION_INVALID: the invitation was withdrawn/,
    );
    expect(keyWords(key.fingerprint)).toBe(key.words);
  });
});

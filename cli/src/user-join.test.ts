import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import { researchService } from '@consilium/proto';
import { CONSORTIUM, createCertificates, type TestCertificates, TestConsortium } from '@consilium/testing';
import { certificateFingerprint, type JoinInvitation, parseIdentity, readIdentityFolder } from '@consilium/trust';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { joinAsUser } from './user-join.ts';

let certificates: TestCertificates;
let bench: TestConsortium;
let root: string;
let folder: string;
beforeAll(async () => {
  certificates = await createCertificates();
  bench = await TestConsortium.open(certificates, { wire: 'grpc', sites: [], authority: certificates.authority });
});
afterAll(async () => await bench.close());
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-user-'));
  folder = join(root, 'identity');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

let named = 0;
/** An invitation of a user whom nobody has invited before. */
async function invitation(): Promise<JoinInvitation> {
  const id = `user-${named++}`;
  const { token } = await bench.research.addUser({ user: id, roles: ['auditor'], validMs: 3_600_000 });
  const authorityFingerprint = certificateFingerprint(certificates.authorityPem);
  return { consortium: CONSORTIUM, kind: 'user', id, address: bench.address, authorityFingerprint, token };
}

describe('consilium join', () => {
  it('leaves an identity with which the coordinator knows the user; the key was made here, for its owner only', async () => {
    const invited = await invitation();
    const key = await joinAsUser(folder, invited, systemClock);
    const identity = readIdentityFolder(folder);
    expect(parseIdentity(identity.certificatePem)).toMatchObject({ kind: 'user', id: invited.id, consortium: CONSORTIUM, key });
    expect(statSync(join(folder, 'key.pem')).mode & 0o077).toBe(0);
    await bench.client(researchService, identity).listRuns({});
    const { users } = await bench.research.listUsers({});
    expect(users?.find(({ user }) => user === invited.id)).toMatchObject({ state: 'active', key });
  });

  it('that was cut off before the answer goes on with the same key', async () => {
    const invited = await invitation();
    const key = await joinAsUser(folder, invited, systemClock);
    // As a kill leaves it between the coordinator's word and the disk.
    rmSync(join(folder, 'certificate.pem'));
    expect(await joinAsUser(folder, invited, systemClock)).toBe(key);
    readIdentityFolder(folder);
  });

  it('says nothing, and makes no key, where somebody else answers', async () => {
    const authorityFingerprint = certificateFingerprint(certificates.foreignAuthorityPem);
    await expect(joinAsUser(folder, { ...(await invitation()), authorityFingerprint }, systemClock)).rejects.toMatchObject({
      code: 'CERTIFICATE_INVALID',
    });
    expect(existsSync(folder)).toBe(false);
  });

  it('takes no string of a site, and writes over no identity', async () => {
    const invited = await invitation();
    await expect(joinAsUser(folder, { ...invited, kind: 'site' }, systemClock)).rejects.toMatchObject({
      code: 'INVITATION_INVALID',
      message: expect.stringContaining('for the site') as string,
    });
    await joinAsUser(folder, invited, systemClock);
    const path = join(folder, 'certificate.pem');
    const before = readFileSync(path, 'utf8');
    await expect(joinAsUser(folder, await invitation(), systemClock)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    writeFileSync(path, 'junk');
    await expect(joinAsUser(folder, await invitation(), systemClock)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    writeFileSync(path, before);
    readIdentityFolder(folder);
  });
});

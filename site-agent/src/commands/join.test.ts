import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import { makePrivateFolder } from '@consilium/host';
import { CONSORTIUM, createCertificates, type TestCertificates, TestConsortium } from '@consilium/testing';
import {
  certificateFingerprint,
  type JoinInvitation,
  keyWords,
  publicKeyFingerprint,
  readIdentityFolder,
  writeSecretFile,
} from '@consilium/trust';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { joinConsortium } from './join.ts';
import { SiteFolder } from './site-folder.ts';

let certificates: TestCertificates;
let bench: TestConsortium;
let root: string;
let folder: SiteFolder;
beforeAll(async () => {
  certificates = await createCertificates();
  bench = await TestConsortium.open(certificates, { wire: 'grpc', sites: [], authority: certificates.authority });
});
afterAll(async () => await bench.close());
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-join-'));
  folder = new SiteFolder(join(root, 'site'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

let named = 0;
/** An invitation of a site that nobody has invited before. */
async function invitation(): Promise<JoinInvitation> {
  const id = `site-${named++}`;
  const { token } = await bench.research.inviteSite({ site: id, validMs: 3_600_000 });
  const authorityFingerprint = certificateFingerprint(certificates.authorityPem);
  return { consortium: CONSORTIUM, kind: 'site', id, address: bench.address, authorityFingerprint, token };
}

describe('consilium-site join', () => {
  it('leaves an identity with which the agent is welcome; the key was made here and is known by its words', async () => {
    const invited = await invitation();
    const key = await joinConsortium(folder, invited, systemClock);
    const identity = readIdentityFolder(folder.identityPath);
    expect(key.fingerprint).toBe(publicKeyFingerprint(identity.privateKeyPem));
    expect(key.words).toBe(keyWords(key.fingerprint));
    expect([identity.address, identity.consortium]).toEqual([bench.address, CONSORTIUM]);
    expect(existsSync(folder.pendingKeyPath)).toBe(false);
    await bench.site(invited.id, identity).join();
  });

  it('again with the same string changes nothing and dials nobody', async () => {
    const invited = await invitation();
    const key = await joinConsortium(folder, invited, systemClock);
    const before = readFileSync(join(folder.identityPath, 'certificate.pem'), 'utf8');
    const nobody = { ...invited, address: '127.0.0.1:1' };
    expect(await joinConsortium(folder, nobody, systemClock)).toEqual(key);
    expect(readFileSync(join(folder.identityPath, 'certificate.pem'), 'utf8')).toBe(before);
  });

  it('that was cut off before the answer goes on with the same key', async () => {
    const invited = await invitation();
    const key = await joinConsortium(folder, invited, systemClock);
    // As a crash leaves it: the key waits, the coordinator has admitted it.
    const { privateKeyPem } = readIdentityFolder(folder.identityPath);
    rmSync(folder.identityPath, { recursive: true });
    writeSecretFile(folder.pendingKeyPath, privateKeyPem);
    expect(await joinConsortium(folder, invited, systemClock)).toEqual(key);
    await bench.site(invited.id, readIdentityFolder(folder.identityPath)).join();
  });

  it('with the fingerprint of another authority is refused within a second, before a key is made or anything is written', async () => {
    const invited = { ...(await invitation()), authorityFingerprint: certificateFingerprint(certificates.foreignAuthorityPem) };
    const began = systemClock.monotonic();
    await expect(joinConsortium(folder, invited, systemClock)).rejects.toMatchObject({
      code: 'CERTIFICATE_INVALID',
      message: expect.stringContaining('nothing was said') as string,
    });
    expect(systemClock.monotonic() - began).toBeLessThan(1000);
    expect(existsSync(folder.path)).toBe(false);
  });

  it('at a coordinator of another consortium or another host is refused', async () => {
    const invited = await invitation();
    const { address } = invited;
    await expect(joinConsortium(folder, { ...invited, consortium: 'another' }, systemClock)).rejects.toMatchObject({
      code: 'CERTIFICATE_INVALID',
    });
    rmSync(folder.path, { recursive: true });
    const elsewhere = address.replace('127.0.0.1', '127.0.0.2');
    await expect(joinConsortium(folder, { ...invited, address: elsewhere }, systemClock)).rejects.toMatchObject({
      code: expect.stringMatching(/CERTIFICATE_INVALID|UNREACHABLE/) as string,
    });
  });

  it('with a string that somebody used says so, and what a coordinator says cannot pass for a word of this site', async () => {
    const invited = await invitation();
    await joinConsortium(folder, invited, systemClock);
    const second = new SiteFolder(join(root, 'second'));
    await expect(joinConsortium(second, invited, systemClock)).rejects.toMatchObject({ code: 'INVITATION_INVALID' });
    await bench.research.revokeSite({ site: invited.id });
    // The folder of a site that was revoked joins again with a new key.
    const { token } = await bench.research.inviteSite({ site: invited.id, validMs: 3_600_000, replace: true });
    const before = readIdentityFolder(folder.identityPath);
    await joinConsortium(folder, { ...invited, token }, systemClock);
    const after = readIdentityFolder(folder.identityPath);
    expect(after.privateKeyPem).not.toBe(before.privateKeyPem);
    await bench.site(invited.id, after).join();
    await expect(bench.site(invited.id, before).join()).rejects.toMatchObject({ code: 'ADMISSION_REFUSED' });
  });

  it('does not rename the folder of another site', async () => {
    makePrivateFolder(folder.path);
    folder.writeConfig({ site: 'another', consortium: CONSORTIUM, address: 'localhost:1' });
    await expect(joinConsortium(folder, await invitation(), systemClock)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    expect(folder.config().site).toBe('another');
    expect(existsSync(folder.pendingKeyPath)).toBe(false);
  });
});

import { cpSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import { createLogger } from '@consilium/host';
import { siteService } from '@consilium/proto';
import {
  CONSORTIUM,
  createCertificates,
  keyOf,
  type TestCertificates,
  TestConsortium,
  TestSite,
  threeSitePlan,
} from '@consilium/testing';
import {
  createRequest,
  nextKey,
  parseIdentity,
  publicKeyFingerprint,
  readIdentityFolder,
  writeIdentityFolder,
  writeNextCertificate,
} from '@consilium/trust';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SiteIdentity } from './site-identity.ts';

const IDENTITY = { consortium: CONSORTIUM, kind: 'site', id: 'north' } as const;

let certificates: TestCertificates;
let bench: TestConsortium;
let root: string;
let folder: string;
/** Lines of the agent's log about its identity. */
let logged: { level: number; msg: string }[];
const ends: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  certificates = await createCertificates();
});
beforeEach(async () => {
  bench = await TestConsortium.open(certificates, { wire: 'grpc', sites: ['north'], authority: certificates.authority });
  root = mkdtempSync(join(tmpdir(), 'consilium-site-identity-'));
  folder = join(root, 'identity');
  logged = [];
  // Two thirds of two days are over.
  const identity = certificates.member('site', 'north', { madeDaysAgo: 1.5 });
  writeIdentityFolder(folder, { ...identity, consortium: CONSORTIUM, address: bench.address });
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await bench.close();
  rmSync(root, { recursive: true, force: true });
});

/** Starts an agent on the folder. */
async function start(): Promise<SiteIdentity> {
  const log = createLogger({
    component: 'test',
    destination: { write: (line) => void logged.push(JSON.parse(line) as { level: number; msg: string }) },
  });
  const renewals = new SiteIdentity({ folder, clock: systemClock, log });
  const site = new TestSite();
  await site.start({ client: renewals.client(siteService) }, threeSitePlan(), { renewals });
  ends.push(async () => {
    await site.dispose();
    renewals.close();
  });
  return renewals;
}

const keyInUse = (): string => publicKeyFingerprint(readIdentityFolder(folder).privateKeyPem);
const oldKey = (): string => keyOf(certificates.member('site', 'north'));
const admitted = (): readonly string[] => bench.coordinator.sites.keysOf('north');

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** The identity was renewed: one new key, on the disk and admitted alone, and nothing beside it. */
async function renewed(): Promise<void> {
  await until(() => admitted().length === 1 && admitted()[0] !== oldKey() && readdirSync(folder).length === 4);
  expect(admitted()).toEqual([keyInUse()]);
  expect(parseIdentity(readIdentityFolder(folder).certificatePem)).toMatchObject({ ...IDENTITY, key: keyInUse() });
  expect((await bench.research.listSites({})).sites?.[0]).toMatchObject({
    connected: true,
    expiresMs: expect.any(Number) as number,
  });
  // A certificate of two days is always near its end.
  expect(logged.filter(({ level, msg }) => level >= 50 && !msg.includes('ends within a day'))).toEqual([]);
  expect(bench.logged.filter((line) => line.includes('ALARM'))).toEqual([]);
}

describe('the identity of an agent', () => {
  it('is renewed with a new key over the session that it has, and the old key is retired once the new one is used', async () => {
    const before = join(root, 'before');
    cpSync(folder, before, { recursive: true });
    await start();
    await renewed();
    // Who still has the old key is refused, with an alarm.
    await expect(bench.site('north', readIdentityFolder(before)).join()).rejects.toMatchObject({ code: 'ADMISSION_REFUSED' });
    expect(bench.logged.filter((line) => line.includes('ALARM'))).toHaveLength(1);
  });

  /** Does by hand what an agent does up to a moment at which it is killed. */
  const STEPS: readonly (readonly [string, () => Promise<void>])[] = [
    ['the next key was written', async () => void (await nextKey(folder))],
    ['the coordinator has admitted it, and the answer got lost', async () => void (await issueNext())],
    ['its certificate was written', async () => writeNextCertificate(folder, await issueNext())],
    [
      'the coordinator has welcomed it, and retired the old one',
      async () => {
        writeNextCertificate(folder, await issueNext());
        const next = {
          ...readIdentityFolder(folder),
          certificatePem: await issueNext(),
          privateKeyPem: (await nextKey(folder)).privateKeyPem,
        };
        const site = await bench.site('north', next).join();
        site.bye();
        await until(() => site.end !== undefined);
      },
    ],
    [
      'the first step of the change was made',
      async () => {
        writeNextCertificate(folder, await issueNext());
        renameSync(join(folder, 'next-certificate.pem'), join(folder, 'certificate.pem'));
      },
    ],
  ];

  /** The certificate that the coordinator issues for the next key, over a session of the old one. */
  async function issueNext(): Promise<string> {
    const keyPair = await nextKey(folder);
    const site = await bench.site('north', readIdentityFolder(folder)).join();
    site.send({ certificateRequest: { requestPem: createRequest({ identity: IDENTITY, keyPair }).csrPem } });
    const { certificateIssued } = await site.next('certificateIssued');
    site.bye();
    await until(() => site.end !== undefined);
    return certificateIssued?.certificatePem ?? '';
  }

  it.each(STEPS)('killed after %s: the next start goes on', async (_when, steps) => {
    await steps();
    await start();
    await renewed();
  });

  it('goes back to the old key when the coordinator has forgotten the new one, as after a backup', async () => {
    const keyPair = await nextKey(folder);
    const { csrPem } = createRequest({ identity: IDENTITY, keyPair });
    // Certified, and known to nobody.
    writeNextCertificate(folder, certificates.authority.issue({ kind: 'site', id: 'north' }, csrPem));
    await start();
    await until(() => logged.some(({ msg }) => msg.includes('does not know the renewed key')));
    await until(() => admitted().length === 1 && admitted()[0] !== oldKey() && readdirSync(folder).length === 4);
    expect(keyInUse()).not.toBe(publicKeyFingerprint(keyPair.privateKeyPem));
  });
});

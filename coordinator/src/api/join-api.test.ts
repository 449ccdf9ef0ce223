import { isConsiliumError, systemClock } from '@consilium/core';
import { joinService } from '@consilium/proto';
import { CONSORTIUM, createCertificates, keyOf, type TestCertificates, TestConsortium } from '@consilium/testing';
import type { TlsIdentity } from '@consilium/transport';
import {
  createRequest,
  generateKeyPair,
  type KeyPairPem,
  keyWords,
  parseIdentity,
  publicKeyFingerprint,
  requestFor,
} from '@consilium/trust';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const HOUR_MS = 3_600_000;

const NORTH = { consortium: CONSORTIUM, kind: 'site', id: 'north' } as const;

let certificates: TestCertificates;
let keys: readonly KeyPairPem[];
let bench: TestConsortium;
beforeAll(async () => {
  certificates = await createCertificates();
  keys = await Promise.all([1, 2, 3].map(() => generateKeyPair()));
});
beforeEach(async () => {
  bench = await TestConsortium.open(certificates, { wire: 'grpc', sites: [], authority: certificates.authority });
});
afterEach(async () => await bench.close());

const key = (i: number): KeyPairPem => keys[i] as KeyPairPem;

function requestOf(site: string, keyPair: KeyPairPem): string {
  return createRequest({ identity: { consortium: CONSORTIUM, kind: 'site', id: site }, keyPair }).csrPem;
}

async function invited(site: string, change: { replace?: boolean; validMs?: number } = {}): Promise<Uint8Array> {
  return (await bench.research.inviteSite({ site, validMs: HOUR_MS, ...change })).token;
}

/** Joins as a hospital does, over a connection without a certificate; who it is then. */
async function join(site: string, token: Uint8Array, keyPair: KeyPairPem): Promise<TlsIdentity> {
  const { certificatePem } = await bench.strangerClient(joinService).join({ site, token, requestPem: requestOf(site, keyPair) });
  return { certificatePem, privateKeyPem: keyPair.privateKeyPem, authorityPem: certificates.authorityPem };
}

/** What a call comes to, and that a refusal comes within a second. */
async function outcome(call: Promise<unknown>): Promise<string> {
  const began = systemClock.monotonic();
  try {
    await call;
    return 'ok';
  } catch (error) {
    if (!isConsiliumError(error)) throw error;
    expect(systemClock.monotonic() - began).toBeLessThan(1000);
    return `${error.code}: ${error.message}`;
  }
}

const welcomed = (identity: TlsIdentity, site = 'north'): Promise<unknown> => bench.site(site, identity).join();

function alarms(): readonly Record<string, unknown>[] {
  return bench.logged.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ level }) => level === 50);
}

describe('an invitation', () => {
  it('admits the key that comes with it, and both sides know it by the same words', async () => {
    const identity = await join('north', await invited('north'), key(0));
    await welcomed(identity);
    const [info] = (await bench.research.listSites({})).sites ?? [];
    expect(info).toMatchObject({ site: 'north', connected: true, revoked: false, keys: [keyOf(identity)] });
    const [invitation] = (await bench.research.listInvitations({})).invitations ?? [];
    expect(invitation).toMatchObject({ site: 'north', state: 'used', key: keyOf(identity) });
    expect(alarms()).toEqual([]);
  });

  it('serves one key, which may come again; another one is refused, with an alarm that names both', async () => {
    const token = await invited('north');
    await join('north', token, key(0));
    const again = await join('north', token, key(0));
    await welcomed(again);
    expect(await outcome(join('north', token, key(1)))).toBe(
      'INVITATION_INVALID: the invitation was used before, with another key',
    );
    const [first, second] = [key(0), key(1)].map(({ privateKeyPem }) => keyWords(publicKeyFingerprint(privateKeyPem)));
    expect(alarms()).toEqual([expect.objectContaining({ siteId: 'north', keyWords: second, usedByWords: first })]);
  });

  it('ends with its time', async () => {
    const token = await invited('north');
    await bench.clock.advance(HOUR_MS + 1);
    expect(await outcome(join('north', token, key(0)))).toMatch(/^INVITATION_INVALID: the invitation expired on/);
    expect((await bench.research.listInvitations({})).invitations?.[0]).toMatchObject({ state: 'expired' });
    expect((await bench.research.listSites({})).sites).toEqual([]);
  });

  it('is of one site', async () => {
    const token = await invited('north');
    await invited('west');
    expect(await outcome(join('west', token, key(0)))).toMatch(/^INVITATION_INVALID: there is no such invitation of "west"/);
    // Nothing was spent by that.
    await welcomed(await join('north', token, key(0)));
  });

  it('ends with a newer one of the same site, and with a revocation', async () => {
    const first = await invited('north');
    const second = await invited('north');
    expect(await outcome(join('north', first, key(0)))).toBe('INVITATION_INVALID: the invitation was withdrawn');
    await join('north', second, key(0));
    await bench.research.revokeSite({ site: 'north' });
    const third = await invited('north', { replace: true });
    await bench.research.revokeSite({ site: 'north' });
    expect(await outcome(join('north', third, key(1)))).toBe('INVITATION_INVALID: the invitation was withdrawn');
  });

  it('survives a restart; its secret is in no file of the coordinator', async () => {
    const token = await invited('north');
    await bench.restart();
    await welcomed(await join('north', token, key(0)));
    const { readFileSync, readdirSync } = await import('node:fs');
    const files = readdirSync(bench.folder, { withFileTypes: true }).filter((file) => file.isFile());
    expect(files.length).toBeGreaterThan(0);
    for (const { name } of files) {
      const content = readFileSync(`${bench.folder}/${name}`);
      expect(content.includes(Buffer.from(token))).toBe(false);
      expect(content.includes(Buffer.from(token).toString('hex'))).toBe(false);
    }
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['a guess', new Uint8Array(20)],
    ['far too much', new Uint8Array(20_000)],
  ])('that is %s is refused before the request is looked at', async (_what, token) => {
    const call = bench.strangerClient(joinService).join({ site: 'north', token, requestPem: 'no request' });
    expect(await outcome(call)).toMatch(/^INVITATION_INVALID: there is no such invitation/);
  });

  it('with a request that proves nothing is refused, and stays open', async () => {
    const token = await invited('north');
    const call = bench.strangerClient(joinService).join({ site: 'north', token, requestPem: 'no request' });
    expect(await outcome(call)).toMatch(/^REQUEST_INVALID: the certificate request cannot be read/);
    await welcomed(await join('north', token, key(0)));
  });

  it('is not made for a site that is there, for too long, or for a name that is none', async () => {
    await join('north', await invited('north'), key(0));
    expect(await outcome(invited('north'))).toMatch(/^ADMISSION_REFUSED: north is admitted/);
    expect(await outcome(invited('north', { replace: true }))).toMatch(/^ADMISSION_REFUSED: north is admitted/);
    await bench.research.revokeSite({ site: 'north' });
    expect(await outcome(invited('north'))).toMatch(/^ADMISSION_REFUSED: north was revoked/);
    expect(await outcome(invited('west', { validMs: 31 * 24 * HOUR_MS }))).toMatch(/^PARAMETER_INVALID/);
    expect(await outcome(invited('west', { validMs: 0 }))).toMatch(/^PARAMETER_INVALID/);
    expect(await outcome(invited('North'))).toMatch(/^PARAMETER_INVALID/);
  });
});

describe('admission is of a key', () => {
  it('after a revocation the site comes back with a new key, and the old one never does', async () => {
    const stolen = await join('north', await invited('north'), key(0));
    await welcomed(stolen);
    await bench.research.revokeSite({ site: 'north' });
    const token = await invited('north', { replace: true });
    // Not even by the new invitation.
    expect(await outcome(join('north', token, key(0)))).toMatch(/^ADMISSION_REFUSED: this key spoke for north before/);
    const back = await join('north', token, key(1));
    const agent = bench.site('north', back);
    await agent.join();
    for (let time = 0; time < 2; time++)
      expect(await outcome(welcomed(stolen))).toMatch(/^ADMISSION_REFUSED: this key was retired: north speaks with another one/);
    expect(agent.end).toBeUndefined();
    expect(alarms()).toEqual([
      expect.objectContaining({ code: 'ADMISSION_REFUSED', siteId: 'north', keyWords: keyWords(keyOf(stolen)) }),
    ]);
    await bench.restart();
    expect(await outcome(welcomed(stolen))).toMatch(/^ADMISSION_REFUSED/);
    await welcomed(back);
  });

  it('by files: a name that is taken needs the proof of its key, and the old key ends when the new one is used', async () => {
    const enrol = async (requestPem: string, replace = false): Promise<TlsIdentity> => {
      const { certificatePem } = await bench.research.enrolSite({ site: 'north', requestPem, replace });
      const certified = certificatePem === undefined ? '' : parseIdentity(certificatePem).key;
      const pair = keys.find((one) => publicKeyFingerprint(one.privateKeyPem) === certified) as KeyPairPem;
      return { certificatePem, privateKeyPem: pair.privateKeyPem, authorityPem: certificates.authorityPem };
    };
    const old = await enrol(requestOf('north', key(0)));
    expect(await outcome(enrol(requestOf('north', key(1))))).toMatch(/^ADMISSION_REFUSED: north is admitted with another key/);
    expect(await outcome(enrol(requestOf('north', key(1)), true))).toMatch(
      /^ADMISSION_REFUSED: north is admitted and not revoked/,
    );
    expect(await outcome(enrol(requestFor(NORTH, key(1), key(2).privateKeyPem)))).toMatch(/^ADMISSION_REFUSED/);
    const renewed = await enrol(requestFor(NORTH, key(1), key(0).privateKeyPem));
    // The agent works on until it is restarted with the new certificate.
    const agent = bench.site('north', old);
    await agent.join();
    expect(((await bench.research.listSites({})).sites ?? [])[0]?.keys).toEqual([keyOf(renewed), keyOf(old)]);
    agent.bye();
    await agent.until(() => agent.end !== undefined);
    await welcomed(renewed);
    expect(await outcome(welcomed(old))).toMatch(/^ADMISSION_REFUSED/);
    expect(((await bench.research.listSites({})).sites ?? [])[0]?.keys).toEqual([keyOf(renewed)]);
  });

  it('a request of one site is not enrolled as another', async () => {
    await bench.research.enrolSite({ site: 'north', requestPem: requestOf('north', key(0)) });
    const enrolled = bench.research.enrolSite({ site: 'west', requestPem: requestOf('north', key(0)) });
    expect(await outcome(enrolled)).toMatch(/^ADMISSION_REFUSED: this key is known as that of the site north/);
  });
});

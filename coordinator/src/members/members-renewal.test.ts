import {
  CONSORTIUM,
  createCertificates,
  type FakeSite,
  keyOf,
  settled,
  type TestCertificates,
  TestConsortium,
} from '@consilium/testing';
import {
  createRequest,
  generateKeyPair,
  keyPairOf,
  type KeyPairPem,
  parseIdentity,
  publicKeyFingerprint,
} from '@consilium/trust';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

let certificates: TestCertificates;
let pairs: readonly [KeyPairPem, KeyPairPem];
let bench: TestConsortium;
beforeAll(async () => {
  certificates = await createCertificates();
  pairs = [await generateKeyPair(), await generateKeyPair()];
});
beforeEach(async () => {
  bench = await TestConsortium.open(certificates, { sites: ['north'], authority: certificates.authority });
});
afterEach(async () => await bench.close());

const request = (keyPair: KeyPairPem): string =>
  createRequest({ identity: { consortium: CONSORTIUM, kind: 'site', id: 'anybody' }, keyPair }).csrPem;

async function answerTo(site: FakeSite, requestPem: string): Promise<{ code: string | undefined; certificatePem: string }> {
  site.send({ certificateRequest: { requestPem } });
  const { certificateIssued } = await site.next('certificateIssued');
  return { code: certificateIssued?.problem?.code ?? undefined, certificatePem: certificateIssued?.certificatePem ?? '' };
}

const alarms = (): number => bench.logged.filter((line) => line.includes('ALARM')).length;

describe('the renewal of a site', () => {
  it('names the site of the session, whatever the request says, and may be asked for again', async () => {
    const [north] = await bench.sites('north');
    for (let time = 0; time < 2; time++) {
      const { code, certificatePem } = await answerTo(north, request(pairs[0]));
      expect(code).toBeUndefined();
      expect(parseIdentity(certificatePem)).toMatchObject({
        kind: 'site',
        id: 'north',
        key: publicKeyFingerprint(pairs[0].privateKeyPem),
      });
    }
    // Both speak for it until the new one is used.
    expect(bench.coordinator.sites.keysOf('north')).toHaveLength(2);
  });

  it('gives a key one successor: another one that wants to follow it is a second holder', async () => {
    const [north] = await bench.sites('north');
    await answerTo(north, request(pairs[0]));
    expect((await answerTo(north, request(pairs[1]))).code).toBe('ADMISSION_REFUSED');
    expect(alarms()).toBe(1);
    expect(bench.coordinator.sites.keysOf('north')).not.toContain(publicKeyFingerprint(pairs[1].privateKeyPem));
    // The session goes on.
    expect((await answerTo(north, request(pairs[0]))).code).toBeUndefined();
  });

  it('does not take the place of the session from which it came', async () => {
    const [north] = await bench.sites('north');
    const { certificatePem } = await answerTo(north, request(pairs[0]));
    const next = { ...certificates.member('site', 'north'), certificatePem, privateKeyPem: pairs[0].privateKeyPem };
    await expect(bench.site('north', next).join()).rejects.toMatchObject({ code: 'SECOND_HOLDER' });
    north.bye();
    await north.until(() => north.end !== undefined);
    await settled();
    await bench.site('north', next).join();
    expect(bench.coordinator.sites.keysOf('north')).toEqual([keyOf(next)]);
    // The old key never comes back: not by itself, and not as the one that follows.
    await expect(bench.site('north').join()).rejects.toMatchObject({ code: 'ADMISSION_REFUSED' });
  });

  it('revives no retired key, and takes none of another site', async () => {
    const [north] = await bench.sites('north');
    const other = certificates.member('site', 'south', { otherKey: true });
    await bench.coordinator.sites.register('south', keyOf(other));
    const south = await bench.site('south', other).join();
    const { certificatePem } = await answerTo(north, request(pairs[0]));
    north.bye();
    await north.until(() => north.end !== undefined);
    await settled();
    const next = { ...certificates.member('site', 'north'), certificatePem, privateKeyPem: pairs[0].privateKeyPem };
    const young = await bench.site('north', next).join();
    const { privateKeyPem } = certificates.member('site', 'north');
    expect((await answerTo(young, request(keyPairOf(privateKeyPem)))).code).toBe('ADMISSION_REFUSED');
    expect((await answerTo(south, request(pairs[0]))).code).toBe('ADMISSION_REFUSED');
    expect(alarms()).toBe(2);
  });

  it('is refused in words for a request that is none, and the session goes on', async () => {
    const [north] = await bench.sites('north');
    expect((await answerTo(north, 'nothing')).code).toBe('REQUEST_INVALID');
    expect((await answerTo(north, request(pairs[0]))).code).toBeUndefined();
  });
});

describe('the renewal of a user', () => {
  it('is for the key that is admitted, and no other', async () => {
    const ada = certificates.member('user', 'ada');
    const { certificatePem, authoritiesPem } = await bench.research.renewCertificate({
      requestPem: request(keyPairOf(ada.privateKeyPem)),
    });
    expect(parseIdentity(certificatePem)).toMatchObject({ kind: 'user', id: 'ada', key: keyOf(ada) });
    expect(authoritiesPem).toBe(certificates.authorityPem);
    await expect(bench.research.renewCertificate({ requestPem: request(pairs[0]) })).rejects.toMatchObject({
      code: 'ADMISSION_REFUSED',
    });
  });
});

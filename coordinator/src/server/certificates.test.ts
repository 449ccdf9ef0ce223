import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import { createLogger } from '@consilium/host';
import { readIdentityFolder } from '@consilium/trust';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { coordinatorCertificates, renewCoordinator, rolloverAuthority } from './certificates.ts';
import { initCoordinator } from './init.ts';
import { lifeWarnings } from './life-warnings.ts';
import { readAuthorities } from './authorities.ts';
import { serveCoordinator } from './serve.ts';

const DAY_MS = 86_400_000;
const START = systemClock.now();
const log = createLogger({ component: 'test', level: 'silent' });
const after = (days: number): typeof systemClock => ({ ...systemClock, now: () => START + days * DAY_MS });

let root: string;
let made: string;
let folder: string;
let copies = 0;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'consilium-certificates-'));
  made = join(root, 'made');
  await initCoordinator(made, { consortium: 'cardio', hosts: ['localhost'], port: 0 }, after(0));
});
beforeEach(() => {
  folder = join(root, `copy-${copies++}`);
  cpSync(made, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const days = (ms: number): number => Math.round((ms - START) / DAY_MS);

describe('certificates in the folder of a coordinator', () => {
  it('hold 90 days, and are renewed when two thirds are over: the own one with a new key, the operator’s with the one that is admitted', async () => {
    const own = readIdentityFolder(join(folder, 'identity'));
    const operator = readIdentityFolder(join(folder, 'operator'));
    expect(days(coordinatorCertificates(folder, after(0)).coordinatorUntilMs)).toBe(90);
    await renewCoordinator(folder, log, after(59));
    expect(readIdentityFolder(join(folder, 'identity'))).toEqual(own);
    const { coordinatorUntilMs, operatorUntilMs, warnings } = await renewCoordinator(folder, log, after(61));
    expect([days(coordinatorUntilMs), days(operatorUntilMs), warnings]).toEqual([151, 151, []]);
    expect(readIdentityFolder(join(folder, 'identity')).privateKeyPem).not.toBe(own.privateKeyPem);
    expect(readIdentityFolder(join(folder, 'operator')).privateKeyPem).toBe(operator.privateKeyPem);
  });

  it('that are over keep the server from starting, which says what to do; that helps', async () => {
    const serve = (at: number): Promise<unknown> =>
      serveCoordinator({ folder, log, version: '1', clock: after(at), listen: '127.0.0.1' });
    await expect(serve(91)).rejects.toMatchObject({
      code: 'CERTIFICATE_INVALID',
      message: expect.stringMatching(/certificate of this coordinator expired on .* clock here says/) as string,
      advice: expect.stringContaining(`consilium coordinator renew --folder ${folder}`) as string,
    });
    // A clock that is far behind is no reason to renew.
    await expect(serve(-2)).rejects.toMatchObject({
      code: 'CERTIFICATE_INVALID',
      message: expect.stringMatching(/valid only from/) as string,
    });
    expect(days((await renewCoordinator(folder, log, after(91))).coordinatorUntilMs)).toBe(181);
  });

  it('near their end are warned of, each louder than before; the authority a year ahead', () => {
    const { newest } = readAuthorities(folder, START);
    const coordinator = readIdentityFolder(join(folder, 'identity'));
    const said = (at: number): string[] =>
      lifeWarnings({ newest }, { coordinator }, START + at * DAY_MS).map(({ level, what }) => `${what} ${level}`);
    expect(said(59)).toEqual([]);
    expect(said(61)).toEqual(['coordinator info']);
    expect(said(84)).toEqual(['coordinator warn']);
    expect(said(89.5)).toEqual(['coordinator error']);
    expect(said(91)).toEqual(['coordinator error']);
    const young = { certificatePem: newest.certificatePem };
    const ofAuthority = (at: number): string[] =>
      lifeWarnings({ newest }, { young }, START + at * DAY_MS).map(({ level, what }) => `${what} ${level}`);
    expect(ofAuthority(3650 - 366)).toEqual([]);
    expect(ofAuthority(3650 - 364)).toEqual(['authority info']);
    expect(ofAuthority(3650 - 340)).toEqual(['authority warn']);
    expect(ofAuthority(3650 - 330)).toContain('authority error');
  });
});

describe('one authority follows another', () => {
  it('for a time both are believed, then the old one is dropped, with its key', async () => {
    const [before] = coordinatorCertificates(folder, after(10)).authorities;
    const { authorities } = await rolloverAuthority(folder, 120, after(10));
    expect(authorities.map(({ believedUntilMs }) => days(believedUntilMs))).toEqual([3660, 130]);
    expect(authorities[1]?.fingerprint).toBe(before?.fingerprint);
    expect(statSync(join(folder, 'authority', '2', 'key.pem')).mode & 0o777).toBe(0o600);
    await expect(rolloverAuthority(folder, 120, after(129))).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    // The server still shows members a certificate of the old one; the operator has one of the new one.
    await renewCoordinator(folder, log, after(11));
    const { newest, serving, trustedPem } = readAuthorities(folder, after(11).now());
    expect(serving.fingerprint).toBe(before?.fingerprint);
    expect(readFileSync(join(folder, 'authority', 'trusted.pem'), 'utf8')).toBe(trustedPem);
    expect(readIdentityFolder(join(folder, 'operator')).authorityPem).toBe(trustedPem);
    // A coordinator that was away until the end goes on as well.
    await renewCoordinator(folder, log, after(131));
    expect(readAuthorities(folder, after(131).now())).toMatchObject({
      serving: { fingerprint: newest.fingerprint },
      change: undefined,
    });
    expect(readIdentityFolder(join(folder, 'identity')).authorityPem).toBe(newest.certificatePem);
    expect(existsSync(join(folder, 'authority', 'key.pem'))).toBe(false);
    expect(coordinatorCertificates(folder, after(131)).authorities).toHaveLength(1);
    // And again.
    await rolloverAuthority(folder, 120, after(140));
    expect(readAuthorities(folder, after(141).now()).serving.fingerprint).toBe(newest.fingerprint);
  });

  it('one that was cut off half-way was never introduced, and the next try makes another', async () => {
    await rolloverAuthority(folder, 120, after(10));
    const [half] = coordinatorCertificates(folder, after(10)).authorities;
    rmSync(join(folder, 'authority', '2', 'change.pem'));
    expect(coordinatorCertificates(folder, after(10)).authorities).toHaveLength(1);
    await renewCoordinator(folder, log, after(10));
    const { authorities } = await rolloverAuthority(folder, 120, after(10));
    expect(authorities).toHaveLength(2);
    expect(authorities[0]?.fingerprint).not.toBe(half?.fingerprint);
  });
});

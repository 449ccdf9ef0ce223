import { isConsiliumError, systemClock } from '@consilium/core';
import { joinService, researchService, ROLES } from '@consilium/proto';
import { CONSORTIUM, createCertificates, keyOf, type TestCertificates, TestConsortium, threeSitePlan } from '@consilium/testing';
import type { TlsIdentity } from '@consilium/transport';
import { createRequest, generateKeyPair, type KeyPairPem, keyWords } from '@consilium/trust';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { COMMAND } from '../audit/actors.ts';

const HOUR_MS = 3_600_000;

let certificates: TestCertificates;
let keys: readonly KeyPairPem[];
let bench: TestConsortium;
beforeAll(async () => {
  certificates = await createCertificates();
  keys = await Promise.all([1, 2].map(() => generateKeyPair()));
});
beforeEach(async () => {
  // The bench calls as ada, who is its first operator.
  const ada = { user: 'ada', roles: ['operator'], key: keyOf(certificates.member('user', 'ada')) } as const;
  bench = await TestConsortium.open(certificates, {
    wire: 'grpc',
    sites: [],
    authority: certificates.authority,
    founders: [ada],
  });
});
afterEach(async () => await bench.close());

const key = (i: number): KeyPairPem => keys[i] as KeyPairPem;
const call = (identity: TlsIdentity) => bench.client(researchService, identity);

async function added(user: string, roles: string[] = ['researcher'], replace = false): Promise<Uint8Array> {
  return (await bench.research.addUser({ user, roles, validMs: HOUR_MS, replace })).token;
}

/** Joins as a person does, over a connection without a certificate; who they are then. */
async function join(user: string, token: Uint8Array, keyPair: KeyPairPem, as: 'user' | 'site' = 'user'): Promise<TlsIdentity> {
  const requestPem = createRequest({ identity: { consortium: CONSORTIUM, kind: as, id: user }, keyPair }).csrPem;
  const { certificatePem } = await bench.strangerClient(joinService).join({ [as]: user, token, requestPem });
  return { certificatePem, privateKeyPem: keyPair.privateKeyPem, authorityPem: certificates.authorityPem };
}

/** What a call comes to. Nothing waits for the clock here, which stands still: what is refused is refused at once. */
async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    if (!isConsiliumError(error)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

const submit = (identity: TlsIdentity): Promise<string> =>
  outcome(call(identity).submitStudy({ planJson: threeSitePlan().json }));

function alarms(): readonly Record<string, unknown>[] {
  return bench.logged.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ level }) => level === 50);
}

describe('a user', () => {
  it('joins with a key of their own, known to both sides by the same words, and may what their roles may', async () => {
    const bob = await join('bob', await added('bob'), key(0));
    expect(await submit(bob)).toBe('ok');
    expect(await outcome(call(bob).addUser({ user: 'eve', roles: ['operator'], validMs: HOUR_MS }))).toBe(
      'ROLE_MISSING: this call is for the roles operator; bob has researcher',
    );
    expect((await bench.research.listUsers({})).users).toMatchObject([
      { user: 'ada', roles: ['operator'], state: 'active' },
      { user: 'bob', roles: ['researcher'], state: 'active', key: keyOf(bob) },
    ]);
    // The operator, whose key lies on the coordinator's machine, does not act for researchers.
    expect(await submit(certificates.member('user', 'ada'))).toMatch(/^ROLE_MISSING/);
    expect(alarms()).toEqual([]);
  });

  it('has other roles from the next call on, over the same connection, and over a restart', async () => {
    const bob = await join('bob', await added('bob'), key(0));
    const client = call(bob);
    await client.submitStudy({ planJson: threeSitePlan().json });
    expect((await bench.research.setRoles({ user: 'bob', roles: ['auditor', 'auditor', 'operator'] })).roles).toEqual([
      'operator',
      'auditor',
    ]);
    expect(await outcome(client.submitStudy({ planJson: threeSitePlan().json }))).toMatch(/^ROLE_MISSING/);
    expect(await outcome(client.listInvitations({}))).toBe('ok');
    await bench.restart();
    expect(await submit(bob)).toMatch(/^ROLE_MISSING/);
    expect(await outcome(call(bob).listInvitations({}))).toBe('ok');
    for (const roles of [[], ['king']])
      expect(await outcome(bench.research.setRoles({ user: 'bob', roles }))).toMatch(/^PARAMETER_INVALID.*roles are operator/);
  });

  it('who is revoked is refused at once, open streams included, and comes back with another key only', async () => {
    const bob = await join('bob', await added('bob'), key(0));
    const client = call(bob);
    await client.submitStudy({ planJson: threeSitePlan().json });
    const { run } = await client.startRun({ study: threeSitePlan().document.study });
    const watching = client.watchRun({ run })[Symbol.asyncIterator]();
    expect((await watching.next()).done).toBe(false);
    const next = outcome(watching.next());
    await bench.research.revokeUser({ user: 'bob' });
    expect(await next).toBe('CERTIFICATE_UNKNOWN: the user bob was revoked');
    expect(await outcome(client.listRuns({}))).toBe('CERTIFICATE_UNKNOWN: the user bob was revoked');

    expect(await outcome(added('bob'))).toBe('ADMISSION_REFUSED: bob was revoked: a new key takes its place with --replace only');
    expect(await outcome(join('bob', await added('bob', ['auditor'], true), key(0)))).toMatch(
      /^ADMISSION_REFUSED: this key spoke for bob before and was retired: it never comes back/,
    );
    const again = await join('bob', await added('bob', ['auditor'], true), key(1));
    expect(await outcome(call(again).listRuns({}))).toBe('ok');
    expect(alarms()).toEqual([]);
    expect(await outcome(call(bob).listRuns({}))).toBe('ADMISSION_REFUSED: this key was retired: bob speaks with another one');
    expect(alarms()).toMatchObject([{ user: 'bob', msg: expect.stringMatching(/^ALARM: this key was retired/) as string }]);
    expect((await bench.research.listUsers({})).users?.[1]).toMatchObject({ user: 'bob', roles: ['auditor'], state: 'active' });
  });

  it('is one key: a second one that comes with the string is refused, with an alarm, and so is the string of somebody else', async () => {
    const token = await added('bob');
    expect(await outcome(join('bob', token, key(0), 'site'))).toMatch(/^INVITATION_INVALID: there is no such invitation/);
    expect(await outcome(join('ada', token, key(0)))).toMatch(/^INVITATION_INVALID: there is no such invitation/);
    await join('bob', token, key(0));
    // The answer may have got lost.
    await join('bob', token, key(0));
    expect(await outcome(join('bob', token, key(1)))).toBe(
      'INVITATION_INVALID: the invitation was used before, with another key',
    );
    expect(alarms()).toMatchObject([{ user: 'bob', usedByWords: keyWords(keyOf(await join('bob', token, key(0)))) }]);
    expect(await outcome(added('bob'))).toMatch(/^ADMISSION_REFUSED: bob is admitted and not revoked/);
    // No key is two members.
    const { token: ofSite } = await bench.research.inviteSite({ site: 'north', validMs: HOUR_MS });
    expect(await outcome(join('north', ofSite, key(0), 'site'))).toBe(
      'ADMISSION_REFUSED: this key is known as that of the user bob',
    );
  });

  it('who was added and has not joined can be added again, and the string before ends', async () => {
    const first = await added('bob', ['operator']);
    const second = await added('bob', ['researcher']);
    expect(await outcome(join('bob', first, key(0)))).toBe('INVITATION_INVALID: the invitation was withdrawn');
    expect(await submit(await join('bob', second, key(0)))).toBe('ok');
    const third = await added('carl');
    await bench.research.revokeUser({ user: 'carl' });
    expect(await outcome(join('carl', third, key(1)))).toBe('INVITATION_INVALID: the invitation was withdrawn');
    expect(await outcome(added('Carl'))).toMatch(/^PARAMETER_INVALID.*not the name of a user/);
  });

  it('who is the last operator that can call stays one', async () => {
    await added('bob', ['operator']);
    const last = /^LAST_OPERATOR: ada is the only operator who can call/;
    expect(await outcome(bench.research.revokeUser({ user: 'ada' }))).toMatch(last);
    expect(await outcome(bench.research.setRoles({ user: 'ada', roles: ROLES.filter((role) => role !== 'operator') }))).toMatch(
      last,
    );
    expect(await outcome(bench.research.revokeUser({ user: 'nobody' }))).toMatch(/^USER_UNKNOWN/);
    await bench.research.revokeUser({ user: 'bob' });
    await join('bob', await added('bob', ['operator'], true), key(0));
    expect(await outcome(bench.research.revokeUser({ user: 'ada' }))).toBe('ok');
    expect(await outcome(bench.research.listUsers({}))).toBe('CERTIFICATE_UNKNOWN: the user ada was revoked');
    // A store that has users asks nobody else who they are.
    await bench.restart();
    expect(await outcome(bench.research.listUsers({}))).toBe('CERTIFICATE_UNKNOWN: the user ada was revoked');
  });

  it('who is one of two operators stays one when both are to go at the same moment', async () => {
    await join('bob', await added('bob', ['operator']), key(0));
    const { users } = bench.coordinator;
    const outcomes = await Promise.all(['ada', 'bob'].map((user) => outcome(users.revoke(user, COMMAND))));
    expect(outcomes.filter((one) => one === 'ok')).toHaveLength(1);
    expect(outcomes.filter((one) => one.startsWith('LAST_OPERATOR'))).toHaveLength(1);
  });

  it('renews for the same key, and everybody sees until when', async () => {
    const bob = await join('bob', await added('bob'), key(0));
    const until = async (): Promise<number> => Number((await bench.research.listUsers({})).users?.[1]?.expiresMs);
    const before = await until();
    expect(before).toBeGreaterThan(bench.clock.now());
    // Certificates end in whole seconds of the machine's clock, by which this authority issues them.
    while (Math.floor(systemClock.now() / 1000) * 1000 + 2 * 86_400_000 <= before)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const request = (pair: KeyPairPem): string =>
      createRequest({ identity: { consortium: CONSORTIUM, kind: 'user', id: 'bob' }, keyPair: pair }).csrPem;
    expect(await outcome(call(bob).renewCertificate({ requestPem: request(key(1)) }))).toMatch(/^ADMISSION_REFUSED/);
    const { certificatePem } = await call(bob).renewCertificate({ requestPem: request(key(0)) });
    expect(await until()).toBeGreaterThan(before);
    expect(await outcome(call({ ...bob, certificatePem }).listRuns({}))).toBe('ok');
  });
});

it('runs know who has started, paused, resumed and stopped them, and with which key', async () => {
  const bob = await join('bob', await added('bob'), key(0));
  const officer = await join('olga', await added('olga', ['privacy-officer']), key(1));
  await call(bob).submitStudy({ planJson: threeSitePlan().json });
  const { run } = await call(bob).startRun({ study: threeSitePlan().document.study });
  await call(officer).pauseRun({ run });
  // What changes nothing is no decision.
  await call(bob).pauseRun({ run });
  await call(bob).resumeRun({ run });
  const { decisions } = await call(officer).stopRun({ run });
  await call(bob).stopRun({ run });
  const expected = [
    { action: 'started', user: 'bob', key: keyOf(bob) },
    { action: 'paused', user: 'olga', key: keyOf(officer) },
    { action: 'resumed', user: 'bob' },
    { action: 'stopped', user: 'olga' },
  ];
  expect(decisions).toMatchObject(expected);
  await bench.restart();
  expect((await bench.research.getRun({ run })).decisions).toMatchObject(expected);
  expect((await bench.research.listRuns({})).runs?.[0]?.decisions).toMatchObject(expected);
});

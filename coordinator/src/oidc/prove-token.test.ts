import { createHmac } from 'node:crypto';
import { isConsiliumError } from '@consilium/core';
import { joinService, researchService, ROLES, siteService } from '@consilium/proto';
import {
  createCertificates,
  keyOf,
  settled,
  type TestCertificates,
  TestConsortium,
  threeSitePlan,
  TokenIssuer,
  type TokenShape,
} from '@consilium/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testSigner } from '../testing/test-signer.ts';
import type { ProviderSettings } from './provider-settings.ts';

const HOUR_MS = 3_600_000;
const SKEW_MS = 60_000;

let certificates: TestCertificates;
let bench: TestConsortium;
let provider: TokenIssuer;
let now: () => number = Date.now;
beforeAll(async () => {
  certificates = await createCertificates();
});
beforeEach(async () => {
  provider = await TokenIssuer.start(() => now());
  await open();
});
afterEach(async () => {
  await bench.close();
  await provider.stop();
});

function settingsOf(change: Partial<ProviderSettings> = {}): ProviderSettings {
  const usual = { issuer: provider.issuer, clientId: 'consilium', audience: 'consilium', claim: 'sub', scope: 'openid' };
  return { ...usual, listen: '127.0.0.1', port: 0, loopbackHttp: true, ...change };
}

/** A coordinator with a signer, so that it keeps an audit log. */
async function open(change: Partial<ProviderSettings> = {}): Promise<void> {
  const founder = { user: 'ada', roles: ROLES, key: keyOf(certificates.member('user', 'ada')) };
  bench = await TestConsortium.open(certificates, {
    wire: 'grpc',
    sites: ['north'],
    authority: certificates.authority,
    founders: [founder],
    provider: settingsOf(change),
    signer: testSigner(),
  });
  now = () => bench.clock.now();
}

async function reopen(change: Partial<ProviderSettings>): Promise<void> {
  await bench.close();
  await open(change);
}

const added = (
  user: string,
  providerName: string,
  roles: readonly string[] = ['researcher'],
  replace = false,
): Promise<unknown> => bench.research.addUser({ user, roles: [...roles], providerName, replace });
const call = (token: string) => bench.tokenClient(researchService, token);

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

const listing = async (token: string): Promise<string> => await outcome(call(token).listRuns({}));
const withShape = async (shape: TokenShape): Promise<string> => await listing(await provider.token('sub-1', shape));

/** Entries of the audit log so far. */
async function entries(): Promise<readonly Record<string, unknown>[]> {
  // Notes are written later: the clock that moves them on is in our hand.
  await bench.clock.advance(HOUR_MS / 60);
  const lines: string[] = [];
  for await (const piece of bench.research.readAudit({})) lines.push(...(piece.entries ?? []));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a user with a token', () => {
  it('may what their roles may, which stand in no token; decisions and the log name issuer and subject', async () => {
    await added('bob', 'sub-1');
    expect((await bench.research.listUsers({})).users?.find(({ user }) => user === 'bob')).toMatchObject({
      state: 'invited',
      provider: { issuer: provider.issuer, name: 'sub-1', subject: '' },
    });
    const bob = call(await provider.token('sub-1', { claims: { roles: ['operator'], role: 'operator' } }));
    const plan = threeSitePlan();
    await bob.submitStudy({ planJson: plan.json });
    const { decisions } = await bob.startRun({ study: plan.document.study });
    expect(decisions).toMatchObject([{ action: 'started', user: 'bob', key: '', issuer: provider.issuer, subject: 'sub-1' }]);
    expect(await outcome(bob.addUser({ user: 'eve', roles: ['operator'], providerName: 'sub-9' }))).toBe(
      'ROLE_MISSING: this call is for the roles operator; bob has researcher',
    );
    expect((await bench.research.listUsers({})).users?.find(({ user }) => user === 'bob')).toMatchObject({
      state: 'active',
      key: '',
      provider: { subject: 'sub-1' },
    });
    const log = await entries();
    const bobs = { actor: 'bob', as: 'user', issuer: provider.issuer, subject: 'sub-1' };
    expect(log).toContainEqual(expect.objectContaining({ event: 'user.linked', actor: 'ada', user: 'bob', known: 'sub-1' }));
    expect(log).toContainEqual(expect.objectContaining({ ...bobs, event: 'user.identified', user: 'bob' }));
    expect(log).toContainEqual(expect.objectContaining({ ...bobs, event: 'run.started' }));
    expect(log).toContainEqual(
      expect.objectContaining({ ...bobs, event: 'call.refused', method: 'addUser', code: 'ROLE_MISSING' }),
    );
  });

  it('has other roles with the next call, and is known over a restart', async () => {
    await added('bob', 'sub-1');
    const token = await provider.token('sub-1');
    expect(await listing(token)).toBe('ok');
    await bench.research.setRoles({ user: 'bob', roles: ['auditor'] });
    const plan = threeSitePlan();
    expect(await outcome(call(token).submitStudy({ planJson: plan.json }))).toMatch(/^ROLE_MISSING/);
    await bench.restart();
    expect(await listing(token)).toBe('ok');
  });

  it('has no certificate to renew', async () => {
    await added('bob', 'sub-1');
    expect(await outcome(call(await provider.token('sub-1')).renewCertificate({ requestPem: 'x' }))).toMatch(
      /^ADMISSION_REFUSED: bob calls with tokens/,
    );
  });

  it('who is revoked is refused with the next call, and streams under way end at once', async () => {
    await added('bob', 'sub-1');
    const token = await provider.token('sub-1');
    const run = await bench.run();
    const watching = call(token).watchRun({ run })[Symbol.asyncIterator]();
    await watching.next();
    const next = outcome(watching.next());
    await bench.research.revokeUser({ user: 'bob' });
    expect(await next).toBe('IDENTITY_UNKNOWN: the user bob was revoked');
    expect(await listing(token)).toBe('IDENTITY_UNKNOWN: the user bob was revoked');
  });

  it('whose token ends in the middle of a stream sees the stream end, also where it has nothing to say', async () => {
    await added('bob', 'sub-1');
    const token = await provider.token('sub-1');
    const run = await bench.run();
    const watching = call(token).watchRun({ run })[Symbol.asyncIterator]();
    const rest = (async (): Promise<void> => {
      for (;;) if ((await watching.next()).done === true) return;
    })();
    const end = outcome(rest);
    // With the skew that clocks may have: a second before it goes on.
    await bench.clock.advance(HOUR_MS + SKEW_MS - 1000);
    await settled();
    expect(await listing(token)).toBe('ok');
    await bench.clock.advance(3000);
    expect(await end).toMatch(/^TOKEN_EXPIRED: the token has counted until/);
    expect(await listing(token)).toBe('TOKEN_EXPIRED: the token has expired');
  });

  it('who comes back after a revocation needs a token of after it', async () => {
    await added('bob', 'sub-1');
    const old = await provider.token('sub-1');
    expect(await listing(old)).toBe('ok');
    await bench.research.revokeUser({ user: 'bob' });
    await bench.clock.advance(2 * SKEW_MS);
    expect(await outcome(added('bob', 'sub-1'))).toMatch(/^ADMISSION_REFUSED: bob was revoked/);
    await added('bob', 'sub-1', ['researcher'], true);
    expect(await listing(old)).toMatch(/^TOKEN_INVALID: the token was made before bob was admitted/);
    expect(await listing(await provider.token('sub-1'))).toBe('ok');
  });

  it('who comes back within the minute by which clocks may differ does so with no token of before, and with one of after it', async () => {
    await added('bob', 'sub-1');
    const old = await provider.token('sub-1');
    expect(await listing(old)).toBe('ok');
    await bench.clock.advance(1000);
    await bench.research.revokeUser({ user: 'bob' });
    await added('bob', 'sub-1', ['researcher'], true);
    expect(await listing(old)).toMatch(/^TOKEN_INVALID/);
    // One by a provider whose clock is nearly a minute ahead.
    const ahead = Math.floor(bench.clock.now() / 1000) + 55;
    expect(await withShape({ claims: { iat: ahead } })).toMatch(/^TOKEN_INVALID/);
    await bench.clock.advance(SKEW_MS + 1000);
    expect(await listing(old)).toMatch(/^TOKEN_INVALID/);
    expect(await listing(await provider.token('sub-1'))).toBe('ok');
  });

  it('who has joined in another way while an operator was at it is not replaced', async () => {
    await added('bob', 'sub-1');
    // Both were looked at before either was written: the second write finds somebody who has come.
    const token = await provider.token('sub-1');
    const [came, linked] = await Promise.all([listing(token), outcome(added('bob', 'sub-2'))]);
    const known = (await bench.research.listUsers({})).users?.find(({ user }) => user === 'bob');
    if (linked === 'ok') expect([came, known?.provider?.name]).toEqual([expect.stringMatching(/^IDENTITY_UNKNOWN/), 'sub-2']);
    else expect([came, linked, known?.provider?.name]).toEqual(['ok', expect.stringMatching(/^ADMISSION_REFUSED/), 'sub-1']);
  });
});

describe('a name at the provider', () => {
  it('is of one user, and a user who has come keeps it', async () => {
    await added('bob', 'sub-0');
    // A slip of the operator, mended before anybody came.
    await added('bob', 'sub-1');
    expect(await listing(await provider.token('sub-0'))).toMatch(/^IDENTITY_UNKNOWN: no user here is known as sub-0/);
    expect(await outcome(added('eve', 'sub-1'))).toMatch(/^ADMISSION_REFUSED: sub-1 at .* is known as the user bob$/);
    expect(await listing(await provider.token('sub-1'))).toBe('ok');
    expect(await outcome(added('bob', 'sub-2'))).toMatch(/^ADMISSION_REFUSED: bob is admitted and not revoked/);
    expect(await outcome(added('ada', 'sub-2'))).toMatch(/^ADMISSION_REFUSED: ada is admitted and not revoked/);
  });

  it('ends an open invitation, as an invitation ends it', async () => {
    const { token: secret } = await bench.research.addUser({ user: 'bob', roles: ['researcher'], validMs: HOUR_MS });
    await added('bob', 'sub-1');
    expect(
      await outcome(bench.strangerClient(joinService).join({ user: 'bob', token: secret ?? new Uint8Array(), requestPem: 'x' })),
    ).toMatch(/^(INVITATION_INVALID|REQUEST_INVALID)/);
    await bench.research.addUser({ user: 'bob', roles: ['researcher'], validMs: HOUR_MS });
    expect(await listing(await provider.token('sub-1'))).toMatch(/^IDENTITY_UNKNOWN/);
  });

  it('that is an address counts where the provider has verified it, and for the first who comes with it', async () => {
    await reopen({ claim: 'email' });
    await added('bob', 'bob@example.org');
    const email = 'bob@example.org';
    const of = async (subject: string, claims: object): Promise<string> =>
      await listing(await provider.token(subject, { claims: { ...claims } }));
    expect(await of('sub-1', { email })).toMatch(/^TOKEN_INVALID: the provider has not verified/);
    expect(await of('sub-1', { email, email_verified: 'true' })).toMatch(/^TOKEN_INVALID: the provider has not verified/);
    expect(await of('sub-1', { email_verified: true })).toMatch(/^TOKEN_INVALID: the claim email/);
    expect(await of('sub-1', { email, email_verified: true })).toBe('ok');
    // The address has passed to somebody else.
    expect(await of('sub-2', { email, email_verified: true })).toMatch(
      /^ADMISSION_REFUSED: .* is now the subject sub-2: bob is sub-1$/,
    );
    const alarms = bench.logged.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ level }) => level === 50);
    expect(alarms).toMatchObject([
      { code: 'ADMISSION_REFUSED', user: 'bob', subject: 'sub-2', msg: expect.stringMatching(/^ALARM/) },
    ]);
    expect(await entries()).toContainEqual(
      expect.objectContaining({ event: 'identity.alarm', member: 'bob', subject: 'sub-2', issuer: provider.issuer }),
    );
    // One person is one user, by however many addresses.
    await added('carl', 'carl@example.org');
    expect(await of('sub-1', { email: 'carl@example.org', email_verified: true })).toMatch(
      /^ADMISSION_REFUSED: sub-1 .* is the user bob already/,
    );
  });

  it('of a provider that is no longer the one of the consortium counts no more', async () => {
    await added('bob', 'sub-1');
    expect(await listing(await provider.token('sub-1'))).toBe('ok');
    const other = await TokenIssuer.start(() => now());
    bench.setOptions({ provider: settingsOf({ issuer: other.issuer }), authority: certificates.authority, founders: [] });
    await bench.restart();
    expect(await listing(await provider.token('sub-1'))).toMatch(/^TOKEN_INVALID: the token (names no key|is not of the issuer)/);
    expect(await listing(await other.token('sub-1'))).toMatch(/^IDENTITY_UNKNOWN/);
    await other.stop();
  });
});

describe('a token is refused', () => {
  beforeEach(async () => {
    await added('bob', 'sub-1');
  });

  it('when there is none, or it is none', async () => {
    expect(await listing('')).toMatch(/^TOKEN_INVALID: this call needs "authorization: Bearer"/);
    expect(await listing('abc')).toBe('TOKEN_INVALID: this is not a signed token');
    expect(await listing('a.b.c')).toBe('TOKEN_INVALID: this is not a signed token');
    expect(await listing('a'.repeat(17_000))).toMatch(/^TOKEN_INVALID: the token has more than/);
  });

  it('when it is not signed by the provider, with a key of its own', async () => {
    const good = await provider.token('sub-1');
    const [head = '', body = '', signature = ''] = good.split('.');
    const json = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    // alg none, in both of its forms.
    expect(await listing(`${json({ alg: 'none' })}.${body}.`)).toMatch(
      /^TOKEN_INVALID: (the token is signed in another way|this is not)/,
    );
    expect(await listing(`${json({ alg: 'none' })}.${body}.${signature}`)).toMatch(
      /^TOKEN_INVALID: the token is signed in another way/,
    );
    // HS256, with what everybody may know of the provider's key as the secret.
    for (const secret of [JSON.stringify(provider.publicJwk), String(provider.publicJwk.x)]) {
      const input = `${json({ alg: 'HS256', kid: provider.publicJwk.kid })}.${body}`;
      const mac = createHmac('sha256', secret).update(input).digest('base64url');
      expect(await listing(`${input}.${mac}`)).toMatch(/^TOKEN_INVALID: the token is signed in another way/);
    }
    // Another body under the same signature, a signature of somebody else, a key of its own in the header.
    const forged = json({ ...(JSON.parse(Buffer.from(body, 'base64url').toString()) as object), sub: 'sub-2' });
    expect(await listing(`${head}.${forged}.${signature}`)).toBe('TOKEN_INVALID: the signature of the token is wrong');
    const thief = await TokenIssuer.start(() => now());
    expect(await listing(await thief.token('sub-1', { claims: { iss: provider.issuer } }))).toMatch(
      /^TOKEN_INVALID: the token names no key/,
    );
    const own = { jwk: thief.publicJwk, kid: provider.publicJwk.kid };
    expect(await listing(await thief.token('sub-1', { claims: { iss: provider.issuer }, header: own }))).toBe(
      'TOKEN_INVALID: the signature of the token is wrong',
    );
    await thief.stop();
    expect(await listing(good)).toBe('ok');
  });

  it.each<[string, TokenShape, RegExp]>([
    ['of another issuer', { claims: { iss: 'https://elsewhere.example' } }, /^TOKEN_INVALID: the token is not of the issuer/],
    ['for another audience', { claims: { aud: 'another' } }, /^TOKEN_INVALID: the token is not for the audience consilium/],
    ['for no audience', { claims: { aud: undefined } }, /^TOKEN_INVALID: the token is not for the audience/],
    [
      'made for another client, as Okta says it',
      { claims: { cid: 'another' } },
      /^TOKEN_INVALID: the token was made for the client "another"/,
    ],
    [
      'made for another client, as Entra ID says it',
      { claims: { azp: 'consilium', appid: 'another' } },
      /^TOKEN_INVALID: the token was made for/,
    ],
    ['made for another client', { claims: { azp: 'another' } }, /^TOKEN_INVALID: the token was made for the client "another"/],
    [
      'for several, without saying for whom',
      { claims: { aud: ['consilium', 'b'] } },
      /^TOKEN_INVALID: the token is for several audiences/,
    ],
    ['without an end', { claims: { exp: undefined } }, /^TOKEN_INVALID: the claim exp/],
    ['without a beginning', { claims: { iat: undefined } }, /^TOKEN_INVALID: the claim iat/],
    ['without a subject', { claims: { sub: undefined } }, /^TOKEN_INVALID: the claim sub/],
    ['whose subject is no text', { claims: { sub: 7 } }, /^TOKEN_INVALID/],
    ['whose subject has hidden characters', { claims: { sub: 'sub\n-1' } }, /^TOKEN_INVALID: the claim sub/],
    ['of a logout', { header: { typ: 'logout+jwt' } }, /^TOKEN_INVALID: a token of the kind "logout\+jwt"/],
    ['of a logout, of old', { claims: { events: {} } }, /^TOKEN_INVALID: a token of the kind "logout"/],
    ['of a kind that is no text', { header: { typ: 7 } }, /^TOKEN_INVALID: a token of the kind 7/],
    ['bound to a key', { claims: { cnf: { jkt: 'x' } } }, /^TOKEN_INVALID: the token is bound to a key/],
  ])('when it is one %s', async (_what, shape, refusal) => {
    expect(await withShape(shape)).toMatch(refusal);
    expect(await listing(await provider.token('sub-1'))).toBe('ok');
  });

  it('for an API, where it does not say which program it was made for', async () => {
    await reopen({ audience: 'https://consilium.example.org/api' });
    await added('bob', 'sub-1');
    const api = { aud: 'https://consilium.example.org/api' };
    expect(await withShape({ claims: api })).toBe('TOKEN_INVALID: the token does not say for which client it was made');
    for (const claim of ['azp', 'client_id', 'cid', 'appid']) {
      expect(await withShape({ claims: { ...api, [claim]: 'another' } })).toMatch(/^TOKEN_INVALID: the token was made for/);
      expect(await withShape({ claims: { ...api, [claim]: 'consilium' } })).toBe('ok');
    }
  });

  it('outside of its time, but for the minute by which clocks may differ', async () => {
    await bench.clock.advance(HOUR_MS);
    const seconds = Math.floor(bench.clock.now() / 1000);
    const at = async (claims: object): Promise<string> => await withShape({ claims: { ...claims } });
    expect(await at({ iat: seconds - 600, exp: seconds - 50 })).toBe('ok');
    expect(await at({ iat: seconds - 600, exp: seconds - 62 })).toBe('TOKEN_EXPIRED: the token has expired');
    expect(await at({ nbf: seconds + 50 })).toBe('ok');
    expect(await at({ nbf: seconds + 65 })).toMatch(/^TOKEN_INVALID: the token is not valid yet/);
    expect(await at({ iat: seconds + 50 })).toBe('ok');
    expect(await at({ iat: seconds + 65 })).toMatch(/^TOKEN_INVALID: the token was made in the future/);
    expect(await at({ exp: seconds + 86_402 })).toBe('TOKEN_INVALID: the token holds for more than a day');
  });

  it('of somebody whom nobody has added; each refusal is in the log', async () => {
    expect(await listing(await provider.token('sub-2'))).toBe(
      `IDENTITY_UNKNOWN: no user here is known as sub-2 at ${provider.issuer}`,
    );
    await listing('abc');
    const log = await entries();
    expect(log).toContainEqual(
      expect.objectContaining({
        event: 'call.refused',
        method: 'listRuns',
        code: 'IDENTITY_UNKNOWN',
        as: 'stranger',
        subject: 'sub-2',
      }),
    );
    expect(log).toContainEqual(
      expect.objectContaining({ event: 'call.refused', method: 'listRuns', code: 'TOKEN_INVALID', as: 'stranger' }),
    );
  });
});

describe('somebody with an account who is nobody here, or not any more', () => {
  it('is refused before a byte of a message, as one without a token is', async () => {
    await added('bob', 'sub-1');
    const proved = async (subject: string): Promise<string> => {
      const prove = bench.coordinator.proveToken;
      const call = { token: await provider.token(subject), path: '/consilium.v1.ResearchService/ListRuns', address: 'x:1' };
      return await outcome(Promise.resolve(prove?.(call)));
    };
    expect(await proved('sub-2')).toMatch(/^IDENTITY_UNKNOWN/);
    expect(await proved('sub-1')).toBe('ok');
    await bench.research.revokeUser({ user: 'bob' });
    expect(await proved('sub-1')).toBe('IDENTITY_UNKNOWN: the user bob was revoked');
  });
});

describe('the keys of the provider', () => {
  beforeEach(async () => {
    await added('bob', 'sub-1');
  });

  it('may change: a new one is found at once, one that was withdrawn is forgotten within ten minutes', async () => {
    const old = await provider.token('sub-1');
    expect(await listing(old)).toBe('ok');
    await provider.rotate(true);
    await bench.clock.advance(10_000);
    expect(await listing(await provider.token('sub-1'))).toBe('ok');
    expect(await listing(old)).toBe('ok');
    await provider.rotate();
    await bench.clock.advance(600_000);
    expect(await listing(old)).toMatch(/^TOKEN_INVALID: the token names no key/);
  });

  it('are asked for at most once in ten seconds, whatever strangers make up', async () => {
    expect(await listing(await provider.token('sub-1'))).toBe('ok');
    const before = provider.asked.length;
    for (const kid of ['a', 'b', 'c'])
      expect(await withShape({ header: { kid } })).toMatch(/^TOKEN_INVALID: the token names no key/);
    expect(provider.asked.length).toBe(before);
    await bench.clock.advance(10_000);
    for (const kid of ['a', 'b', 'c']) await withShape({ header: { kid } });
    expect(provider.asked.length).toBe(before + 2);
  });

  it('that cannot be had let nobody in, and say so; who has a certificate goes on', async () => {
    const token = await provider.token('sub-1');
    for (const answers of ['silence', 500, 302] as const) {
      provider.answers = answers;
      await bench.restart();
      expect(await listing(token)).toBe(
        'PROVIDER_FAILED: the keys of the identity provider cannot be had, so no token can be checked',
      );
    }
    await bench.research.listRuns({});
    provider.answers = 'well';
    provider.issuerShown = 'https://elsewhere.example';
    await bench.clock.advance(10_000);
    expect(await listing(token)).toMatch(/^PROVIDER_FAILED/);
    provider.issuerShown = undefined;
    await bench.clock.advance(10_000);
    expect(await listing(token)).toBe('ok');
    // Keys that are known go on for ten minutes, and no longer.
    provider.answers = 'silence';
    await bench.clock.advance(590_000);
    expect(await listing(token)).toBe('ok');
    await bench.clock.advance(10_000);
    expect(await listing(token)).toMatch(/^PROVIDER_FAILED/);
  });
});

describe('the two doors', () => {
  beforeEach(async () => {
    await added('bob', 'sub-1');
  });

  it('are apart: where tokens are taken there is nothing for sites and strangers', async () => {
    const token = await provider.token('sub-1');
    const site = bench.tokenClient(siteService, token);
    expect(await outcome(site.listPlans({}))).toMatch(/^NOT_IMPLEMENTED/);
    expect(await outcome(bench.tokenClient(joinService, token).join({ site: 'north' }))).toMatch(/^NOT_IMPLEMENTED/);
  });
});

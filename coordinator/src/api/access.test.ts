import { isConsiliumError } from '@consilium/core';
import {
  type AnyMethod,
  healthService,
  joinService,
  researchService,
  type Role,
  ROLES,
  type Service,
  siteService,
} from '@consilium/proto';
import { createCertificates, derOf, keyOf, type TestCertificates, TestConsortium } from '@consilium/testing';
import type { Founder } from '../members/user-store.ts';
import { connectInMemory, type TlsIdentity } from '@consilium/transport';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** What a handler answers to an empty call of somebody with access; the words show that it was reached. */
const ANSWERS: Readonly<Record<'site' | 'user' | 'any' | 'stranger', Readonly<Record<string, RegExp>>>> = {
  site: {
    '/consilium.v1.SiteService/Session': /^MESSAGE_INVALID: the first message of a session is Hello$/,
    '/consilium.v1.SiteService/ListPlans': /^answered$/,
    // An empty greeting is of version 0: that it is refused in a message, and not by an error, shows that the handler answered.
    '/consilium.v1.SiteService/Greet': /^answered$/,
    '/consilium.v1.SiteService/GetBlob': /^BLOB_UNKNOWN: no open round of this site uses that content$/,
    '/consilium.v1.SiteService/GetUploadStatus': /^MESSAGE_INVALID: the message names no run, round and attempt$/,
    '/consilium.v1.SiteService/PutUpdate': /^MESSAGE_INVALID: an upload begins with its header$/,
  },
  user: {
    '/consilium.v1.ResearchService/SubmitStudy': /^PLAN_INVALID/,
    '/consilium.v1.ResearchService/ListStudies': /^answered$/,
    '/consilium.v1.ResearchService/CheckStudy': /^STUDY_UNKNOWN/,
    '/consilium.v1.ResearchService/StartRun': /^STUDY_UNKNOWN/,
    '/consilium.v1.ResearchService/StopRun': /^RUN_UNKNOWN/,
    '/consilium.v1.ResearchService/PauseRun': /^RUN_UNKNOWN/,
    '/consilium.v1.ResearchService/ResumeRun': /^RUN_UNKNOWN/,
    '/consilium.v1.ResearchService/GetRun': /^RUN_UNKNOWN/,
    '/consilium.v1.ResearchService/ListRuns': /^answered$/,
    '/consilium.v1.ResearchService/WatchRun': /^RUN_UNKNOWN/,
    '/consilium.v1.ResearchService/GetModel': /^BLOB_UNKNOWN/,
    '/consilium.v1.ResearchService/GetTranscript': /^RUN_UNKNOWN/,
    '/consilium.v1.ResearchService/ListSites': /^answered$/,
    '/consilium.v1.ResearchService/EnrolSite': /^NOT_IMPLEMENTED: this coordinator has no authority of its own$/,
    '/consilium.v1.ResearchService/InviteSite': /^NOT_IMPLEMENTED: this coordinator has no authority of its own$/,
    '/consilium.v1.ResearchService/ListInvitations': /^answered$/,
    '/consilium.v1.ResearchService/RegisterModel': /^PARAMETER_INVALID: the name of a model/,
    '/consilium.v1.ResearchService/ProposeModel': /^PARAMETER_INVALID: a risk is/,
    '/consilium.v1.ResearchService/ApproveModel': /^PARAMETER_INVALID: reason has/,
    '/consilium.v1.ResearchService/RejectModel': /^PARAMETER_INVALID: reason has/,
    '/consilium.v1.ResearchService/WithdrawModel': /^PARAMETER_INVALID: reason has/,
    '/consilium.v1.ResearchService/ListModels': /^answered$/,
    '/consilium.v1.ResearchService/ReadRunLog': /^RUN_UNKNOWN/,
    '/consilium.v1.ResearchService/ReadAudit': /^NOT_IMPLEMENTED/,
    '/consilium.v1.ResearchService/RenewCertificate': /^NOT_IMPLEMENTED: this coordinator has no authority of its own$/,
    '/consilium.v1.ResearchService/AddUser': /^NOT_IMPLEMENTED: this coordinator has no authority of its own$/,
    '/consilium.v1.ResearchService/EnrolUser': /^NOT_IMPLEMENTED: this coordinator has no authority of its own$/,
    '/consilium.v1.ResearchService/SetRoles': /^PARAMETER_INVALID: no role is named/,
    '/consilium.v1.ResearchService/RevokeUser': /^USER_UNKNOWN/,
    '/consilium.v1.ResearchService/ListUsers': /^answered$/,
    '/consilium.v1.ResearchService/QuarantineSite': /^PARAMETER_INVALID: a reason has/,
    '/consilium.v1.ResearchService/ReleaseSite': /^PARAMETER_INVALID: a reason has/,
    '/consilium.v1.ResearchService/ListIncidents': /^NOT_IMPLEMENTED/,
    '/consilium.v1.ResearchService/DecideIncident': /^MESSAGE_INVALID/,
    // The same code as for an unknown caller: the empty name shows that it is the handler's.
    '/consilium.v1.ResearchService/RevokeSite': /^SITE_UNKNOWN: there is no site {2}at this coordinator/,
    '/consilium.v1.ResearchService/ListReceipts': /^SITE_UNKNOWN: there is no site {2}at this coordinator/,
    '/consilium.v1.ResearchService/ClearReceipts': /^PARAMETER_INVALID: a reason has/,
  },
  stranger: {
    '/consilium.v1.JoinService/Join': /^NOT_IMPLEMENTED: this coordinator has no authority of its own$/,
  },
  any: {
    '/grpc.health.v1.Health/Check': /^answered$/,
    '/grpc.health.v1.Health/Watch': /^answered$/,
  },
};

/** Which roles may make which research call, once more: o operator, r researcher, c clinical approver, a auditor, p privacy officer. */
const RIGHTS: Readonly<Record<string, string>> = {
  SubmitStudy: ' r   ',
  ListStudies: 'orcap',
  CheckStudy: 'orcap',
  StartRun: ' r   ',
  StopRun: 'orc p',
  PauseRun: 'orc p',
  ResumeRun: 'or   ',
  GetRun: 'orcap',
  ListRuns: 'orcap',
  WatchRun: 'orcap',
  GetModel: ' rca ',
  GetTranscript: ' rca ',
  ListSites: 'orcap',
  EnrolSite: 'o    ',
  InviteSite: 'o    ',
  ListInvitations: 'o  a ',
  RegisterModel: ' r   ',
  ProposeModel: ' r   ',
  ApproveModel: '  c  ',
  RejectModel: '  c  ',
  WithdrawModel: 'orc p',
  ListModels: 'orcap',
  ReadRunLog: ' rca ',
  ReadAudit: 'o  a ',
  RenewCertificate: 'orcap',
  AddUser: 'o    ',
  EnrolUser: 'o    ',
  SetRoles: 'o    ',
  RevokeUser: 'o    ',
  ListUsers: 'o  ap',
  QuarantineSite: 'o   p',
  ReleaseSite: 'o    ',
  ListIncidents: 'o  ap',
  DecideIncident: 'o   p',
  RevokeSite: 'o    ',
  ListReceipts: 'o  ap',
  ClearReceipts: 'o    ',
};

/** Who calls, and what each kind of access answers them; `undefined` where they have access. */
const CALLERS: readonly (readonly [
  who: string,
  identity: (certificates: TestCertificates) => TlsIdentity,
  refused: { readonly site: RegExp | undefined; readonly user: RegExp | undefined },
])[] = [
  ['a site', (c) => c.member('site', 'north'), { site: undefined, user: /^ROLE_MISSING/ }],
  ['a user', (c) => c.member('user', 'ada'), { site: /^ROLE_MISSING/, user: undefined }],
  ['the coordinator', (c) => c.member('coordinator', 'coordinator'), { site: /^ROLE_MISSING/, user: /^ROLE_MISSING/ }],
  ...(['site', 'user'] as const).map(
    (kind) =>
      [
        `a ${kind} of another consortium`,
        (c: TestCertificates) => c.member(kind, 'north', { consortium: 'elsewhere' }),
        { site: /^CERTIFICATE_UNKNOWN.*belongs to/, user: /^CERTIFICATE_UNKNOWN.*belongs to/ },
      ] as const,
  ),
  [
    'a site whose certificate has expired',
    (c) => c.member('site', 'north', { madeDaysAgo: 3 }),
    { site: /^CERTIFICATE_INVALID.*north has expired/, user: /^ROLE_MISSING/ },
  ],
  [
    'a user whose certificate has expired',
    (c) => c.member('user', 'ada', { madeDaysAgo: 3 }),
    { site: /^ROLE_MISSING/, user: /^CERTIFICATE_INVALID.*ada has expired/ },
  ],
  [
    'a site whose name is known, with a key that nobody admitted',
    (c) => c.member('site', 'north', { otherKey: true }),
    { site: /^ADMISSION_REFUSED.*never admitted/, user: /^ROLE_MISSING/ },
  ],
  [
    'a user whose name is known, with a key that nobody admitted',
    (c) => c.member('user', 'ada', { otherKey: true }),
    { site: /^ROLE_MISSING/, user: /^ADMISSION_REFUSED.*never admitted/ },
  ],
  [
    'a user who was revoked',
    (c) => c.member('user', 'leaver'),
    { site: /^ROLE_MISSING/, user: /^CERTIFICATE_UNKNOWN.*leaver was revoked/ },
  ],
  [
    'a user who was added and has not joined',
    (c) => c.member('user', 'guest'),
    { site: /^ROLE_MISSING/, user: /^ADMISSION_REFUSED.*never admitted/ },
  ],
  [
    'a user whom nobody admitted',
    (c) => c.member('user', 'constructor'),
    { site: /^ROLE_MISSING/, user: /^CERTIFICATE_UNKNOWN.*not registered/ },
  ],
  [
    'somebody without a certificate',
    (c) => ({ ...c.member('site', 'north'), certificatePem: '' }),
    { site: /^CERTIFICATE_INVALID/, user: /^CERTIFICATE_INVALID/ },
  ],
  [
    'a site that was revoked',
    (c) => c.member('site', 'west'),
    { site: /^CERTIFICATE_UNKNOWN.*west was revoked/, user: /^ROLE_MISSING/ },
  ],
  [
    'a site that nobody admitted',
    (c) => c.member('site', 'east'),
    { site: /^CERTIFICATE_UNKNOWN.*east is not registered/, user: /^ROLE_MISSING/ },
  ],
];

const SERVICES: readonly Service[] = [siteService, researchService, healthService, joinService];
const METHODS = SERVICES.flatMap((service) =>
  Object.entries(service.methods).map(([name, method]) => ({ service, name, method })),
);

let certificates: TestCertificates;
let bench: TestConsortium;
beforeAll(async () => {
  certificates = await createCertificates();
  const founder = (user: string, roles: readonly Role[]): Founder => ({
    user,
    roles,
    key: keyOf(certificates.member('user', user)),
  });
  const founders = [founder('ada', ROLES), founder('leaver', ROLES), ...ROLES.map((role) => founder(role, [role]))];
  // What a store is given at its first start is in the hand of operators from then on.
  bench = await TestConsortium.open(certificates, { founders, authority: certificates.authority });
  await bench.research.addUser({ user: 'guest', roles: [...ROLES], validMs: 1000 });
  await bench.research.revokeUser({ user: 'leaver' });
  await bench.research.revokeSite({ site: 'west' });
  bench.setOptions({ founders });
  await bench.restart();
});
afterAll(async () => await bench.close());

/** Calls with an empty message, or with a stream of none, and says how it ended and how many messages were asked for. */
async function call(service: Service, name: string, { kind }: AnyMethod, identity: TlsIdentity): Promise<[string, number]> {
  let asked = 0;
  const end = (): Promise<IteratorResult<unknown, undefined>> => {
    asked++;
    return Promise.resolve({ value: undefined, done: true });
  };
  const none: AsyncIterable<unknown> = { [Symbol.asyncIterator]: () => ({ next: end }) };
  const { bindings, strangers } = bench.coordinator;
  const certificate = identity.certificatePem === '' ? new Uint8Array() : derOf(identity);
  const client = connectInMemory(service, [...bindings, ...strangers], certificate) as unknown as Record<
    string,
    (request: unknown) => Promise<unknown> & AsyncIterable<unknown>
  >;
  const answer = client[name]?.(kind === 'client-stream' || kind === 'bidi' ? none : {});
  try {
    if (kind === 'server-stream' || kind === 'bidi') await answer?.[Symbol.asyncIterator]().next();
    else await answer;
    return ['answered', asked];
  } catch (error) {
    if (!isConsiliumError(error)) throw error;
    return [`${error.code}: ${error.message}`, asked];
  }
}

it('every call of every service that the coordinator serves stands in the table above, under who may make it', () => {
  const { bindings, strangers } = bench.coordinator;
  expect([...bindings, ...strangers].map(({ service }) => service)).toEqual(SERVICES);
  expect(Object.keys(RIGHTS)).toEqual(Object.keys(ANSWERS.user).map((path) => path.split('/').at(-1)));
  // Where tokens are taken there is what people call, and nothing else.
  expect(bench.coordinator.people.map(({ service }) => service)).toEqual([researchService]);
  // What needs no certificate, and nothing else, is served on connections that ask nobody for one.
  const kinds = (of: typeof bindings): string[] =>
    of.flatMap(({ service }) => Object.values(service.methods)).map(({ access }) => access.kind);
  expect(new Set(kinds(strangers))).toEqual(new Set(['stranger']));
  expect(kinds(bindings)).not.toContain('stranger');
  const declared = METHODS.map(({ method: { path, access } }) => [path, access.kind]);
  const expected = Object.entries(ANSWERS).flatMap(([kind, answers]) => Object.keys(answers).map((path) => [path, kind]));
  expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(expected));
  expect(declared).toHaveLength(expected.length);
});

describe.each(METHODS.map((row) => [row.method.path, row] as const))('%s', (path, { service, name, method }) => {
  const kind = (['site', 'user', 'any', 'stranger'] as const).find((candidate) => path in ANSWERS[candidate]);
  const reached = kind === undefined ? /^not in the table$/ : ANSWERS[kind][path];

  it.each(CALLERS)('called by %s', async (_who, identity, refused) => {
    const who = identity(certificates);
    // Health asks for no more than a certificate, but for that.
    const nobody = kind === 'any' && who.certificatePem === '' ? /^CERTIFICATE_INVALID/ : undefined;
    const refusal = kind === 'site' || kind === 'user' ? refused[kind] : nobody;
    const [outcome, asked] = await call(service, name, method, who);
    expect(outcome).toMatch(refusal ?? reached ?? 'no answer in the table');
    // Not even the first message of a stream is taken from somebody without access.
    if (refusal !== undefined) expect(asked).toBe(0);
  });
});

describe.each(METHODS.filter(({ service }) => service === researchService).map((row) => [row.method.path, row] as const))(
  '%s',
  (path, { service, name, method }) => {
    it.each(ROLES.map((role, i) => [role, i] as const))('called by somebody who is %s', async (role, i) => {
      const allowed = RIGHTS[path.split('/').at(-1) ?? '']?.charAt(i) === role.charAt(0);
      const [outcome, asked] = await call(service, name, method, certificates.member('user', role));
      expect(outcome).toMatch(allowed ? (ANSWERS.user[path] ?? 'no answer') : /^ROLE_MISSING: this call is for the roles/);
      if (!allowed) expect(asked).toBe(0);
    });
  },
);

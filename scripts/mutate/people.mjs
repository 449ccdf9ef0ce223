// Who may call what, and for how long.

const IDENTIFY = 'coordinator/src/members/identify-member.ts';
const ACCESS_TESTS = ['coordinator/src/api/access.test.ts'];
const TOKEN_TESTS = ['coordinator/src/oidc/prove-token.test.ts'];
const USERS_TESTS = ['coordinator/src/members/users.test.ts'];

/** @type {import('./report.mjs').Mutation[]} */
export const PEOPLE = [
  {
    name: 'people/no-role-check',
    file: IDENTIFY,
    find: 'if (wanted.some((role) => held.includes(role))) return;',
    replace: 'if (wanted.length > 0) return;',
    breaks: 'every user may make every call',
    tests: ACCESS_TESTS,
  },
  {
    name: 'people/role-too-many',
    file: 'proto/src/roles.ts',
    find: "getModel: ['researcher', 'clinical-approver', 'auditor'],",
    replace: 'getModel: ROLES,',
    breaks: 'the key on the coordinator’s machine reads models',
    tests: ACCESS_TESTS,
  },
  {
    name: 'people/revoked-user',
    file: 'coordinator/src/members/member-keys.ts',
    find: 'if (!known.active) throw revocation(member);',
    replace: "if (!known.active && member.kind === 'site') throw revocation(member);",
    breaks: 'a user who was revoked is not refused as such',
    tests: ACCESS_TESTS,
  },
  {
    name: 'people/open-streams',
    file: 'coordinator/src/members/user-store.ts',
    find: '    await this.#refresh(user);\n    this.#changed();',
    replace: '    await this.#refresh(user);',
    breaks: 'a revoked user goes on watching',
    tests: USERS_TESTS,
  },
  {
    name: 'people/key-of-another-kind',
    file: 'coordinator/src/members/admission.ts',
    find: 'known.kind === kind && known.id === id',
    replace: 'known.id === id',
    breaks: 'the key of a user speaks for the site of the same name',
    tests: ['coordinator/src/members/admission.test.ts'],
  },
  {
    name: 'people/other-kind-of-string',
    file: 'coordinator/src/members/invitations.ts',
    find: 'row.kind !== kind || row.member !== id',
    replace: 'row.member !== id',
    breaks: 'the string of a user admits a site of that name',
    tests: USERS_TESTS,
  },
  {
    name: 'people/last-operator',
    file: 'coordinator/src/members/user-store.ts',
    find: 'operators.size > 1) return;',
    replace: 'operators.size > 0) return;',
    breaks: 'the last operator goes, and nobody can admit anybody',
    tests: USERS_TESTS,
  },
  {
    name: 'people/decision-without-change',
    file: 'coordinator/src/studies/runs.ts',
    find: 'await live.driver(run)?.dispatch(event, { alongside: this.#noting(run, action, by), by: personActor(by) });',
    replace: 'await live.driver(run)?.dispatch(event);',
    breaks: 'nobody knows who has stopped a run',
    tests: USERS_TESTS,
  },
  {
    name: 'people/token-of-another-subject',
    file: 'coordinator/src/members/provider-identities.ts',
    find: 'if (provider.subject === subject) return;',
    replace: 'return;',
    breaks: 'who has got the address of a user is that user',
    tests: TOKEN_TESTS,
  },
  {
    name: 'people/token-of-before',
    file: 'coordinator/src/members/provider-identities.ts',
    find: 'if (issuedMs + TOKEN_SKEW_MS < provider.linkedMs)',
    replace: 'if (issuedMs < 0)',
    breaks: 'a token from before a revocation counts after it',
    tests: TOKEN_TESTS,
  },
  {
    name: 'people/token-of-the-revoked',
    file: 'coordinator/src/members/provider-identities.ts',
    find: 'if (!active) throw unknown(`the user ${user} was revoked`);',
    replace: '',
    breaks: 'who was revoked goes on with a token',
    tests: TOKEN_TESTS,
  },
  {
    name: 'people/token-without-end',
    file: 'coordinator/src/members/open-calls.ts',
    find: 'const ended = endsMs === undefined ? undefined : this.#clock.setTimer(endsMs - this.#clock.now() + 1, check);',
    replace: 'const ended = endsMs === undefined ? undefined : () => {};',
    breaks: 'a stream that has nothing to say outlives its token',
    tests: TOKEN_TESTS,
  },
  {
    name: 'people/unverified-address',
    file: 'coordinator/src/oidc/token-check.ts',
    find: "if (claim === 'email' && payload['email_verified'] !== true)",
    replace: 'if (false)',
    breaks: 'an address that nobody has verified names a user',
    tests: TOKEN_TESTS,
  },
  {
    name: 'people/token-of-another-client',
    file: 'coordinator/src/oidc/token-check.ts',
    find: 'if (party !== undefined && party !== clientId)',
    replace: 'if (false)',
    breaks: 'a token that another program has got serves here',
    tests: TOKEN_TESTS,
  },
  {
    name: 'people/token-bound-to-a-key',
    file: 'coordinator/src/oidc/token-check.ts',
    find: "if (payload['cnf'] !== undefined)",
    replace: 'if (false)',
    breaks: 'a stolen token serves that was bound to a key',
    tests: TOKEN_TESTS,
  },
  {
    name: 'people/token-unproved',
    file: 'lib/transport/src/token-door.ts',
    find: '(error: unknown) => {\n                const { code, details, metadata: trailer } = toStatus(error);',
    replace:
      '(error: unknown) => {\n                if (error !== undefined) return pass(metadata);\n                const { code, details, metadata: trailer } = toStatus(error);',
    breaks: 'a message is read before its token is proved',
    tests: ['test/contract/token-door.test.ts'],
  },
];

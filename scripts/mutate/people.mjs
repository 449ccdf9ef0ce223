// Who may call what, and for how long.

const IDENTIFY = 'coordinator/src/members/identify-member.ts';
const ACCESS_TESTS = ['coordinator/src/api/access.test.ts'];
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
    find: 'await live.driver(run)?.dispatch(event, { alongside: this.#noting(run, action, by), by: memberActor(by) });',
    replace: 'await live.driver(run)?.dispatch(event);',
    breaks: 'nobody knows who has stopped a run',
    tests: USERS_TESTS,
  },
];

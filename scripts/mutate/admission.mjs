// How keys are admitted, and what a stranger can reach.

const ADMISSION = 'coordinator/src/members/admission.ts';
const ADMISSION_TESTS = ['coordinator/src/members/admission.test.ts'];
const JOIN_TESTS = ['coordinator/src/api/join-api.test.ts'];

/** @type {import('./report.mjs').Mutation[]} */
export const ADMISSIONS = [
  {
    name: 'admission/other-key',
    file: 'coordinator/src/members/member-keys.ts',
    find: 'if (known.keys.includes(key)) {',
    replace: 'if (known.keys.length > 0) {',
    breaks: 'any key that the authority certified speaks for a site, the stolen one too',
    tests: JOIN_TESTS,
  },
  {
    name: 'admission/quarantine',
    file: 'coordinator/src/members/member-keys.ts',
    find: '    if (known.quarantined) throw quarantineRefusal(member);\n',
    replace: '',
    breaks: 'a site under quarantine goes on as before',
    tests: ['coordinator/src/coordinator-incidents.test.ts'],
  },
  {
    name: 'admission/retired-key',
    file: ADMISSION,
    find: 'if (same.some(({ retired }) => retired))',
    replace: 'if (same.length > 1)',
    breaks: 'a key that was revoked comes back',
    tests: ADMISSION_TESTS,
  },
  {
    name: 'admission/no-proof',
    file: ADMISSION,
    find: 'if (!live.includes(provedKey)) throw',
    replace: 'if (live.length === 0) throw',
    breaks: 'any key may vouch for the next one of a site',
    tests: ADMISSION_TESTS,
  },
  {
    name: 'admission/two-successors',
    file: ADMISSION,
    find: 'if (live.at(-1) !== provedKey)',
    replace: 'if (live.length > 9)',
    breaks: 'who has stolen a key renews it beside the hospital',
    tests: ADMISSION_TESTS,
  },
  {
    name: 'admission/second-holder',
    file: 'coordinator/src/sites/site-sessions.ts',
    find: 'if (holder === key) return;',
    replace: "if (holder !== '') return;",
    breaks: 'a second key that opens a session retires the one in use',
    tests: ['coordinator/src/api/site-api.test.ts'],
  },
  {
    name: 'admission/used-twice',
    file: 'coordinator/src/members/invitations.ts',
    find: "if (row.key !== '' && row.key !== key) throw",
    replace: "if (row.key === 'x') throw",
    breaks: 'a join string serves again',
    tests: JOIN_TESTS,
  },
  {
    name: 'admission/other-site',
    file: 'coordinator/src/members/invitations.ts',
    find: 'row === undefined || row.kind !== kind || row.member !== id',
    replace: 'row === undefined || row.kind !== kind',
    breaks: 'the join string of one site serves for another',
    tests: JOIN_TESTS,
  },
  {
    name: 'admission/expired',
    file: 'coordinator/src/members/invitations.ts',
    find: 'if (nowMs > row.expires_ms) throw',
    replace: 'if (nowMs < 0) throw',
    breaks: 'a join string never ends',
    tests: JOIN_TESTS,
  },
  {
    name: 'admission/renewal-context',
    file: 'lib/trust/src/renewal.ts',
    find: "if (!verify('sha256', signedBytes(key), oldKey, proof)) throw",
    replace: 'if (proof.length === 0) throw',
    breaks: 'a renewal needs no proof of the old key',
    tests: ['lib/trust/src/renewal.test.ts'],
  },
  {
    name: 'strangers/wrong-door',
    file: 'lib/transport/src/grpc-server.ts',
    find: "if ((access.kind === 'stranger') !== strangers)",
    replace: "if (path === '' && access.kind === 'stranger' && !strangers)",
    breaks: 'a service for members can be served to callers without a certificate',
    tests: ['test/contract/stranger-tls.test.ts'],
  },
  {
    name: 'strangers/fingerprint',
    file: 'lib/transport/src/tls-probe.ts',
    find: 'if (!accepts(shown)) {',
    replace: 'if (shown.length === 0) {',
    breaks: 'a hospital joins anybody who answers',
    tests: ['test/contract/stranger-tls.test.ts', 'site-agent/src/commands/join.test.ts'],
  },
  {
    name: 'strangers/shown-plan',
    file: 'site-agent/src/commands/offered-plans.ts',
    find: 'const shown = newest ? undefined : folder.inbox().find(named);',
    replace: 'const shown = newest ? folder.inbox().find(named) : undefined;',
    breaks: 'what is approved is what the coordinator has by then, not what was shown',
    tests: ['site-agent/src/commands/offered-plans.test.ts'],
  },
];

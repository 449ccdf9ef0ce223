const PRESENCE_TESTS = [
  'coordinator/src/rounds/presence.test.ts',
  'coordinator/src/rounds/run-state-presence.test.ts',
  'coordinator/src/coordinator-presence.test.ts',
];

/** Who is waited for. @type {import('./report.mjs').Mutation[]} */
export const PRESENCE = [
  {
    name: 'rounds/grace',
    file: 'coordinator/src/rounds/presence.ts',
    find: 'latest = Math.max(latest, since + graceMs);',
    replace: 'latest = Math.max(latest, since);',
    breaks: 'a site whose connection broke for a second is left out of the round',
    tests: PRESENCE_TESTS,
  },
  {
    name: 'rounds/connected-site-left-out',
    file: 'coordinator/src/rounds/presence.ts',
    find: 'if (since === undefined) return Number.POSITIVE_INFINITY;',
    replace: 'if (since === undefined) continue;',
    breaks: 'a round closes while a site that is there still trains',
    tests: PRESENCE_TESTS,
  },
  {
    name: 'rounds/early-sum-without-enough',
    file: 'coordinator/src/rounds/batch-steps.ts',
    find: "if (effect.early === true && closed.t === 'void' && !isHopeless(masked, state, sum)) continue;",
    replace: '',
    breaks: 'a sum is given up while sites that are away have time to come back',
    tests: PRESENCE_TESTS,
  },
  {
    name: 'rounds/early-sum-without-hope',
    file: 'coordinator/src/rounds/batch-steps.ts',
    find: "closed.t === 'void' && !isHopeless(masked, state, sum)) continue;",
    replace: "closed.t === 'void') continue;",
    breaks: 'sites that are at work are charged for a sum that there cannot be',
    tests: PRESENCE_TESTS,
  },
];

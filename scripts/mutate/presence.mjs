const PRESENCE_TESTS = [
  'coordinator/src/rounds/presence.test.ts',
  'coordinator/src/rounds/run-state-presence.test.ts',
  'coordinator/src/coordinator-presence.test.ts',
];

const PAUSE_TESTS = ['coordinator/src/rounds/run-state-pause.test.ts', 'coordinator/src/rounds/run-state.test.ts'];
const STEP = 'coordinator/src/rounds/run-step.ts';
const PAUSE_STEP = 'coordinator/src/rounds/pause-step.ts';

/** When a run rests, and goes on. @type {import('./report.mjs').Mutation[]} */
export const PAUSE = [
  {
    name: 'pause/attempt-given-up',
    file: STEP,
    find: "if (!isEnough(seen, state, lacks)) return { state: hold(seen, state, 'absent', lacks), effects: [] };",
    replace: '',
    breaks: 'absent sites use the attempts of a round up, and what the others have paid is thrown away',
    tests: PAUSE_TESTS,
  },
  {
    name: 'pause/last-attempt-ends-the-run',
    file: STEP,
    find: 'if (state.attempt < rules.attempts && isEnoughForAnother(seen, state))',
    replace: 'if (isEnoughForAnother(seen, state))',
    breaks: 'a run ends with its epsilon spent because sites are slow',
    tests: PAUSE_TESTS,
  },
  {
    name: 'pause/given-up-for-too-few',
    file: STEP,
    find: 'if (state.attempt < rules.attempts && isEnoughForAnother(seen, state))',
    replace: 'if (state.attempt < rules.attempts)',
    breaks: 'what was paid for is thrown away for an attempt that too few are there for',
    tests: PAUSE_TESTS,
  },
  {
    name: 'pause/offered-to-too-few',
    file: STEP,
    find: '!asked && isEnough({ away }, state, lacks)',
    replace: '!asked',
    breaks: 'hospitals pay for an attempt for which too few are connected',
    tests: PAUSE_TESTS,
  },
  {
    name: 'pause/goes-on-with-too-few',
    file: PAUSE_STEP,
    find: 'if (enough && seen.nowMs >=',
    replace: 'if (seen.nowMs >=',
    breaks: 'a pause is over although those it waited for are still away',
    tests: PAUSE_TESTS,
  },
  {
    name: 'pause/hopeless-offered-again',
    file: STEP,
    find: 'return left === 0 || left < lackOf(seen.rules, state) ? settle(seen, state) : to;',
    replace: 'return left === 0 ? settle(seen, state) : to;',
    breaks: 'a hospital pays for an attempt that cannot reach its quorum any more',
    tests: PAUSE_TESTS,
  },
  {
    name: 'pause/by-itself-although-asked',
    file: PAUSE_STEP,
    find: "  if (reason === 'asked') return { state, effects: [] };\n",
    replace: '',
    breaks: 'a run goes on that a person wanted to rest',
    tests: PAUSE_TESTS,
  },
  {
    name: 'pause/update-of-the-pause-lost',
    file: STEP,
    find: '      return isOpen(state) && speaksOf(state, event.of)\n',
    replace: "      return state.t === 'collecting' && speaksOf(state, event.of)\n",
    breaks: 'an update that was paid for before the pause does not count',
    tests: PAUSE_TESTS,
  },
  {
    name: 'pause/no-backoff',
    file: 'coordinator/src/rounds/run-pause.ts',
    find: 'Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (silences - 1))',
    replace: 'FIRST_WAIT_MS',
    breaks: 'sites that do not answer are asked every minute for weeks',
    tests: PAUSE_TESTS,
  },
  {
    name: 'pause/sum-forgotten',
    file: 'coordinator/src/rounds/batch-steps.ts',
    find: '    if (!kept) sum = ',
    replace: '    sum = ',
    breaks: 'what sites have said in a sum, and paid for, is thrown away by a pause',
    tests: ['coordinator/src/coordinator-paused.test.ts'],
  },
  {
    name: 'pause/offered-in-a-pause',
    file: 'coordinator/src/rounds/messages.ts',
    find: "(known?.t === 'waiting' && state.t !== 'paused')",
    replace: "known?.t === 'waiting'",
    breaks: 'a site that connects during a pause begins to work, and pays, although too few are there',
    tests: ['coordinator/src/coordinator-paused.test.ts'],
  },
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

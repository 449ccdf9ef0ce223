const FILE = 'site-agent/src/masks/roster-file.ts';
const FILE_TESTS = ['site-agent/src/masks/roster-file.test.ts'];
const RELEASE_TESTS = ['lib/privacy/src/release/share-alone.test.ts'];
const PLAN = 'lib/plan/src/mask-checks.ts';
const PLAN_TESTS = ['lib/plan/src/mask-checks.test.ts'];

/** Rosters, and what is shared under them. @type {import('./report.mjs').Mutation[]} */
export const ROSTERS = [
  {
    name: 'roster/unpinned-key',
    file: FILE,
    find: 'if (pinned !== undefined && pinned !== hex(key))',
    replace: 'if (false && pinned !== hex(key))',
    breaks: 'anybody signs the first roster of a hospital',
    tests: FILE_TESTS,
  },
  {
    name: 'roster/key-of-the-file',
    file: FILE,
    find: 'if (hex(held.key) !== hex(key))',
    replace: 'if (hex(held.key) === "")',
    breaks: 'a roster signed by another key takes the place of that of the consortium',
    tests: FILE_TESTS,
  },
  {
    name: 'roster/older-epoch',
    file: FILE,
    find: 'if (held !== undefined && !(roster.epoch > held.roster.epoch))',
    replace: 'if (held !== undefined && roster.epoch === held.roster.epoch)',
    breaks: 'a hospital goes back to a roster whose sites were taken off it',
    tests: FILE_TESTS,
  },
  {
    name: 'roster/edited-on-disk',
    file: 'lib/secure-sum/src/signed-roster.ts',
    find: '    acceptRoster(roster, signature, key, 0);\n',
    replace: '',
    breaks: 'a roster that was edited on the disk counts',
    tests: [...FILE_TESTS, 'lib/secure-sum/src/signed-roster.test.ts'],
  },
  {
    name: 'roster/ledger-forgets',
    file: 'site-agent/src/ledger/ledger-state.ts',
    find: 'sum: sum === undefined ? [] : [sum]',
    replace: 'sum: []',
    breaks: 'a charge passes for one that counts on other sites',
    tests: ['site-agent/src/ledger/ledger.test.ts'],
  },
  {
    name: 'roster/share-is-all',
    file: 'lib/privacy/src/release/share-alone.ts',
    find: 'event.noiseMultiplier / Math.sqrt(honest)',
    replace: 'event.noiseMultiplier',
    breaks: 'what is left when all others collude is said to be as good as what is left when they do not',
    tests: RELEASE_TESTS,
  },
  {
    name: 'roster/coarse-share',
    file: 'lib/privacy/src/release/share-alone.ts',
    find: 'return distance <= discretisationRoom({ epsilon, delta }) ? epsilon : Number.POSITIVE_INFINITY;',
    replace: 'return epsilon;',
    breaks: 'an epsilon is stated where the grid allows none',
    tests: RELEASE_TESTS,
  },
  {
    name: 'roster/plain-shares',
    file: PLAN,
    find: 'if (honestContributors === 1) return;',
    replace: 'return;',
    breaks: 'a plan may send shares of noise without masks',
    tests: PLAN_TESTS,
  },
  {
    name: 'roster/all-honest',
    file: PLAN,
    find: 'if (honestContributors > quorum.sites)',
    replace: 'if (honestContributors > quorum.sites + 1)',
    breaks: 'a plan may count on more sites than a round has',
    tests: PLAN_TESTS,
  },
  {
    name: 'roster/scores-share',
    file: 'lib/plan/src/score-parameters.ts',
    find: '    honestContributors: honestSites(plan),\n',
    replace: '    honestContributors: plan.siteIds.length,\n',
    breaks: 'scores count on the noise of more sites than the plan says',
    tests: PLAN_TESTS,
  },
  {
    name: 'roster/unasked',
    file: 'site-agent/src/gate/foreseen-refusals.ts',
    find: '    () => admitRoster(plan, siteId, known.roster),\n',
    replace: '',
    breaks: 'a plan is approved that the accepted roster does not allow',
    tests: ['site-agent/src/commands/plan.test.ts'],
  },
];

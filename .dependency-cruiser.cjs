// The table of rooms of the design as rules: who may import whom, and which room is the only place for a library.

/** Each room and the rooms of ours that it may import. `public` rooms see the others through their entry files only. */
const ROOMS = {
  proto: [],
  'lib/core': [],
  'lib/host': ['lib/core'],
  'lib/privacy': ['lib/core'],
  'lib/secure-sum': ['lib/core'],
  'lib/transparency': ['lib/core'],
  'lib/shipping': ['lib/core', 'lib/host', 'lib/transparency'],
  'lib/command-line': ['lib/core', 'lib/host', 'lib/transparency', 'lib/shipping'],
  'lib/deidentify': ['lib/core'],
  'lib/pages': ['lib/core'],
  'lib/plan': ['lib/core', 'lib/deidentify', 'lib/host'],
  'lib/trust': ['lib/core', 'lib/host'],
  'lib/transport': ['lib/core', 'proto'],
  'lib/learning': ['lib/core', 'lib/deidentify', 'lib/plan', 'lib/privacy'],
  'lib/model': ['lib/core', 'lib/host', 'lib/pages', 'lib/plan', 'lib/privacy', 'lib/transparency', 'lib/trust'],
  coordinator: [
    'lib/core',
    'lib/host',
    'lib/model',
    'lib/privacy',
    'lib/secure-sum',
    'lib/plan',
    'lib/trust',
    'lib/transport',
    'lib/transparency',
    'lib/shipping',
    'proto',
  ],
  'site-agent': [
    'lib/command-line',
    'lib/core',
    'lib/deidentify',
    'lib/host',
    'lib/pages',
    'lib/privacy',
    'lib/secure-sum',
    'lib/plan',
    'lib/trust',
    'lib/transport',
    'lib/learning',
    'lib/transparency',
    'lib/shipping',
    'proto',
  ],
  sim: [
    'coordinator',
    'site-agent',
    'lib/core',
    'lib/deidentify',
    'lib/host',
    'lib/model',
    'lib/pages',
    'lib/privacy',
    'lib/secure-sum',
    'lib/plan',
    'lib/trust',
    'lib/transport',
    'lib/learning',
    'proto',
  ],
  // The composition room of the `consilium` program.
  cli: [
    'coordinator',
    'sim',
    'lib/command-line',
    'lib/core',
    'lib/deidentify',
    'lib/host',
    'lib/model',
    'lib/privacy',
    'lib/secure-sum',
    'lib/plan',
    'lib/trust',
    'lib/transport',
    'lib/learning',
    'lib/transparency',
    'lib/shipping',
    'proto',
  ],
};
// Doubles and builders for tests, and what crosses packages: all public entries.
ROOMS.testing = Object.keys(ROOMS).filter((room) => room !== 'cli');
const EVERY_ROOM = Object.keys(ROOMS);
ROOMS.test = EVERY_ROOM;
ROOMS.bench = EVERY_ROOM;

const anyOf = (names) => `^(?:${names.join('|')})/`;
const npm = (pattern) => `(?:^|/)node_modules/${pattern}`;

/** Rooms that only compute; what they import, and what that imports in turn, only computes too. */
const PURE_ROOMS = ['lib/core', 'lib/deidentify', 'lib/pages', 'lib/privacy', 'lib/secure-sum'];
const PURE_MODULES = '^(?:node:)?(?:crypto|buffer|util|assert|timers|timers/promises)$';

const TESTS = '\\.test\\.ts$';
/** Doubles and samples: the room testing/, and what tests of one room need of its insides. */
const DOUBLES = '(?:^|/)testing/';

/** Libraries that one room owns, so that replacing one touches one folder. */
const OWNED_LIBRARIES = [
  {
    library: '@grpc/',
    owner: 'lib/transport',
    why: 'gRPC is spoken in lib/transport only (the adapters of proto may name its types)',
  },
  { library: 'node-forge/', owner: 'lib/trust', why: 'certificates are made and read in lib/trust only' },
  {
    library: '@tensorflow/',
    owner: 'lib/learning',
    why: 'TensorFlow is loaded in lib/learning only: the coordinator must run without it',
  },
];

module.exports = {
  forbidden: [
    ...Object.entries(ROOMS).map(([room, allowed]) => ({
      name: `room-${room.replace('/', '-')}`,
      comment: `${room} may import ${allowed.length === 0 ? 'no room of ours' : allowed.join(', ')}; see docs/architecture.md`,
      severity: 'error',
      from: { path: `^${room}/` },
      to: {
        path: anyOf([...EVERY_ROOM, 'test', 'bench', 'scripts', 'examples']),
        pathNot: anyOf([room, ...allowed, 'testing']),
      },
    })),
    {
      name: 'testing-is-for-tests',
      comment: 'testing/ and src/testing/ hold doubles, builders and samples: shipped code knows none of them',
      severity: 'error',
      from: { path: anyOf(EVERY_ROOM), pathNot: [TESTS, DOUBLES] },
      to: { path: DOUBLES, pathNot: '(?:^|/)node_modules/' },
    },
    {
      name: 'public-entry-only',
      comment: 'Other rooms are seen through their entry file: import @consilium/<name>, not a file inside it',
      severity: 'error',
      from: { path: `^(${[...EVERY_ROOM, 'test', 'bench'].join('|')})/` },
      to: {
        path: anyOf(EVERY_ROOM),
        // The messages of a thousand sites, for who measures or tests what takes them: only the room itself can make them at once. And the
        // second entry of lib/host, for the start of programs, which must not wait for what the first one loads; so have those of
        // lib/command-line, for commands of one kind, and lib/learning, for those who ask who is held out and train nobody.
        pathNot: [
          '^$1/',
          `${anyOf(EVERY_ROOM)}src/index\\.ts$`,
          '^lib/secure-sum/src/testing/quick-sum\\.ts$',
          '^lib/host/src/program\\.ts$',
          '^lib/learning/src/data/held-out\\.ts$',
          // Likewise what commands ask that only look: they load no database, no server and no compiler of plans.
          '^coordinator/src/folder\\.ts$',
          '^lib/plan/src/mechanisms\\.ts$',
          '^lib/command-line/src/(?:collector-options|incident-commands)\\.ts$',
          '^lib/deidentify/src/testing/declared\\.ts$',
          // Made images, for tests of a pure room that need nothing else of it.
          '^testing/src/dicom\\.ts$',
        ],
      },
    },
    {
      name: 'no-built-code',
      comment: 'Sources import sources: a compiled file may be older than its source',
      severity: 'error',
      from: {},
      to: { path: `${anyOf(EVERY_ROOM)}dist/` },
    },
    ...OWNED_LIBRARIES.map(({ library, owner, why }) => ({
      name: `only-${owner.replace('/', '-')}-uses-${library.replace(/\W/g, '')}`,
      comment: why,
      severity: 'error',
      from: {
        path: anyOf([...EVERY_ROOM, 'test', 'bench']),
        pathNot: [`^${owner}/`, ...(library === '@grpc/' ? ['^proto/'] : [])],
      },
      to: { path: npm(library) },
    })),
    {
      name: 'proto-names-grpc-types-only',
      comment: 'proto/ is messages and types; what runs over gRPC lives in lib/transport',
      severity: 'error',
      from: { path: '^proto/' },
      to: { path: npm('@grpc/'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'pure-rooms',
      comment:
        'lib/core, lib/deidentify, lib/pages, lib/privacy and lib/secure-sum compute: no files, network, processes, logs or parsers behind any of their imports, so that guarantees can be tested exhaustively',
      severity: 'error',
      // Samples of images are deflated as hospitals' are.
      from: { path: anyOf(PURE_ROOMS), pathNot: [TESTS, '^lib/deidentify/src/dicom/testing/'] },
      to: { reachable: true, path: `^(?!${EVERY_ROOM.join('/|')}/)|^lib/host/`, pathNot: PURE_MODULES },
    },
    // The floors of the accountant, lowest first: each may import those below it.
    ...Object.entries({ events: [], numerics: [], laws: ['events', 'numerics'] }).map(([floor, below]) => ({
      name: `accounting-${floor}`,
      comment: `lib/privacy/src/accounting/${floor} imports ${below.length === 0 ? 'no other floor' : below.join(' and ')} of the accountant`,
      severity: 'error',
      from: { path: `^lib/privacy/src/accounting/${floor}/`, pathNot: TESTS },
      to: {
        path: '^lib/privacy/src/accounting/',
        pathNot: [floor, ...below].map((name) => `^lib/privacy/src/accounting/${name}/`),
      },
    })),
    {
      name: 'behind-the-border',
      comment:
        'What identifies people ends at site-agent/src/border: data sets and work know no connector (the catalogue only stores where a source lies)',
      severity: 'error',
      from: {
        path: '^site-agent/src/(?:datasets|work|synthetic)/',
        pathNot: [TESTS, '^site-agent/src/datasets/dataset-catalog\\.ts$'],
      },
      to: { path: '^site-agent/src/(?:connectors|mapping)/' },
    },
    {
      name: 'checks-of-data-stay-inside',
      comment:
        'What a check counts exactly is for people at the hospital: nothing that speaks to a coordinator may know it, nor may it take the time of one',
      severity: 'error',
      from: { path: '^site-agent/src/(?:session|attempt|work|gate|outbox|masks|monitoring)/', pathNot: TESTS },
      to: { path: '^site-agent/src/quality/' },
    },
    {
      name: 'no-cycles',
      comment: 'Files that need each other are one concept, or one concept too many',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-imports-tests',
      comment: 'Shipped code and other tests do not depend on a test file',
      severity: 'error',
      from: {},
      to: { path: TESTS },
    },
    {
      name: 'shipped-code-uses-shipped-packages',
      comment: 'A development dependency is not there when a hospital installs the agent',
      severity: 'error',
      from: { path: `${anyOf(EVERY_ROOM)}src/`, pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'] },
    },
    {
      name: 'declared-packages-only',
      comment: 'Name the package in the dependencies of this workspace',
      severity: 'error',
      // What tests share draws its cases as they do.
      from: { path: `${anyOf(EVERY_ROOM)}src/`, pathNot: [TESTS, '/src/testing/'] },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'resolvable',
      comment: 'This import leads nowhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['(?:^|/)node_modules/', '(?:^|/)dist/'] },
    // Types count: a type-only import of a neighbour room is still knowledge of it.
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      // As tests resolve: workspaces lead to their sources, without a build.
      conditionNames: ['@consilium/source', 'types', 'import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};

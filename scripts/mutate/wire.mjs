const STRICT_TESTS = ['coordinator/src/api/site-api.test.ts'];
const METRICS = 'coordinator/src/sites/exact-metrics.ts';
const METRICS_TESTS = ['coordinator/src/sites/exact-metrics.test.ts'];

/** What docs/wire.md says that a coordinator holds every agent to. @type {import('./report.mjs').Mutation[]} */
export const WIRE = [
  {
    name: 'wire/chunk-length',
    file: 'coordinator/src/api/site-messages.ts',
    find: 'if (chunk.data.length > CHUNK_BYTES)',
    replace: 'if (chunk.data.length > 4 * CHUNK_BYTES)',
    breaks: 'chunks of more than 1 MiB are taken',
    tests: STRICT_TESTS,
  },
  {
    name: 'wire/head-falls',
    file: 'coordinator/src/members/site-store.ts',
    find: 'if (known === undefined || sequence > known.sequence ||',
    replace: 'if (known === undefined || sequence >= 0 ||',
    breaks: 'a ledger that was put back is taken for the newest',
    tests: STRICT_TESTS,
  },
  {
    name: 'wire/head-forks',
    file: 'coordinator/src/members/site-store.ts',
    find: '(sequence === known.sequence && hash === known.hash)',
    replace: '(sequence === known.sequence && hash.length === known.hash.length)',
    breaks: 'a ledger that was written again is taken for the same',
    tests: STRICT_TESTS,
  },
  {
    name: 'wire/metrics-canonical',
    file: METRICS,
    find: 'if (canonicalJson(value as Json) !== text)',
    replace: 'if (canonicalJson(value as Json) === "")',
    breaks: 'metrics have two forms, and a key may appear twice',
    tests: METRICS_TESTS,
  },
  {
    name: 'wire/metrics-asked',
    file: METRICS,
    find: 'metrics.map((metric) => FIGURES[metric])',
    replace: 'Object.values(FIGURES)',
    breaks: 'metrics that the plan does not ask for are handed on',
    tests: METRICS_TESTS,
  },
  {
    name: 'wire/health-of-nothing',
    file: 'coordinator/src/api/health-api.ts',
    find: "if (SERVED.has(service ?? '')) return",
    replace: "if (SERVED.has('')) return",
    breaks: 'a service that does not exist is healthy',
    tests: ['coordinator/src/api/health-api.test.ts'],
  },
];

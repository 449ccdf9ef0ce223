const AGENT = ['site-agent/src/session/agent.test.ts'];
const FETCH = ['site-agent/src/session/blob-fetch.test.ts'];

/** What a coordinator may say on the session, and how much of it. @type {import('./report.mjs').Mutation[]} */
export const SESSION = [
  {
    name: 'session/unbounded-kinds',
    file: 'site-agent/src/session/bounded-message.ts',
    find: "if (message.message !== 'task') return isBounded(message) ? message : undefined;",
    replace: "if (message.message !== 'task') return message;",
    breaks: 'messages of megabytes are worked on and written to the log',
    tests: ['site-agent/src/session/bounded-message.test.ts', ...AGENT],
  },
  {
    name: 'session/participants-count',
    file: 'site-agent/src/session/bounded-message.ts',
    find: 'return isBounded(task) ? ',
    replace: 'return isBounded(message.task) ? ',
    breaks: 'a study of many hospitals is ignored',
    tests: ['site-agent/src/session/bounded-message.test.ts'],
  },
  {
    name: 'session/welcome-again',
    file: 'site-agent/src/session/agent.ts',
    find: "if (first !== (message.message === 'welcome'))",
    replace: "if (first && message.message !== 'welcome')",
    breaks: 'a coordinator greets without end, and each greeting costs a look at the disk and a line',
    tests: AGENT,
  },
  {
    name: 'session/no-greeting',
    file: 'site-agent/src/session/agent.ts',
    find: "if (first !== (message.message === 'welcome'))",
    replace: "if (!first && message.message === 'welcome')",
    breaks: 'work begins before the ledger was compared with what this site has reported',
    tests: AGENT,
  },
  {
    name: 'session/sweeps-pile-up',
    file: 'site-agent/src/attempt/attempt-runner.ts',
    find: '    if (this.#sweepWaits) return;\n',
    replace: '',
    breaks: 'sessions that are opened again and again fill the queue',
    tests: AGENT,
  },
  {
    name: 'session/blob-for-ever',
    file: 'site-agent/src/session/blob-fetch.ts',
    find: 'clock.setTimer(limitMs, () => late.abort())',
    replace: 'clock.setTimer(limitMs, () => {})',
    breaks: 'content that trickles in keeps a site from all other work',
    tests: FETCH,
  },
  {
    name: 'session/blob-empty-pieces',
    file: 'site-agent/src/session/blob-fetch.ts',
    find: 'if (data.length === 0) throw',
    replace: 'if (data.length < 0) throw',
    breaks: 'pieces without bytes keep a fetch busy',
    tests: FETCH,
  },
  {
    name: 'session/kept-model-any-length',
    file: 'site-agent/src/session/model-fetch.ts',
    find: '      requireLength(this.#last.weights.byteLength, bytes);\n',
    replace: '',
    breaks: 'a model that is kept passes for one of another length',
    tests: ['site-agent/src/session/model-fetch.test.ts'],
  },
];

const LOG = ['site-agent/src/audit/audit-log.test.ts'];
const CHAIN = 'lib/transparency/src/audit-chain.ts';

/** What keeps an audit log from being changed unseen, and what it is about from happening unrecorded. */
export const AUDIT = [
  {
    name: 'audit/leaves-unrecorded',
    file: 'site-agent/src/attempt/attempt-effects.ts',
    find: '        this.#recordLeaving();\n',
    replace: '',
    breaks: 'an update leaves of which the audit log knows nothing',
    tests: ['site-agent/src/attempt/attempt-audit.test.ts'],
  },
  {
    name: 'audit/chain-unfollowed',
    file: CHAIN,
    find: 'if (entry.prev !== this.#last)',
    replace: 'if (entry.prev === this.#last && position < 0)',
    breaks: 'nobody can tell which entry was removed or moved',
    tests: ['lib/transparency/src/audit-chain.test.ts'],
  },
  {
    name: 'audit/root-uncompared',
    file: CHAIN,
    find: 'if (!chain.root().equals(next.root))',
    replace: 'if (chain.root().length !== next.root.length)',
    breaks: 'a log that was written again, chain and all, passes for the signed one',
    tests: ['lib/transparency/src/audit-chain.test.ts'],
  },
  {
    name: 'audit/end-uncompared',
    file: CHAIN,
    find: 'if (missing !== undefined)',
    replace: 'if (missing !== undefined && missing.size < 0)',
    breaks: 'a log whose end was cut off passes',
    tests: ['lib/transparency/src/audit-chain.test.ts'],
  },
  {
    name: 'audit/checkpoint-gone',
    file: 'site-agent/src/audit/audit-log.ts',
    find: 'if (this.#chain.size > 0 && checkpoints.length === 0)',
    replace: 'if (this.#chain.size < 0)',
    breaks: 'who takes the checkpoint away may change the log, and the agent signs it',
    tests: LOG,
  },
  {
    name: 'audit/waits-twice',
    file: 'site-agent/src/audit/audit-log.ts',
    find: '    this.#waiting.forget(salts);\n',
    replace: '',
    breaks: 'a decision is in the log twice after a kill',
    tests: LOG,
  },
  {
    name: 'audit/any-length',
    file: 'site-agent/src/audit/agent-audit.ts',
    find: 'if (notes <= NOTES_PER_HOUR || !FREE.has(event.event))',
    replace: 'if (notes > 0)',
    breaks: 'a coordinator fills the disk with entries',
    tests: LOG,
  },
];

const BACKUP_TESTS = ['site-agent/src/commands/backup.test.ts'];

/** Backups that are brought back. @type {import('./report.mjs').Mutation[]} */
export const RESTORE = [
  {
    name: 'restore/not-marked',
    file: 'site-agent/src/commands/restore-site.ts',
    find: '.wasRestored(restored);',
    replace: ';\n    void restored;',
    breaks: 'nothing tells that a restored ledger is an old one',
    tests: BACKUP_TESTS,
  },
  {
    name: 'restore/any-witness',
    file: 'site-agent/src/commands/unsettled.ts',
    find: ' || !marks.toldAll(witness)) return;',
    replace: ') return;',
    breaks: 'a witness that learned nothing of what came after the backup settles what a restored ledger lacks',
    tests: BACKUP_TESTS,
  },
  {
    name: 'restore/witness-not-ended',
    file: 'site-agent/src/commands/witness.ts',
    find: '    before.end(Math.trunc(systemClock.now()));\n',
    replace: '',
    breaks: 'a witness that was taken away is believed by a backup from before',
    tests: BACKUP_TESTS,
  },
  {
    name: 'backup/sums-brought-back',
    file: 'site-agent/src/commands/backup-parts.ts',
    find: "'state/updates', 'state/sums', ",
    replace: "'state/updates', ",
    breaks: 'a restored site says a second thing in a sum under masks',
    tests: BACKUP_TESTS,
  },
  {
    name: 'restore/invitations-open',
    file: 'coordinator/src/server/restore.ts',
    find: '        await withdrawAllOpen(tx);\n',
    replace: '        void withdrawAllOpen;\n',
    breaks: 'a join string that was used since a backup is good again once it is restored',
    tests: ['coordinator/src/server/backup.test.ts'],
  },
];

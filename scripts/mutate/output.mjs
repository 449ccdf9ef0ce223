// Text of others on its way to a terminal, a page or a log.

/** @type {readonly import('./report.mjs').Mutation[]} */
export const OUTPUT = [
  {
    name: 'output/format-characters',
    file: 'lib/core/src/visible-text.ts',
    find: 'const HIDDEN = /[\\p{C}\\p{Zl}',
    replace: 'const HIDDEN = /[\\p{Cc}\\p{Zl}',
    breaks: 'a turn of direction in a name turns the words of the program',
    tests: ['lib/core/src/visible-text.test.ts'],
  },
  {
    name: 'output/raw-lines',
    file: 'lib/host/src/output/terminal.ts',
    find: "if (typeof line === 'string') return `${visibleText(line)}\\n`;",
    replace: "if (typeof line === 'string') return `${line}\\n`;",
    breaks: 'a line from outside commands the terminal and begins lines of its own',
    tests: ['lib/host/src/output/terminal.test.ts', 'cli/src/program-hostile-text.test.ts'],
  },
  {
    name: 'output/raw-cells',
    file: 'lib/host/src/output/table.ts',
    find: 'row.map(visibleText)',
    replace: '[...row]',
    breaks: 'a cell draws rows of its own',
    tests: ['lib/host/src/output/table.test.ts'],
  },
  {
    name: 'output/error-lines',
    file: 'lib/host/src/output/standard-streams.ts',
    find: 'i === 0 ? line : `  ${line}`',
    replace: 'i < 0 ? line : line',
    breaks: 'an error message from another machine passes for lines of the program',
    tests: ['lib/host/src/run-program.test.ts'],
  },
  {
    name: 'output/raw-records',
    file: 'lib/host/src/log.ts',
    find: 'destination.write(visibleRecord(line))',
    replace: 'destination.write(line)',
    breaks: 'a reader of logs prints what a site wrote into its version',
    tests: ['lib/host/src/log.test.ts'],
  },
];

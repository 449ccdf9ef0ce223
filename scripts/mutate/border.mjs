const BORDER_TESTS = ['lib/deidentify/src/zone/border.test.ts'];
const VERDICT = 'lib/deidentify/src/safe-harbor/column-verdict.ts';

/** The border that nothing identified crosses. @type {import('./report.mjs').Mutation[]} */
export const BORDER = [
  {
    name: 'border/not-held-back',
    file: 'lib/deidentify/src/zone/border.ts',
    find: 'return { cells: without(cells, held), held };',
    replace: 'return { cells: without(cells, new Set()), held: new Set<number>([...held].filter((at) => at < 0)) };',
    breaks: 'what identifies people is reported, and learned from',
    tests: BORDER_TESTS,
  },
  {
    name: 'border/certain-counts-as-likely',
    file: VERDICT,
    find: 'admitted &&= !certain;',
    replace: 'admitted &&= !certain || hits.certain < 2;',
    breaks: 'the first identifier of a column crosses',
    tests: BORDER_TESTS,
  },
  {
    name: 'border/ages-to-120',
    file: 'lib/deidentify/src/plan/judge-dictionary.ts',
    find: 'if (high <= top) return [];',
    replace: 'if (high <= top + 30) return [];',
    breaks: 'a plan tells ages over 89 apart',
    tests: ['lib/deidentify/src/plan/judge-dictionary.test.ts'],
  },
  {
    name: 'border/approved-all-the-same',
    file: 'site-agent/src/commands/plan-approve.ts',
    find: 'if (data.report.identifiers.length > 0) {',
    replace: 'if (data.report.identifiers.length > 1_000_000) {',
    breaks: 'a person approves a plan on data that identify people, and is not asked',
    tests: ['site-agent/src/commands/data.test.ts'],
  },
];

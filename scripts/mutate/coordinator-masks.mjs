const DRIVER = 'coordinator/src/rounds/run-driver.ts';
const STEPS = 'coordinator/src/rounds/batch-steps.ts';
const SUM = 'coordinator/src/masks/attempt-sum.ts';
const ROUNDS = ['coordinator/src/coordinator-masks.test.ts'];

/** Sums under masks at the coordinator. @type {import('./report.mjs').Mutation[]} */
export const CENTRAL_MASKS = [
  {
    name: 'masks/word-forgotten',
    file: DRIVER,
    find: '          if (kept !== undefined) await sums.put(tx, before.run, kept.of, kept.message);\n',
    replace: '          void kept;\n',
    breaks: 'a coordinator that comes back has lost what sites have said',
    tests: ROUNDS,
  },
  {
    name: 'masks/words-kept',
    file: DRIVER,
    find: '          await sums.forget(tx, before.run, effect);\n',
    replace: '',
    breaks: 'messages of sums stay for ever',
    tests: ROUNDS,
  },
  {
    name: 'masks/no-time-after-restart',
    file: DRIVER,
    find: 'const delay = Math.max(deadlineOf(state), this.#notBeforeMs)',
    replace: 'const delay = deadlineOf(state)',
    breaks: 'a coordinator that was away gives up sums that sites have paid for',
    tests: ROUNDS,
  },
  {
    name: 'masks/vector-without-words',
    file: STEPS,
    find: '  if (wordOf(event)?.includes(said.t) !== true) return useless;\n',
    replace: '',
    breaks: 'a site stands in the sum without a vector, and the run ends',
    tests: ROUNDS,
  },
  {
    name: 'masks/keys-without-keys',
    file: 'coordinator/src/sites/site-answers.ts',
    find: 'if (this.#collecting(of)?.longestMessage === undefined) return await',
    replace: 'if (keys.length === 0) return await',
    breaks: 'a site takes part without keys, and nobody waits for them',
    tests: ROUNDS,
  },
  {
    name: 'masks/in-the-name-of-another',
    file: SUM,
    find: '  if (message.site !== site)\n',
    replace: "  if (message.site === '')\n",
    breaks: 'a site speaks for another one',
    tests: ROUNDS,
  },
  {
    name: 'masks/quorum-late',
    file: SUM,
    find: "if (PHASES.indexOf(phase) <= PHASES.indexOf('masked') && arrived.length < least)",
    replace: 'if (arrived.length < 0)',
    breaks: 'sites are charged for a sum that the plan does not take',
    tests: ROUNDS,
  },
  {
    name: 'masks/any-length',
    file: 'coordinator/src/aggregation/accumulator.ts',
    find: '    if (norm > longest)\n',
    replace: '    if (norm < 0)\n',
    breaks: 'one site pulls the model as far as it likes',
    tests: ROUNDS,
  },
  {
    name: 'masks/liar-asked-again',
    file: SUM,
    find: '...voided(before, error.message, error.code), ...found }',
    replace: '...voided(before, error.message, error.code) }',
    breaks: 'a site that shares wrongly voids one charged attempt after the other',
    tests: ROUNDS,
  },
  {
    name: 'masks/hopeless-goes-on',
    file: 'coordinator/src/rounds/batch-steps.ts',
    find: 'sum.state.arrived.length + state.sum.awaited.length < least',
    replace: 'sum.state.arrived.length + state.sum.awaited.length < 0',
    breaks: 'sites are charged for a sum that there will not be',
    tests: ROUNDS,
  },
  {
    name: 'masks/accuser-stays',
    file: 'coordinator/src/rounds/conduct.ts',
    find: '    leave(by, `it says',
    replace: '    if (of === by) leave(by, `it says',
    breaks: 'a liar has honest sites left out, one after the other, and stays',
    tests: ['coordinator/src/rounds/conduct.test.ts'],
  },
];

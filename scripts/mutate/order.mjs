const TRAINING = 'site-agent/src/work/training/training-work.ts';
const EVALUATION = 'site-agent/src/work/evaluation/evaluation-work.ts';
const STUDIES = 'site-agent/src/session/prepared-studies.ts';
const ORDER_TESTS = ['site-agent/src/session/prepared-studies-order.test.ts'];

/** Everything is asked and fetched before a record is read. @type {import('./report.mjs').Mutation[]} */
export const ORDER = [
  {
    name: 'order/reading-off-tick',
    file: 'site-agent/src/attempt/attempt-effects.ts',
    find: '        await this.#tick();\n        try {\n          this.#prepared =',
    replace: '        try {\n          this.#prepared =',
    breaks: 'a coordinator that is slow to hand out a model finds the time of reading to the millisecond',
    tests: ['site-agent/src/attempt/attempt-effects-ticks.test.ts'],
  },
  {
    name: 'order/model-after-data',
    file: TRAINING,
    find: "      const baseHash = task.baseHash ?? '';\n",
    replace: "      await studies.get(planned);\n      const baseHash = task.baseHash ?? '';\n",
    breaks: 'the request for the model shows how long the data took to read',
    tests: ORDER_TESTS,
  },
  {
    name: 'order/scored-model-after-data',
    file: EVALUATION,
    find: "      const weights = await timed(context, attempt, 'fetch'",
    replace: "      await studies.get(planned);\n      const weights = await timed(context, attempt, 'fetch'",
    breaks: 'the request for the model to score shows how long the data took to read',
    tests: ORDER_TESTS,
  },
  {
    name: 'order/price-after-data',
    file: TRAINING,
    find: '      if (charge !== undefined) admitChargeAhead(context, charge);\n',
    replace: '',
    breaks: 'a budget that is spent is no bar to asking for free in what state the data are',
    tests: ORDER_TESTS,
  },
  {
    name: 'order/price-of-scores-after-data',
    file: EVALUATION,
    find: '      if (charge !== undefined) admitChargeAhead(context, charge);\n',
    replace: '',
    breaks: 'a budget that is spent is no bar to asking for free in what state the data are, by a request for scores',
    tests: ORDER_TESTS,
  },
  {
    name: 'order/plan-goes-with-data',
    file: STUDIES,
    find: '    this.#studies.delete(hash);\n',
    replace: '    this.#studies.delete(hash);\n    this.#plans.delete(hash);\n',
    breaks: 'a plan is fetched again where the data have changed',
    tests: ORDER_TESTS,
  },
  {
    name: 'order/other-name-evicts',
    file: STUDIES,
    find: '    if (plan.document.study !== study) {\n',
    replace: '    if (plan.document.study !== study) {\n      this.#plans.delete(planHash);\n',
    breaks: 'a coordinator empties the memory of a site by a wrong name',
    tests: ORDER_TESTS,
  },
  {
    name: 'order/trouble-by-its-name',
    file: STUDIES,
    find: '      throw unavailable(cause);\n',
    replace: '      throw cause;\n',
    breaks: 'what is wrong with the data shows in the code of a refusal',
    tests: ORDER_TESTS,
  },
  {
    name: 'order/exact-by-the-file',
    file: EVALUATION,
    find: '      const rules = exact ? gate.admitMetrics({ study, planHash, patients: heldOutPatients(entry) }) : undefined;\n',
    replace:
      '      const rules = exact ? gate.admitMetrics({ study, planHash, patients: (await studies.get(planned)).dataset.heldOut.patients }) : undefined;\n',
    breaks: 'whether exact metrics are refused depends on how many patients the file has',
    tests: ['site-agent/src/work/evaluation/evaluation-work.test.ts'],
  },
  {
    name: 'order/model-untried',
    file: 'site-agent/src/session/model-fetch.ts',
    find: '    return isUsableModel(',
    replace: '    return weights.length > 0 || isUsableModel(',
    breaks: 'a model that is infinite on padding gets as far as the data',
    tests: ORDER_TESTS,
  },
];

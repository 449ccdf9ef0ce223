const NEVER = ['site-agent/src/masks/masked-sums-unmasked.test.ts'];
const SUMS = 'site-agent/src/masks/masked-sums.ts';
const SUM_TESTS = ['site-agent/src/masks/masked-sums.test.ts'];
const WITHDRAWAL = ['site-agent/src/masks/masked-sums-withdrawal.test.ts'];
const EFFECTS = 'site-agent/src/attempt/attempt-effects.ts';
const FLOODS = ['site-agent/src/masks/masked-sums-floods.test.ts'];

/** Sums under masks at a site. @type {import('./report.mjs').Mutation[]} */
export const MASKS = [
  {
    name: 'masks/made-without',
    file: 'site-agent/src/work/masked/leaving-words.ts',
    find: 'if (isMaskedPlan(plan) !== (masks !== undefined) ||',
    replace: 'if ((masks !== undefined && !isMaskedPlan(plan)) ||',
    breaks: 'a share whose noise counts on others is made without masks where none came',
    tests: NEVER,
  },
  {
    name: 'masks/none-are-masks',
    file: 'site-agent/src/work/masked/leaving-words.ts',
    find: ' || masks?.length === 0)',
    replace: ')',
    breaks: 'an empty list of masks makes a masked update',
    tests: NEVER,
  },
  {
    name: 'masks/not-put-on',
    file: 'site-agent/src/work/masked/leaving-words.ts',
    find: 'new MaskStream(masks).apply(new Uint32Array(words.buffer, words.byteOffset, words.length));',
    replace: 'new MaskStream(masks).apply(new Uint32Array(words.length));',
    breaks: 'an update says that it is under masks, and is not',
    tests: NEVER,
  },
  {
    name: 'masks/scores-in-the-open',
    file: 'site-agent/src/work/evaluation/scores.ts',
    find: 'return leavingWords(words, { plan: study.plan, masks }, UpdateEncoding.UPDATE_ENCODING_SCORES_INT32);',
    replace:
      'return { encoding: UpdateEncoding.UPDATE_ENCODING_SCORES_INT32, bytes: new Uint8Array(words.buffer, words.byteOffset, words.byteLength) };',
    breaks: 'scores whose noise counts on others are made without masks',
    tests: NEVER,
  },
  {
    name: 'masks/scores-without-sum',
    file: 'site-agent/src/work/evaluation/evaluation-work.ts',
    find: 'honest: exact ? 1 : honestSites(plan),',
    replace: 'honest: 1,',
    breaks: 'the last look at scores that leave does not know that their noise is a share',
    tests: ['site-agent/src/work/evaluation/evaluation-work-masked.test.ts'],
  },
  {
    name: 'masks/leaves-without',
    file: 'site-agent/src/gate/gate.ts',
    find: 'if (honest === 1 ||',
    replace: 'if (honest >= 1 ||',
    breaks: 'a share whose noise counts on others leaves without masks where something else has failed',
    tests: NEVER,
  },
  {
    name: 'masks/word-taken-back',
    file: EFFECTS,
    find: '    admitWord(this.#context, this.#attempt);\n',
    replace: '',
    breaks: 'a hospital that has withdrawn takes in what opens a sum',
    tests: WITHDRAWAL,
  },
  {
    name: 'masks/word-of-a-file-that-may-go',
    file: 'site-agent/src/masks/sum-store.ts',
    find: '    waitForDisk(path);\n',
    replace: '',
    breaks: 'a site says what a power cut takes back, and then something else',
    tests: ['site-agent/src/masks/sum-store.test.ts'],
  },
  {
    name: 'masks/task-without-sum',
    file: 'site-agent/src/work/masked/sum-of-task.ts',
    find: 'if (isMaskedPlan(plan) !== (said !== undefined))',
    replace: 'if (said !== undefined && !isMaskedPlan(plan))',
    breaks: 'a task that leaves the sum out costs an update',
    tests: SUM_TESTS,
  },
  {
    name: 'masks/joins-on-other-terms',
    file: SUMS,
    find: 'if (canonicalJson(before as unknown as Json) !== canonicalJson(terms as unknown as Json))',
    replace: 'if (before.planHash !== terms.planHash)',
    breaks: 'a site answers in two sums of one attempt',
    tests: SUM_TESTS,
  },
  {
    name: 'masks/said-before-written',
    file: SUMS,
    find: 'if (step.state !== state) this.#store.put(attempt, { offer, state: step.state });',
    replace: "if (step.state !== state && event.t !== 'survivors') this.#store.put(attempt, { offer, state: step.state });",
    breaks: 'a site that restarts signs a second list of survivors',
    tests: SUM_TESTS,
  },
  {
    name: 'masks/any-number-of-sums',
    file: SUMS,
    find: 'if (known.length - before.length >= MOST_SUMS)',
    replace: 'if (MOST_SUMS === 0)',
    breaks: 'a coordinator fills the disk of a hospital with sums that cost nothing',
    tests: FLOODS,
  },
  {
    name: 'masks/every-sum-of-a-run',
    file: SUMS,
    find: 'for (const sum of before) this.forget(sum);',
    replace: 'for (const sum of before.slice(1)) this.forget(sum);',
    breaks: 'sums of attempts that are over stay',
    tests: FLOODS,
  },
];

// What a mutation is, whether the list still fits the code, and what came out.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * @typedef {object} Mutation
 * @property {string} name `room/what`, unlike all others
 * @property {string} file
 * @property {string} find exact text, once in the file
 * @property {string} replace
 * @property {string} breaks what is then no longer true, in words
 * @property {readonly string[]} tests files of which one must fail
 * @property {string} [survives] why no test can notice; only where none can
 *
 * @typedef {{ mutation: Mutation, outcome: import('./copy.mjs').Outcome, seconds: number }} Result
 */

/**
 * What is wrong with a list: nothing is measured by a mutation that changes nothing.
 * @param {readonly Mutation[]} mutations
 * @returns {string[]}
 */
export function check(mutations) {
  const names = new Set();
  return mutations.flatMap(({ name, file, find, replace, tests }) => {
    const problems = [];
    if (names.has(name)) problems.push('there is another one of this name');
    names.add(name);
    if (!existsSync(join(ROOT, file))) problems.push(`there is no ${file}`);
    else {
      const count = readFileSync(join(ROOT, file), 'utf8').split(find).length - 1;
      if (count !== 1) problems.push(`its text is ${count} times in ${file}, not once`);
    }
    if (find === replace) problems.push('it changes nothing');
    if (tests.length === 0) problems.push('it names no test');
    for (const test of tests) if (!existsSync(join(ROOT, test))) problems.push(`there is no ${test}`);
    return problems.map((problem) => `${name}: ${problem}`);
  });
}

/**
 * @param {readonly Result[]} results
 * @param {number} seconds
 */
export function summarise(results, seconds) {
  const survivors = results.filter(({ outcome, mutation }) => outcome === 'survived' && mutation.survives === undefined);
  const explained = results.filter(({ outcome, mutation }) => outcome === 'survived' && mutation.survives !== undefined);
  const broken = results.filter(({ outcome }) => outcome === 'broken');
  // An explanation that is not true any more.
  const refuted = results.filter(({ outcome, mutation }) => outcome === 'killed' && mutation.survives !== undefined);
  const killed = results.filter(({ outcome }) => outcome === 'killed').length;
  /** @param {readonly Result[]} list @param {string} word */
  const lines = (list, word) => list.map(({ mutation }) => `${word}  ${mutation.name}: ${mutation.breaks}`);
  const text = [
    ...lines(survivors, 'SURVIVED'),
    ...lines(broken, 'BROKEN'),
    ...lines(refuted, 'KILLED though its explanation says that it cannot be:'),
    ...explained.map(({ mutation }) => `explained ${mutation.name}: ${mutation.survives}`),
    `${killed} killed, ${survivors.length} survived, ${explained.length} explained, ${broken.length} broken, of ${results.length}, in ${(seconds / 60).toFixed(1)} minutes`,
    '',
  ].join('\n');
  const exitCode = broken.length + refuted.length > 0 ? 2 : survivors.length > 0 ? 1 : 0;
  const json = {
    killed,
    survived: survivors.length,
    explained: explained.length,
    broken: broken.length,
    seconds,
    mutations: results.map(({ mutation: { name, breaks, survives }, outcome, seconds: took }) => ({
      name,
      breaks,
      outcome,
      seconds: took,
      ...(survives === undefined ? {} : { survives }),
    })),
  };
  return { text, json, exitCode };
}

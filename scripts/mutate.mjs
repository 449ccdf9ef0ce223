// Breaks the code on purpose, one hand-written mutation after another, and runs the tests that must notice: `npm run mutate`, or
// `node scripts/mutate.mjs --help`. The mutations are in scripts/mutate/, one list a room.
//
// A list by hand, and not a mutation tool: what matters here is a few dozen lines whose loss nobody would see (a sync, a noise, a check
// of who calls), each with the tests that are answerable for it; most of what a tool makes up is noise beside them.
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { MUTATIONS } from './mutate/mutations.mjs';
import { check, summarise } from './mutate/report.mjs';
import { openCopy } from './mutate/copy.mjs';

const HELP = `Breaks the code on purpose, one mutation after another, and runs the tests that must notice.

usage: node scripts/mutate.mjs [--only TEXT]... [--jobs N] [--no-baseline] [--list] [--json]

  --only TEXT     only mutations whose name begins with TEXT, such as "ledger" or "ledger/no-commit"
  --jobs N        how many at a time, each in a copy of its own (default: as many as there are processors)
  --no-baseline   do not run the unbroken tests first
  --list          print names and what each breaks, run nothing
  --json          print the result as JSON on standard output

Exit code: 0 when every mutation was killed or is explained, 1 when one survived, 2 when the list no longer fits the code.
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    jobs: { type: 'string', default: String(availableParallelism()) },
    'no-baseline': { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const only = values.only;
const chosen = MUTATIONS.filter(({ name }) => only.length === 0 || only.some((text) => name.startsWith(text)));
if (values.list) {
  for (const { name, breaks } of chosen) process.stdout.write(`${name.padEnd(44)} ${breaks}\n`);
  process.exit(0);
}
const problems = check(chosen);
if (chosen.length === 0) problems.push(`no mutation is called ${only.join(', ')}`);
if (problems.length > 0) {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exit(2);
}
process.exitCode = await main();

async function main() {
  const jobs = Math.min(chosen.length, Math.max(1, Number.parseInt(values.jobs, 10)));
  const say = (/** @type {string} */ line) => void process.stderr.write(`${line}\n`);
  const started = performance.now();
  const copies = Array.from({ length: jobs }, () => openCopy());
  process.once('SIGINT', () => {
    for (const copy of copies) copy.remove();
    process.exit(130);
  });
  try {
    const [first] = copies;
    if (!values['no-baseline'] && first !== undefined) {
      say('the tests without any mutation');
      const { outcome, output } = await first.baseline([...new Set(chosen.flatMap(({ tests }) => tests))], jobs);
      if (outcome !== 'survived') {
        say(`${output}\nThe tests fail without any mutation: nothing was measured.`);
        return 2;
      }
    }
    const queue = [...chosen];
    /** @type {import('./mutate/report.mjs').Result[]} */
    const results = [];
    await Promise.all(
      copies.map(async (copy) => {
        for (let mutation = queue.shift(); mutation !== undefined; mutation = queue.shift()) {
          const { outcome, seconds, output } = await copy.mutate(mutation);
          results.push({ mutation, outcome, seconds });
          say(
            `${`${results.length}/${chosen.length}`.padStart(8)}  ${outcome.padEnd(8)} ${seconds.toFixed(1).padStart(6)} s  ${mutation.name}`,
          );
          if (outcome === 'broken') say(output);
        }
      }),
    );
    const { text, json, exitCode } = summarise(results, (performance.now() - started) / 1000);
    process.stdout.write(values.json ? `${JSON.stringify(json, null, 2)}\n` : text);
    return exitCode;
  } finally {
    for (const copy of copies) copy.remove();
  }
}

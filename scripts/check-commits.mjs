// Subjects of commits: short, imperative, the reason in the body. Looks at the commits made since this check exists.
import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const LONGEST_SUBJECT = 72;
/** `Added`, `Adding`, `Adds`: people write the imperative, `Add`. */
const NOT_IMPERATIVE = /^(?:\w+ing|(?:Add|Chang|Fix|Mov|Mak|Remov|Renam|Split|Updat|Us)(?:e?d|e?s)|Made|Wrote)\b/;

/**
 * What is wrong with a commit message, one line each.
 * @param {string} message
 * @returns {string[]}
 */
export function messageProblems(message) {
  const [subject = '', blank = '', ...body] = message.trimEnd().split('\n');
  if (/^(?:Merge|Revert) /.test(subject)) return [];
  return [
    ...(subject.length > LONGEST_SUBJECT ? [`the subject has ${subject.length} characters, ${LONGEST_SUBJECT} at most`] : []),
    ...(/^[A-Z]/.test(subject) ? [] : ['the subject starts with a capital letter']),
    ...(subject.endsWith('.') ? ['the subject ends without a full stop'] : []),
    ...(NOT_IMPERATIVE.test(subject) ? ['the subject is imperative: "Add", not "Added" or "Adding"'] : []),
    ...(blank === '' ? [] : ['an empty line divides subject and body']),
    ...(body.join('').trim() === '' ? ['the body gives the reason'] : []),
  ];
}

/** @returns {{ hash: string, message: string }[]} commits after the one that brought this file */
function commits() {
  /** @param {string[]} args */
  const git = (args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const since = git(['log', '--diff-filter=A', '--format=%H', '--', 'scripts/check-commits.mjs']).trim().split('\n').at(-1);
  if (!since) return [];
  return git(['log', '--format=%H%x00%B%x01', `${since}..HEAD`])
    .split('\x01')
    .map((record) => record.trim().split('\0'))
    .flatMap(([hash, message]) => (hash && message !== undefined ? [{ hash, message }] : []));
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const found = commits();
  const problems = found.flatMap(({ hash, message }) =>
    messageProblems(message).map((problem) => `${hash.slice(0, 7)} ${message.split('\n')[0]}\n    ${problem}`),
  );
  process.stdout.write(
    `${problems.map((problem) => `  ${problem}\n`).join('')}${found.length} commits read, ${problems.length} problems\n`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
}

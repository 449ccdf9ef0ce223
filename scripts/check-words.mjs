// Holds sources, scripts and pages to the house words: no phrase of the left column of docs/words.md.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PAGE = 'docs/words.md';
const READ = /\.(?:ts|mjs|cjs|md|proto|yaml|yml)$|^\.ci\//;
const SKIPPED = /^proto\/gen\/|^node_modules\/|\/dist\//;

/**
 * The phrases that the page refuses, each with what to write.
 * @param {string} page
 * @returns {{ phrase: string, instead: string }[]}
 */
export function refusedPhrases(page) {
  const table = page.slice(page.indexOf('| not | but |'));
  return table.split('\n').flatMap((line) => {
    const [, not = '', but = ''] = line.split('|').map((cell) => cell.trim());
    return [...not.matchAll(/`([^`]+)`/g)].map(([, phrase = '']) => ({ phrase, instead: but }));
  });
}

/**
 * @param {string} text
 * @param {{ phrase: string, instead: string }[]} phrases
 * @returns {{ line: number, phrase: string, instead: string }[]}
 */
export function findRefused(text, phrases) {
  // A phrase may be broken over two lines of a comment.
  const flat = text.replace(/\n[ \t]*(?:\*|\/\/|#)?[ \t]?/g, (gap) => `\n${' '.repeat(gap.length - 1)}`).toLowerCase();
  return phrases.flatMap(({ phrase, instead }) => {
    const pattern = new RegExp(`(?<![\\w-])${phrase.replace(/[ ]/g, '\\s+')}(?![\\w-])`, 'g');
    return [...flat.matchAll(pattern)].map(({ index }) => ({ line: flat.slice(0, index).split('\n').length, phrase, instead }));
  });
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const phrases = refusedPhrases(readFileSync(join(ROOT, PAGE), 'utf8'));
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
    .split('\0')
    .filter((path) => READ.test(path) && !SKIPPED.test(path) && path !== PAGE && existsSync(join(ROOT, path)));
  const found = files.flatMap((path) =>
    findRefused(readFileSync(join(ROOT, path), 'utf8'), phrases).map((hit) => ({ path, ...hit })),
  );
  for (const { path, line, phrase, instead } of found)
    process.stdout.write(`  ${path}:${line}: "${phrase}"; write: ${instead}\n`);
  process.stdout.write(`${files.length} files read, ${phrases.length} phrases, ${found.length} problems\n`);
  // Without phrases or files the check would pass for the wrong reason.
  process.exitCode = found.length === 0 && phrases.length > 0 && files.length > 0 ? 0 : 1;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { messageProblems } from './check-commits.mjs';
import { findRefused, refusedPhrases } from './check-words.mjs';

const PAGE =
  '| word | means |\n| --- | --- |\n| `run` | x |\n\n| not | but |\n| --- | --- |\n| `by hand`, `over twice` | again |\n';

describe('house words', () => {
  it('come from the left column of the second table alone', () => {
    expect(refusedPhrases(PAGE)).toEqual([
      { phrase: 'by hand', instead: 'again' },
      { phrase: 'over twice', instead: 'again' },
    ]);
  });

  it('are found whole, whatever the case, over the break of a comment', () => {
    const text = 'const a = 1;\n/**\n * Made by\n * hand. Over Twice!\n */\n// overtwice over twice-x\n';
    expect(findRefused(text, refusedPhrases(PAGE))).toEqual([
      { line: 3, phrase: 'by hand', instead: 'again' },
      { line: 4, phrase: 'over twice', instead: 'again' },
    ]);
  });

  it('has a page that refuses something', () => {
    const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'words.md'), 'utf8');
    expect(refusedPhrases(page).length).toBeGreaterThan(20);
  });
});

describe('messages of commits', () => {
  it('accepts a short imperative subject and a reason', () => {
    expect(messageProblems('Move the outbox out of the session\n\nUploads outlive sessions.\n')).toEqual([]);
  });

  it('names everything that is wrong', () => {
    expect(messageProblems(`added ${'x'.repeat(80)}.\nand more`)).toEqual([
      'the subject has 87 characters, 72 at most',
      'the subject starts with a capital letter',
      'the subject ends without a full stop',
      'an empty line divides subject and body',
      'the body gives the reason',
    ]);
    expect(messageProblems('Added a door\n\nWhy.')).toEqual(['the subject is imperative: "Add", not "Added" or "Adding"']);
  });
});

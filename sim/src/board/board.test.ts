import { wellFormed } from '@consilium/testing';
import { describe, expect, it } from 'vitest';
import { fakeSummary } from '../report/testing/fake-summary.ts';
import type { RunSummary } from '../results/run-summary.ts';
import type { Summary } from '../summary.ts';
import { type Board, renderBoard } from './board.ts';
import { rehearsalBoard } from './rehearsal-board.ts';
import { runBoard } from './run-board.ts';

/** What a page has in words, as one line. */
function shown(board: Board): string {
  const elements = wellFormed(renderBoard(board));
  const body = elements.filter(({ name }) => ['h1', 'h2', 'p', 'dt', 'dd'].includes(name));
  return body
    .map(({ text }) => text)
    .join(' ')
    .replaceAll('\u00a0', ' ');
}

const answer = (board: Board, question: RegExp): string =>
  board.answers
    .filter((one) => question.test(one.question))
    .flatMap(({ sentences }) => sentences)
    .join(' ')
    .replaceAll('\u00a0', ' ');

/** Letters and names that a board does not read. */
const SYMBOLS = /[εδσΣ±≤≥√²]|epsilon|delta|\bAUC\b|\bPLD\b|\bSHA\b|dp-fedsgd|noise multiplier/iu;
/** Characters of one sheet in the print style, of which about a third is left: measured on A4. */
const ONE_SHEET = 3600;

const LARGE = Array.from({ length: 54 }, (_, i) => `hospital-${i + 1}`);

describe('the page for the board of a rehearsal', () => {
  const summary: Summary = {
    ...fakeSummary({ detailed: true }),
    target: { kind: 'binary', column: 'disease' },
    reads: ['age', 'sex'],
    ownModels: {
      measure: 'auc',
      gain: { mean: 0.04, spread: 0.05, standardError: 0.03, runs: 4 },
      better: 1,
      worse: 2,
      unclear: 1,
      sites: {},
    },
  };

  it('answers what a board asks, in words', () => {
    const board = rehearsalBoard(summary);
    expect(answer(board, /learned/)).toMatch(/how likely “disease” is from 2 entries.* 4 hospitals, in 30 rounds/);
    expect(answer(board, /learned/)).toMatch(/right one in \d+ of 100 pairs; a coin does in 50/);
    expect(answer(board, /does it work/)).toMatch(/better at 1 of 4 hospitals and worse at 2; at 1 there are too few/);
    expect(answer(board, /promised/)).toMatch(/wins at most 74 of 100 bets; with a coin 50/);
    expect(answer(board, /leave/)).toMatch(/30 times at most, a list of 1,234 numbers, with noise/);
    expect(answer(board, /decides/)).toMatch(/people at each hospital approve the plan/);
    const text = shown(board);
    for (const { question } of board.answers) expect(text).toContain(question);
    expect(text).not.toMatch(SYMBOLS);
  });

  it('names groups for whom it is clearly worse, and no others', () => {
    const weak = (accuracy: number): string => {
      const { final } = summary;
      const { sex = {}, ...others } = final.subgroups ?? {};
      const female = { ...sex['female'], evaluation: { ...sex['female']?.evaluation, patients: 62, accuracy } };
      const subgroups = { ...others, sex: { ...sex, female } };
      return answer(rehearsalBoard({ ...summary, final: { ...final, subgroups } } as unknown as Summary), /does it not/);
    };
    expect(weak(0.65)).toContain(
      'By sex, it is right for 65 of 100 in the group “female” (62 patients), against 82 of 100 in the best group.',
    );
    expect(weak(0.8)).not.toContain('female');
  });

  it('says first that nothing is promised where noise is seeded or left out', () => {
    const seeded = rehearsalBoard({ ...summary, seeded: true });
    expect(seeded.alarm).toBe('Seeded noise: the privacy figures below protect nobody');
    expect(answer(seeded, /promised/)).toContain('Not in this rehearsal');
    const none = rehearsalBoard(fakeSummary({ privacy: 'none' }));
    expect(none.alarm).toMatch(/^No privacy/);
    expect(answer(none, /promised/)).toMatch(/^Nothing\. Exact results of training left/);
    expect(answer(none, /promised/)).not.toMatch(/bets/);
    expect(shown(none)).not.toMatch(/with noise and|with noise\./);
  });

  it.each([
    [
      { kind: 'number', column: 'los', unit: 'd' },
      { kind: 'number', rows: 9, mae: 2.5, baselineMae: 4, rmse: 3, baselineRmse: 5 },
      /2\.50 d off on average; one answer for everybody would be 4\.00 d off/,
    ],
    [
      { kind: 'category', column: 'stage', classes: ['a', 'b', 'c'] },
      { kind: 'category', rows: 9, accuracy: 0.7, baseline: 0.5, macroRecall: 0.6 },
      /right for 70 of 100; always naming the commonest class would be right for 50 of 100/,
    ],
  ])('has the scores of %o', (target, outcome, words) => {
    const { final } = summary;
    const other = { ...summary, target, final: { ...final, outcome } } as unknown as Summary;
    expect(answer(rehearsalBoard(other), /learned/)).toMatch(words);
  });

  it('stays one sheet with many hospitals, most of them absent', () => {
    const absent = Object.fromEntries(LARGE.slice(4).map((site) => [site, Array.from({ length: 30 }, (_, i) => i + 1)]));
    const large = rehearsalBoard({ ...summary, ...fakeSummary({ sites: LARGE, absent, detailed: true }) });
    expect(answer(large, /does it not/)).toContain(
      'It learned nothing from hospital-5, hospital-6, hospital-7, hospital-8 and 46 more',
    );
    expect(shown(large).length).toBeLessThan(ONE_SHEET);
  });
});

describe('the page for the board of a run', () => {
  const { privacy, planHash, model } = fakeSummary();
  const figure = (value: number) => ({ value, low: value - 0.05, high: value + 0.05 });
  const summary = {
    kind: 'run',
    study: 'hearts',
    title: 'Hearts',
    run: 'run-1',
    planHash,
    target: { kind: 'binary', column: 'disease' },
    reads: ['age'],
    state: 'stopped',
    writtenAt: '2026-03-01T00:00:00Z',
    version: 'test',
    startedAt: null,
    endedAt: null,
    durationMs: 1,
    decisions: [
      { action: 'start', user: 'rosa', at: '2026-03-01T00:00:00Z' },
      { action: 'stop', user: 'omar', at: '2026-03-02T00:00:00Z' },
    ],
    roundsPlanned: 10,
    sites: [
      { id: 'north', counted: 1, released: null, masked: true },
      { id: 'south', counted: 0, released: null },
    ],
    rounds: [{}],
    failedAttempts: [],
    released: { sites: ['north'], scores: { patients: figure(40), metrics: { auc: figure(0.8) } } },
    privacy,
    epsilon: 0.5,
    model,
  } as unknown as RunSummary;

  it('answers from what the coordinator has, and says what it has not', () => {
    const board = runBoard(summary);
    expect(board.lead).toContain('It made 1 of 10 rounds (stopped).');
    expect(answer(board, /learned/)).toMatch(/1 hospital, in 1 round\. How many patients these are no hospital tells/);
    expect(answer(board, /learned/)).toContain('between 75 and 85 of 100 pairs');
    expect(answer(board, /does it work/)).toMatch(/No hospital gave figures of its own patients alone/);
    expect(answer(board, /does it not/)).toMatch(/nothing from south.*not known from this run/);
    // (e^0.5 + 0.001) / (1 + e^0.5) = 0.6231, rounded up.
    expect(answer(board, /promised/)).toMatch(/wins at most 63 of 100 bets/);
    expect(answer(board, /decided/)).toMatch(
      /rosa \(start, 2026-03-01\), omar \(stop, 2026-03-02\)\. Of their patients: people at north\./,
    );
    const text = shown(board);
    expect(text).not.toMatch(SYMBOLS);
    expect(text.length).toBeLessThan(ONE_SHEET);
  });

  it('says so where a hospital gave exact scores away, and where nothing was given', () => {
    const [north, ...others] = summary.sites;
    const exact = { ...north, exact: { patients: 3, rows: 3, lossFinite: true } };
    const told = runBoard({ ...summary, sites: [exact, ...others], released: null } as unknown as RunSummary);
    expect(answer(told, /left the hospitals/)).toContain('exact scores away, which no promise covers');
    expect(answer(told, /learned/)).toContain('was not told, or cannot be told from the noise');
  });
});

import { describe, expect, it } from 'vitest';
import {
  type AttemptRules,
  hasQuorum,
  isSettled,
  openAttempt,
  type Participation,
  speaksOf,
  withAnswer,
} from './attempt-state.ts';

const RULES: AttemptRules = { sites: ['a', 'b'], quorum: 1, attempts: 2, deadlineMs: 1000, graceMs: 200 };
const open = openAttempt(RULES, { round: 3, attempt: 2 }, 'model', 500);
const problem = { code: 'BUDGET_EXCEEDED', message: 'spent' };
const counted = { t: 'counted', updateHash: 'h' } as const;
const answers: readonly Participation[] = [
  { t: 'accepted' },
  counted,
  { t: 'refused', problem },
  { t: 'failed', problem },
  { t: 'rejected', problem },
];

it('opens with every site waiting until the deadline', () => {
  const participants = { a: { t: 'waiting' }, b: { t: 'waiting' } };
  expect(open).toEqual({ round: 3, attempt: 2, openedMs: 500, deadlineMs: 1500, baseHash: 'model', participants });
});

describe('an answer', () => {
  it.each(answers)('moves a waiting site: $t', (answer) => {
    expect(withAnswer(open, 'a', answer).participants).toEqual({ a: answer, b: { t: 'waiting' } });
  });

  it.each(answers.filter(({ t }) => t !== 'accepted'))('is final once it is $t', (last) => {
    const moved = withAnswer(open, 'a', last);
    for (const answer of answers) expect(withAnswer(moved, 'a', answer)).toBe(moved);
  });

  it.each(['stranger', 'constructor', '__proto__'])('of a site that does not take part changes nothing: %s', (site) => {
    expect(withAnswer(open, site, counted)).toBe(open);
  });
});

it('is settled when nobody is pending, with a quorum or without', () => {
  const accepted = withAnswer(withAnswer(open, 'a', counted), 'b', { t: 'accepted' });
  expect([isSettled(open), isSettled(accepted)]).toEqual([false, false]);
  expect([hasQuorum(RULES, open), hasQuorum(RULES, accepted)]).toEqual([false, true]);
  expect(isSettled(withAnswer(accepted, 'b', { t: 'failed', problem }))).toBe(true);
});

it('a site speaks of the open attempt unless it names another', () => {
  expect([
    speaksOf(open, undefined),
    speaksOf(open, { round: 3, attempt: 2 }),
    speaksOf(open, { round: 3, attempt: 1 }),
    speaksOf(open, { round: 2, attempt: 2 }),
  ]).toEqual([true, true, false, false]);
});

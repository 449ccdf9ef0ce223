import { expect, it } from 'vitest';
import type { RunRules, RunState } from './run-state.ts';
import { openRun, step } from './run-step.ts';

const RULES: RunRules = {
  sites: ['a', 'b'],
  rounds: 2,
  quorum: 1,
  attempts: 2,
  deadlineMs: 1000,
  graceMs: 200,
  evaluateEvery: 1,
};
const counted = { t: 'counted', updateHash: 'f'.repeat(64) } as const;

it('an update that arrives after its attempt counts neither for the next attempt nor for the next round', () => {
  const first = openRun(RULES, 'm0', 0).state;
  const second = step(RULES, first, { t: 'look' }, 1000).state;
  expect(second).toMatchObject({ t: 'collecting', round: 1, attempt: 2 });
  const late = step(RULES, second, { t: 'answered', site: 'a', of: { round: 1, attempt: 1 }, participation: counted }, 1001);
  expect(late.state).toBe(second);
  const intime = step(RULES, second, { t: 'answered', site: 'a', of: { round: 1, attempt: 2 }, participation: counted }, 1001);
  expect(intime.state).not.toBe(second);
});

it('scores of an earlier round do not stand for those of this one', () => {
  const scores = { t: 'reported', metrics: '{}' } as const;
  let state: RunState = openRun(RULES, 'm0', 0).state;
  state = step(RULES, state, { t: 'answered', site: 'a', participation: counted }, 1).state;
  state = step(RULES, state, { t: 'look' }, 1000).state;
  state = step(RULES, state, { t: 'aggregated', modelHash: 'm1' }, 1001).state;
  expect(state).toMatchObject({ t: 'evaluating', round: 1 });
  expect(step(RULES, state, { t: 'scored', site: 'a', of: { round: 2, attempt: 1 }, scores }, 1002).state).toBe(state);
  expect(step(RULES, state, { t: 'scored', site: 'a', of: { round: 1, attempt: 1 }, scores }, 1002).state).not.toBe(state);
});

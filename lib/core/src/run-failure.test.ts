import { expect, it } from 'vitest';
import { ERROR_CATALOG } from './error-catalog.ts';
import { runFailure } from './run-failure.ts';

const message =
  'round 2 got 1 of the 4 updates it needs in 3 attempts: alpha refused (BUDGET_EXCEEDED: no more); beta failed (SITE_UNAVAILABLE: its log says why); gamma did not answer; delta accepted but sent nothing; eps-1 refused (BUDGET_EXCEEDED: no more)';

it('advises by the reasons that sites gave where too few answered', () => {
  const { code, advice, message: said } = runFailure({ code: 'QUORUM_NOT_MET', message });
  expect([code, said]).toEqual(['QUORUM_NOT_MET', message]);
  expect(advice.split('\n')).toEqual([
    `alpha, eps-1 (BUDGET_EXCEEDED): ${ERROR_CATALOG.BUDGET_EXCEEDED.advice}`,
    `beta (SITE_UNAVAILABLE): ${ERROR_CATALOG.SITE_UNAVAILABLE.advice}`,
    expect.stringMatching(/^gamma, delta: ask there whether the agent runs/) as string,
    expect.stringMatching(/^Then start another run/) as string,
  ]);
});

it('names few of many sites, and no code that is none', () => {
  const many = Array.from({ length: 9 }, (_, i) => `s${i} refused (BUDGET_EXCEEDED: x)`).join('; ');
  expect(runFailure({ code: 'QUORUM_NOT_MET', message: many }).advice).toMatch(
    /^s0, s1, s2, s3, s4 and 4 more \(BUDGET_EXCEEDED\)/,
  );
  const { advice } = runFailure({ code: 'QUORUM_NOT_MET', message: 'x refused (NO_SUCH_CODE: x)' });
  expect(advice).toBe(ERROR_CATALOG.QUORUM_NOT_MET.advice);
});

it('leaves the advice of other failures as it is, and takes an unknown one for our own', () => {
  expect(runFailure({ code: 'RUN_STOPPED', message })).toMatchObject({ advice: ERROR_CATALOG.RUN_STOPPED.advice, message });
  expect(runFailure({ code: 'NEWER_CODE', message: 'm' })).toMatchObject({ code: 'INTERNAL', message: 'm' });
  expect(runFailure({})).toMatchObject({ code: 'INTERNAL', message: '' });
});

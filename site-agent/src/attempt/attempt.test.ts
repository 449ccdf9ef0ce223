import { describe, expect, it } from 'vitest';
import { codeOf } from '../testing/failures.ts';
import { attemptName, attemptOf, wireKey } from './attempt.ts';

describe('names of attempts', () => {
  it('are taken only in the form that is safe as a file name', () => {
    expect(attemptOf({ run: 'run-0abc9', round: 1, attempt: 3 })).toEqual({ run: 'run-0abc9', round: 1, attempt: 3 });
    expect(attemptName({ run: 'run-0abc9', round: 1, attempt: 3 })).toBe('run-0abc9.1.3');
    const evaluation = { run: 'run-0abc9', round: 1, attempt: 3, kind: 'evaluation' } as const;
    expect(attemptName(evaluation)).toBe('run-0abc9.1.3.evaluation');
    expect(attemptOf(wireKey(evaluation))).toEqual(evaluation);
    const hostile = [
      '',
      'run-',
      '../../etc/passwd',
      'run-a/../b',
      'run-a.b',
      'run-A',
      'run-a\n',
      'run-a\0',
      `run-${'a'.repeat(41)}`,
      'x',
    ];
    for (const run of hostile) expect(codeOf(() => attemptOf({ run, round: 1, attempt: 1 }))).toBe('MESSAGE_INVALID');
    for (const bad of [
      undefined,
      null,
      {},
      { run: 'run-a' },
      { run: 'run-a', round: 0, attempt: 1 },
      { run: 'run-a', round: 1, attempt: 0 },
      { run: 'run-a', round: 1, attempt: 1, kind: 2 },
    ])
      expect(codeOf(() => attemptOf(bad))).toBe('MESSAGE_INVALID');
  });
});

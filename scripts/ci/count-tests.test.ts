import { describe, expect, it } from 'vitest';
import { countTests } from './count-tests.mjs';

const base = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
const good = { name: 'a.test.ts', status: 'passed', assertionResults: [{ status: 'passed' }] };

describe('the closing line', () => {
  it('counts passes', () => {
    expect(countTests({ ...base, testResults: [good] })).toEqual({ line: '3 passed, 0 failed', ok: true, broken: [] });
  });

  it('names skipped tests only where there are some', () => {
    const report = { ...base, numPendingTests: 1, numTodoTests: 1, testResults: [good] };
    expect(countTests(report).line).toBe('3 passed, 0 failed, 2 skipped');
  });

  it('is not well with a failure', () => {
    const bad = { name: 'b.test.ts', status: 'failed', assertionResults: [{ status: 'failed' }] };
    expect(countTests({ ...base, numFailedTests: 2, testResults: [good, bad] })).toMatchObject({
      line: '3 passed, 2 failed',
      ok: false,
    });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const broken = { name: 'c.test.ts', status: 'failed', assertionResults: [] };
    expect(countTests({ ...base, testResults: [good, broken] })).toEqual({
      line: '3 passed, 1 failed',
      ok: false,
      broken: ['c.test.ts'],
    });
  });

  it('is not well when nothing ran', () => {
    expect(countTests({ ...base, numPassedTests: 0, testResults: [] }).ok).toBe(false);
  });

  it('is of all parts, and not well when one of them failed or did not run', () => {
    const part = { ...base, testResults: [good] };
    const bad = { name: 'b.test.ts', status: 'failed', assertionResults: [{ status: 'failed' }] };
    expect(countTests(part, part)).toEqual({ line: '6 passed, 0 failed', ok: true, broken: [] });
    expect(countTests(part, { ...part, numFailedTests: 1, testResults: [bad] })).toMatchObject({
      line: '6 passed, 1 failed',
      ok: false,
    });
    expect(countTests(part, { ...base, numPassedTests: 0, testResults: [] }).ok).toBe(false);
  });
});

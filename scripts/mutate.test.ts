import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MUTATIONS } from './mutate/mutations.mjs';
import { check, summarise } from './mutate/report.mjs';

const SCRIPT = join(import.meta.dirname, 'mutate.mjs');
const [mutation] = MUTATIONS;
if (mutation === undefined) throw new Error('there is no mutation');

describe('the list of mutations', () => {
  it('fits the code: every text is there once, and every test', () => {
    expect(check(MUTATIONS)).toEqual([]);
  });

  it('explains at most two survivors', () => {
    expect(MUTATIONS.length).toBeGreaterThan(150);
    expect(MUTATIONS.filter(({ survives }) => survives !== undefined).length).toBeLessThanOrEqual(2);
  });

  it('says what no longer fits', () => {
    const wrong = { ...mutation, find: 'nothing of the kind', tests: ['none.test.ts'] };
    expect(check([mutation, wrong])).toEqual([
      `${mutation.name}: there is another one of this name`,
      `${mutation.name}: its text is 0 times in ${mutation.file}, not once`,
      `${mutation.name}: there is no none.test.ts`,
    ]);
    expect(check([{ ...mutation, file: 'none.ts' }])).toEqual([`${mutation.name}: there is no none.ts`]);
    expect(check([{ ...mutation, replace: mutation.find, tests: [] }])).toEqual([
      `${mutation.name}: it changes nothing`,
      `${mutation.name}: it names no test`,
    ]);
  });
});

describe('the summary', () => {
  const { survives: _none, ...plain } = mutation;
  const explained = { ...plain, survives: 'nobody can tell' };

  it('fails for what survived without a reason, and for a reason that is not true', () => {
    const exit = (...results: Parameters<typeof summarise>[0]): number => summarise(results, 60).exitCode;
    expect(exit({ mutation: plain, outcome: 'killed', seconds: 1 })).toBe(0);
    expect(exit({ mutation: explained, outcome: 'survived', seconds: 1 })).toBe(0);
    expect(exit({ mutation: plain, outcome: 'survived', seconds: 1 })).toBe(1);
    expect(exit({ mutation: explained, outcome: 'killed', seconds: 1 })).toBe(2);
    expect(exit({ mutation: plain, outcome: 'broken', seconds: 1 })).toBe(2);
  });

  it('counts', () => {
    const { text, json } = summarise(
      [
        { mutation: plain, outcome: 'killed', seconds: 1 },
        { mutation: explained, outcome: 'survived', seconds: 2 },
      ],
      90,
    );
    expect(text).toContain('1 killed, 0 survived, 1 explained, 0 broken, of 2, in 1.5 minutes');
    expect(json).toMatchObject({ killed: 1, explained: 1, survived: 0, broken: 0, seconds: 90 });
    expect(json.mutations).toHaveLength(2);
  });
});

describe('the command', () => {
  const run = (...args: readonly string[]) => spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8' });

  it('lists what it would break, and refuses names that there are not', () => {
    const { status, stdout } = run('--list', '--only', 'ledger');
    expect(status).toBe(0);
    expect(stdout.split('\n').filter((line) => line.startsWith('ledger/')).length).toBeGreaterThan(10);
    expect(run('--only', 'nothing/of/the/kind')).toMatchObject({ status: 2 });
    expect(run('--help').stdout).toContain('usage: node scripts/mutate.mjs');
  });

  it('tells a test that notices from one that does not', { timeout: 240_000 }, () => {
    const { status, stdout } = run('--only', 'noise/words-not-wiped', '--json', '--jobs', '1');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      killed: 1,
      survived: 0,
      mutations: [{ name: 'noise/words-not-wiped', outcome: 'killed' }],
    });
  });
});

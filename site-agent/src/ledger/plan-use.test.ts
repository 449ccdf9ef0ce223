import { describe, expect, it } from 'vitest';
import { key, planHash } from '../testing/ledger-samples.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { PlanUses } from './plan-use.ts';

const CHAIN = { v: 1, population: 'heart', seq: 1, timeMs: 0, prev: '0'.repeat(64), hash: '0'.repeat(64) } as const;

function uses(
  ...entries: readonly (readonly [op: 'reserve' | 'release' | 'spend', round: number, change?: Parameters<typeof key>[1]])[]
): PlanUses {
  const all = new PlanUses();
  for (const [op, round, change] of entries)
    all.apply({ ...CHAIN, op, key: key(round, change), reason: 'x' } as unknown as LedgerEntry);
  return all;
}

describe('what the ledger holds of a plan', () => {
  it('is the last exchange of each run, and how many were taken back', () => {
    const all = uses(
      ['reserve', 1],
      ['spend', 1],
      ['reserve', 2],
      ['release', 2],
      ['reserve', 2, { attempt: 2 }],
      ['reserve', 1, { run: 'run-2' }],
      ['reserve', 7, { planHash: 'c'.repeat(64) }],
    );
    expect([...all.of(planHash)]).toEqual([
      ['run-1', { last: { round: 2, attempt: 2 }, releases: 1 }],
      ['run-2', { last: { round: 1, attempt: 1 }, releases: 0 }],
    ]);
    expect(all.of('d'.repeat(64)).size).toBe(0);
  });

  it('does not move with scores, which are of rounds that were answered', () => {
    const all = uses(
      ['reserve', 3],
      ['reserve', 1, { kind: 'evaluation' }],
      ['reserve', 1, { kind: 'evaluation', run: 'run-9' }],
    );
    expect([...all.of(planHash)]).toEqual([['run-1', { last: { round: 3, attempt: 1 }, releases: 0 }]]);
  });

  it('counts scores that were taken back, by plan and run', () => {
    const scores = { kind: 'evaluation' } as const;
    const all = uses(
      ['reserve', 1],
      ['release', 1],
      ['reserve', 2, scores],
      ['release', 2, scores],
      ['reserve', 3, scores],
      ['spend', 3, scores],
      ['reserve', 2, scores],
      ['release', 2, scores],
      ['release', 1, { ...scores, run: 'run-2' }],
    );
    expect(all.releasedScores(planHash, 'run-1')).toBe(2);
    expect(all.releasedScores(planHash, 'run-2')).toBe(1);
    expect(all.releasedScores('c'.repeat(64), 'run-1')).toBe(0);
    expect([...all.of(planHash)]).toEqual([['run-1', { last: { round: 1, attempt: 1 }, releases: 1 }]]);
  });
});

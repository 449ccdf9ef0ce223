import { describe, expect, it } from 'vitest';
import type { AuditResult } from '../audit/audit-agents.ts';
import { FULL_SIZE } from '../audit/finding.ts';
import { renderAudit as linesOf } from './audit-report.ts';

const CLAIM = {
  mechanism: 'dp-fedsgd',
  clip: 1,
  noiseMultiplier: 5.038,
  samplingRate: 0.3,
  releases: 40,
  sites: 4,
  honest: 1,
  delta: 0.001,
  scores: { epsilon: 1, evaluations: 1 },
} as const;

function result(seen: number, correct: number): AuditResult {
  const passed = seen >= 0.998 && seen <= 1.002;
  return {
    claims: [CLAIM],
    size: FULL_SIZE,
    findings: [
      {
        mechanism: 'dp-fedsgd',
        id: 'noise.deviation',
        looksAt: 'noise: standard deviation over what the ledger pays for',
        answer: { passed, seen, claim: 1, low: 0.998, high: 1.002, caughtBelow: 0.997, caughtAbove: 1.003 },
        caught: 'noise at 0.997 of the claim or less',
      },
    ],
    attacks: [
      {
        mechanism: 'dp-fedsgd',
        releases: 40,
        canaries: 4000,
        guesses: 400,
        correct,
        delta: 0.000125,
        claimedEpsilon: 1.259,
        auditedEpsilon: 0.5447,
        passed: correct < 390,
      },
    ],
    falseAlarm: 1e-6,
    power: 0.99,
    passed: passed && correct < 390,
  };
}

const renderAudit = (audit: AuditResult): string => linesOf(audit).join('\n');

describe('an audit for people', () => {
  it('says what was seen, where true code stays, what would have been caught, and what a pass is worth', () => {
    const text = renderAudit(result(1.0004, 273));
    expect(text).toContain('dp-fedsgd: clip 1, noise of 5.0380 clips, sampling rate 0.3000, 40 releases');
    expect(text).toMatch(/ok {5}noise: standard deviation .* 1\.0004 +0\.9980 ├─+●─+┤ 1\.0020\n {9}catches noise at 0\.997/);
    expect(text).toContain('273 of 400 guesses right');
    expect(text).toContain('claimed epsilon <= 1.2590, attacked epsilon >= 0.5447');
    expect(text).toMatch(/PASSED.*A pass proves nothing beyond that\.\nTrue code fails with probability below 0\.000001/);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(150);
  });

  it('names what is broken, and shows on which side of the range it lies', () => {
    const low = renderAudit(result(0.9, 273));
    expect(low).toMatch(/BROKEN noise: standard deviation .* 0\.9000 +0\.9980 ●─+┤ 1\.0020/);
    expect(low).toContain('BROKEN: dp-fedsgd noise.deviation. Do not run this version, and report this.');
    expect(renderAudit(result(1.1, 399))).toMatch(/0\.9980 ├─+● 1\.0020/);
    expect(renderAudit(result(1.1, 399))).toContain('BROKEN: dp-fedsgd noise.deviation, dp-fedsgd attack.');
    expect(renderAudit(result(Number.NaN, 273))).toContain('not a number');
  });
});

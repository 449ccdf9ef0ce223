import type { KnownAnswer, TestStrength } from '@consilium/privacy';
import type { AuditedClaim } from './audited-claim.ts';

/** One test of an audit. */
export interface Finding {
  readonly mechanism: AuditedClaim['mechanism'];
  /** Name for programs: `noise.deviation`. */
  readonly id: string;
  /** What was looked at, in words. */
  readonly looksAt: string;
  readonly answer: KnownAnswer;
  /** What this test would have caught, with the probability of the audit's power; in words. */
  readonly caught: string;
}

/** How much an audit looks at. */
export interface AuditSize {
  /** Numbers drawn by the agent's noise. */
  readonly noiseDraws: number;
  /** Rounds whose samples are watched, and patients in each. */
  readonly samplingRounds: number;
  readonly samplingPatients: number;
  /** Pairs of neighbouring data sets. */
  readonly neighbourPairs: number;
  /** Canaries of the attack. */
  readonly canaries: number;
  /** Releases of scores, of each of two plans. */
  readonly scoreReleases: number;
}

/** Noise to 0.3 %, in well under a minute. */
export const FULL_SIZE: AuditSize = {
  noiseDraws: 6_000_000,
  samplingRounds: 1000,
  samplingPatients: 500,
  neighbourPairs: 30,
  canaries: 4000,
  scoreReleases: 4000,
};

/** What the parts of an audit share. */
export interface AuditPart {
  readonly claim: AuditedClaim;
  readonly size: AuditSize;
  /** Of every single test. */
  readonly strength: TestStrength;
  /** Told with the share of the part that is done. */
  readonly onProgress: (share: number) => void;
}

/** `0.9971`, `-1.2e-3`, `12.30`: enough digits to compare, few enough to read. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'no limit' : value < 0 ? 'none' : 'not a number';
  const size = Math.abs(value);
  if (size === 0) return '0';
  return size < 0.01 ? value.toExponential(1) : size < 10 ? value.toFixed(4) : value.toPrecision(4);
}

/** A test that counts violations of what holds exactly: passed when there is none. */
export function exactAnswer(seen: number, claim: number, low: number, high: number): KnownAnswer {
  return { passed: seen >= low && seen <= high, seen, claim, low, high, caughtBelow: low, caughtAbove: high };
}

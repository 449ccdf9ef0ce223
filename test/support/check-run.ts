import { type Randomness, uniform53 } from '@consilium/core';
import { deriveRelease, type PrivacyEvent, statedEpsilon } from '@consilium/privacy';
import { releaseParameters } from '@consilium/plan';
import { expect } from 'vitest';
import { BUDGET, type Consortium } from './consortium.ts';
import { chargesOf, readWholeLedger } from './ledger-file.ts';
import { readHistory } from './run-history.ts';
import { SITES } from './fault-plans.ts';

/** What a run came to, for what a test wants to say beyond the common bar. */
export interface CheckedRun {
  readonly countedUpdates: number;
  readonly failedAttempts: number;
}

/**
 * The bar of every fault test, checked on what lies on the disks of coordinator and sites after all have stopped:
 *
 * - the history has every round closed exactly once, each starting from the model that the one before made;
 * - every counted update has, at its site, exactly one committed charge with the same round, attempt and bytes;
 * - no two counted updates are the same bytes, so none was counted twice;
 * - the ledger's chain is whole, and its charges come to no less epsilon than the rounds counted.
 */
export function checkRun(consortium: Consortium, run: string, rounds: number): CheckedRun {
  const history = readHistory(consortium, run);
  const closed = history.filter(({ outcome }) => outcome === 'closed');
  expect(closed.map(({ round }) => round)).toEqual(Array.from({ length: rounds }, (_, i) => i + 1));
  for (const [i, attempt] of closed.entries()) {
    if (i > 0) expect(attempt.baseHash).toBe(closed[i - 1]?.modelHash);
  }
  const names = history.map(({ round, attempt }) => `${round}.${attempt}`);
  expect(new Set(names).size).toBe(names.length);

  const { plan } = consortium;
  const parameters = releaseParameters(plan);
  if (parameters === undefined) throw new Error('the plan of the fault tests has privacy');
  const { eventsPerRound } = deriveRelease(parameters);
  const seen = new Set<string>();
  let countedUpdates = 0;
  for (const site of SITES) {
    const charges = chargesOf(readWholeLedger(consortium, site), run);
    let counted = 0;
    for (const { round, attempt, participants } of history) {
      const known = participants[site];
      if (known?.t !== 'counted') continue;
      counted++;
      const charge = charges.get(`${round}.${attempt}`);
      const where = `${site}, round ${round}.${attempt}`;
      expect({ where, update: charge?.update }).toEqual({ where, update: known.updateHash });
      expect({ where, seenBefore: seen.has(known.updateHash ?? '') }).toEqual({ where, seenBefore: false });
      seen.add(known.updateHash ?? '');
    }
    const charged = [...charges.values()].flatMap(({ events }) => events as unknown as readonly PrivacyEvent[]);
    const owed = Array.from({ length: counted }, () => eventsPerRound).flat();
    const spent = statedEpsilon(charged, BUDGET.delta).epsilon;
    expect(spent).toBeGreaterThanOrEqual(statedEpsilon(owed, BUDGET.delta).epsilon);
    expect(spent).toBeLessThanOrEqual(BUDGET.epsilon);
    countedUpdates += counted;
  }
  return { countedUpdates, failedAttempts: history.length - closed.length };
}

/** `n` moments among the changes of a run, at least `gap` apart and at most `spread` more; the same for the same seed. */
export function randomMoments(n: number, gap: number, spread: number, random: Randomness): readonly number[] {
  let at = 0;
  return Array.from({ length: n }, () => (at += gap + Math.floor(uniform53(random) * spread)));
}

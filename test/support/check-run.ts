import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Randomness, sha256Hex, uniform53 } from '@consilium/core';
import { deriveRelease, deriveScores, type PrivacyEvent, statedEpsilon } from '@consilium/privacy';
import { releaseParameters, scoreParameters } from '@consilium/plan';
import { AuditChain, checkLog, SITE_LOG } from '@consilium/transparency';
import { expect } from 'vitest';
import { BUDGET, type Consortium } from './consortium.ts';
import { chargesOf, readWholeLedger } from './ledger-file.ts';
import { readHistory } from './run-history.ts';
import { SITES } from './fault-plans.ts';

/** What a run came to, for what a test wants to say beyond the common bar. */
export interface CheckedRun {
  readonly countedUpdates: number;
  readonly countedScores: number;
  /** Sums of scores under masks that were opened. */
  readonly openedScores: number;
  readonly failedAttempts: number;
}

/**
 * The bar of every fault test, checked on what lies on the disks of coordinator and sites after all have stopped:
 *
 * - the history has every round closed exactly once, each starting from the model that the one before made;
 * - every counted update has, at its site, exactly one committed charge with the same round, attempt and bytes, and so have all scores;
 * - no two counted updates are the same bytes, so none was counted twice;
 * - the audit log of each site is whole, and says of each counted update that it was about to leave;
 * - the ledger's chain is whole, and the charges of each part come to no less epsilon than the rounds counted, and to no more than the budget.
 */
export function checkRun(consortium: Consortium, run: string, rounds: number, plan = consortium.plan): CheckedRun {
  const history = readHistory(consortium, run);
  const closed = history.filter(({ outcome }) => outcome === 'closed');
  expect(closed.map(({ round }) => round)).toEqual(Array.from({ length: rounds }, (_, i) => i + 1));
  for (const [i, attempt] of closed.entries()) {
    if (i > 0) expect(attempt.baseHash).toBe(closed[i - 1]?.modelHash);
  }
  const names = history.map(({ round, attempt }) => `${round}.${attempt}`);
  expect(new Set(names).size).toBe(names.length);

  const parameters = releaseParameters(plan);
  if (parameters === undefined) throw new Error('the plan of the fault tests has privacy');
  const { eventsPerRound } = deriveRelease(parameters);
  const scored = scoreParameters(plan);
  if (scored === undefined) throw new Error('the plan of the fault tests has noised scores');
  const scoreEvent = deriveScores(scored).release.event;
  const seen = new Set<string>();
  let countedUpdates = 0;
  let countedScores = 0;
  for (const site of SITES) {
    const left = leavingIn(consortium, site);
    const charges = chargesOf(readWholeLedger(consortium, site), run);
    let counted = 0;
    let scored = 0;
    for (const { round, attempt, participants, scores = {} } of history) {
      const { words, updateHash } = scores[site] ?? {};
      const sent = words === undefined ? updateHash : sha256Hex(Buffer.from(words, 'base64'));
      if (sent !== undefined) {
        scored++;
        const where = `${site}, scores of round ${round}.${attempt}`;
        expect({ where, update: charges.get(`evaluation.${round}.${attempt}`)?.update }).toEqual({ where, update: sent });
        expect({ where, seenBefore: seen.has(sent) }).toEqual({ where, seenBefore: false });
        seen.add(sent);
      }
      const known = participants[site];
      if (known?.t !== 'counted') continue;
      counted++;
      const charge = charges.get(`training.${round}.${attempt}`);
      const where = `${site}, round ${round}.${attempt}`;
      expect({ where, update: charge?.update }).toEqual({ where, update: known.updateHash });
      expect({ where, recorded: left.has(known.updateHash ?? '') }).toEqual({ where, recorded: true });
      expect({ where, seenBefore: seen.has(known.updateHash ?? '') }).toEqual({ where, seenBefore: false });
      seen.add(known.updateHash ?? '');
    }
    const owed = { training: eventsOf(counted, eventsPerRound), evaluation: eventsOf(scored, [scoreEvent]) };
    for (const kind of ['training', 'evaluation'] as const) {
      const charged = [...charges].flatMap(([name, { events }]) =>
        name.startsWith(kind) ? (events as unknown as PrivacyEvent[]) : [],
      );
      const spent = charged.length === 0 ? 0 : statedEpsilon(charged, BUDGET.delta).epsilon;
      if (owed[kind].length > 0) expect(spent).toBeGreaterThanOrEqual(statedEpsilon(owed[kind], BUDGET.delta).epsilon);
      expect(spent).toBeLessThanOrEqual(BUDGET.epsilon);
    }
    countedUpdates += counted;
    countedScores += scored;
  }
  const openedScores = history.filter(({ summed }) => summed?.t === 'opened').length;
  return { countedUpdates, countedScores, openedScores, failedAttempts: history.length - closed.length };
}

/** Hashes of updates that were about to leave, by the audit log of a site, which is checked. */
function leavingIn(consortium: Consortium, site: string): ReadonlySet<string> {
  const left = new Set<string>();
  const lines = readFileSync(join(consortium.siteFolder(site), 'state/audit/entries.jsonl'), 'utf8')
    .split('\n')
    .slice(0, -1);
  checkLog(new AuditChain(SITE_LOG), lines, [], ({ event, update }) => {
    if (event === 'update.leaving' && typeof update === 'string') left.add(update);
  });
  return left;
}

function eventsOf(times: number, events: readonly PrivacyEvent[]): readonly PrivacyEvent[] {
  return Array.from({ length: times }, () => events).flat();
}

/** `n` moments among the changes of a run, at least `gap` apart and at most `spread` more; the same for the same seed. */
export function randomMoments(n: number, gap: number, spread: number, random: Randomness): readonly number[] {
  let at = 0;
  return Array.from({ length: n }, () => (at += gap + Math.floor(uniform53(random) * spread)));
}

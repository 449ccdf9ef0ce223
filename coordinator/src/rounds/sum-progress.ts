import type { Phase } from '@consilium/secure-sum';
import type { Attempt, Participation } from './attempt-state.ts';
import type { SumProgress } from './sum-phase.ts';

/** An attempt whose updates, or scores, are summed under masks. */
export interface MaskedAttempt extends Attempt {
  readonly sum: SumProgress;
}

/** The attempt in the next phase of its sum. A site that has given up is not waited for. */
export function enterPhase<A extends MaskedAttempt>(
  attempt: A,
  next: { readonly phase: Phase; readonly asked: readonly string[]; readonly deadlineMs: number },
  isOut: (site: string) => boolean,
): A {
  const { phase, asked, deadlineMs } = next;
  const awaited = asked.filter((site) => !isOut(site));
  return { ...attempt, sum: { phase, deadlineMs, awaited } };
}

/** Whether a site has still to say something in the present phase. What comes of others, be it a lie, is nothing: it would be heard again and again. */
export function isAwaited(state: { readonly sum?: SumProgress }, site: string): boolean {
  return state.sum?.awaited.includes(site) === true;
}

/** The attempt after a site has answered, or will not answer, in the present phase; the same object for one that is not waited for. */
export function withoutAwaited<A extends MaskedAttempt>(attempt: A, site: string): A {
  const { sum } = attempt;
  if (!sum.awaited.includes(site)) return attempt;
  return { ...attempt, sum: { ...sum, awaited: sum.awaited.filter((other) => other !== site) } };
}

/** Whether the sum has a use for this answer now. A site may give up at any time; it takes part by its keys, and counts by its vector. */
export function fitsPhase({ sum }: MaskedAttempt, site: string, next: Participation): boolean {
  if (next.t === 'accepted') return sum.phase === 'keys' && sum.awaited.includes(site);
  return next.t !== 'counted' || (sum.phase === 'masked' && sum.awaited.includes(site));
}

/** Whether a site has said that it delivers nothing in this attempt. */
export function hasGivenUp(known: Participation | undefined): boolean {
  return known?.t === 'refused' || known?.t === 'failed' || known?.t === 'rejected';
}

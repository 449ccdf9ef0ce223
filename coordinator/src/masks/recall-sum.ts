import { fromUnknown } from '@consilium/core';
import { decodeMessage } from '@consilium/secure-sum';
import type { Problem } from '../rounds/attempt-state.ts';
import { isLive, kindOf } from '../rounds/run-state.ts';
import type { Pause } from '../rounds/turns.ts';
import type { StoredRun } from '../store/run-store.ts';
import { type AttemptSum, replaySum } from './attempt-sum.ts';
import { type MaskedRun, termsOf } from './masked-run.ts';
import type { SumMessages } from './sum-messages.ts';

/** What is left of the sum of an open attempt, or of its scores, after a restart. */
export type Recalled =
  | { readonly t: 'none' }
  | { readonly t: 'sum'; readonly sum: AttemptSum }
  /** It cannot go on, since the roster or this program has changed. */
  | { readonly t: 'lost'; readonly problem: Problem };

/** Builds the sum of the open attempt again from what sites have said in it. @throws ConsiliumError when the store cannot be read */
export async function recallSum(
  sums: SumMessages,
  masked: MaskedRun,
  { run, state, transcriptHash }: StoredRun,
  pause: Pause,
): Promise<Recalled> {
  if (!isLive(state) || (state.t === 'evaluating' && state.sum === undefined)) return { t: 'none' };
  const phase = state.t === 'aggregating' ? 'opened' : (state.sum?.phase ?? 'keys');
  const { round, attempt } = state;
  const stored = await sums.of(run, { round, attempt, kind: kindOf(state) });
  try {
    const terms = termsOf(masked, state, transcriptHash);
    return { t: 'sum', sum: await replaySum(terms, phase, stored.map(decodeMessage), masked.least, pause) };
  } catch (error) {
    // Whatever it is, it is about this attempt alone: other runs must not wait for it.
    const { code, message } = fromUnknown(error);
    return { t: 'lost', problem: { code, message } };
  }
}

import { sleep } from '@consilium/core';
import type { SiteContext } from '../session/site-context.ts';

/**
 * Waits for the next tick of a piece of work: how long it took, and what was worked on before, shows in whole periods alone.
 *
 * @param arrivedMs when the coordinator asked for it, on the monotonic clock: the schedule begins there, so that repeated questions cannot move
 *   it against the work
 */
export async function nextTick(
  { clock, gate, rehearsal, stopping }: Pick<SiteContext, 'clock' | 'gate' | 'rehearsal' | 'stopping'>,
  arrivedMs: number,
): Promise<void> {
  const everyMs = rehearsal ? 0 : gate.answersEveryMs();
  if (everyMs === 0) return;
  const passed = clock.monotonic() - arrivedMs;
  await sleep(clock, Math.ceil(passed / everyMs) * everyMs - passed, stopping);
}

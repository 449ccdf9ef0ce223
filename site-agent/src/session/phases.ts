import type { Attempt } from '../attempt/attempt.ts';
import type { Phase, SiteContext } from './site-context.ts';

/** Does a phase of an attempt and tells the observer how long it took; a phase that fails is not told. */
export async function timed<T>(
  { clock, observe }: Pick<SiteContext, 'clock' | 'observe'>,
  attempt: Attempt,
  phase: Phase,
  work: () => Promise<T> | T,
): Promise<T> {
  const start = clock.monotonic();
  const result = await work();
  observe(attempt, phase, clock.monotonic() - start);
  return result;
}

import { type Attempt, attemptName } from '../attempt/attempt.ts';
import type { Charge } from '../ledger/index.ts';
import type { SiteContext } from '../session/site-context.ts';

type Disk = Pick<SiteContext, 'catalog' | 'ledger' | 'updates' | 'sums'>;

/** The reservations of an attempt that still count, with the population of each. */
export function reservationsOf(
  { catalog, ledger }: Pick<Disk, 'catalog' | 'ledger'>,
  attempt: Attempt,
): readonly { readonly population: string; readonly key: Charge['key'] }[] {
  return catalog.populations.flatMap((population) =>
    ledger(population)
      .charges({ run: attempt.run, state: 'reserved' })
      .filter(({ key }) => attemptName(key) === attemptName(attempt))
      .map(({ key }) => ({ population, key })),
  );
}

/**
 * Attempts of which an earlier session or a crash left something that may have to go: reservations without an update first, then
 * stored updates, then sums under masks that came no further. Synthetic data that were cut off are no attempt: their reservation counts for good.
 */
export function leftBehind({ catalog, ledger, updates, sums }: Disk): readonly Attempt[] {
  const stored = updates.list();
  const names = new Set(stored.map(attemptName));
  const cut = catalog.populations.flatMap((population) =>
    ledger(population)
      .charges({ state: 'reserved' })
      .filter(({ key }) => key.kind !== 'synthetic' && !names.has(attemptName(key)))
      .map(({ key: { run, round, attempt, kind } }) => ({ run, round, attempt, ...(kind === 'evaluation' ? { kind } : {}) })),
  );
  const known = new Set([...cut, ...stored].map(attemptName));
  return [...cut, ...stored, ...sums.list().filter((attempt) => !known.has(attemptName(attempt)))];
}

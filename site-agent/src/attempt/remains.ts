/** What lies on disk of one attempt. */
export interface OnDisk {
  /** Where its charge stands in the ledger; `free` when the stored update says that none pays for it. */
  readonly charge: 'none' | 'reserved' | 'committed' | 'released' | 'free';
  /** Whether an update is stored. */
  readonly update: boolean;
  /** Whether this site takes part in a sum under masks, or has left one. */
  readonly sum?: boolean;
}

/**
 * What is left of an attempt between two pieces of work: what a `kill -9` leaves, at whatever moment.
 *
 * - `nothing`: nothing that counts.
 * - `joined`: keys of a sum under masks. No record was read, nothing is charged.
 * - `reserved`: a reservation without an update. The work was cut, perhaps after it touched patients.
 * - `stored`: an update whose charge is not committed. None of it has left.
 * - `sendable`: an update that may have left, wholly or in part. Its charge is committed, or it costs nothing.
 * - `spent`: a committed charge without an update. An answer may have left, and there must not be another one.
 */
export type Remains = 'nothing' | 'joined' | 'reserved' | 'stored' | 'sendable' | 'spent';

/** What is on disk, read after a crash as after a night: there is no other memory of an attempt. */
export function remainsOf({ charge, update, sum = false }: OnDisk): Remains {
  if (update) return charge === 'committed' || charge === 'free' ? 'sendable' : 'stored';
  if (charge === 'committed') return 'spent';
  if (charge === 'reserved') return 'reserved';
  return sum ? 'joined' : 'nothing';
}

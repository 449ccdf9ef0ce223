import { hostname } from 'node:os';
import type { Clock } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { type Collector, type EntrySource, Shipper } from '@consilium/shipping';
import { COORDINATOR_LOG } from '@consilium/transparency';

/** How the log of a coordinator gets to a collector. */
export interface CoordinatorShipping {
  readonly source: EntrySource;
  /** Name of the log. */
  readonly log: string;
  readonly collector: Collector;
  readonly cursorPath: string;
  readonly clock: Clock;
  readonly people: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** What ships the audit log of a coordinator to a collector. */
export function coordinatorShipper({ source, log, collector, cursorPath, clock, people }: CoordinatorShipping): Shipper {
  const origin = { log, program: 'consilium-coordinator', host: hostname(), form: COORDINATOR_LOG };
  return new Shipper({ source, origin, collector, cursorPath, clock, log: people });
}

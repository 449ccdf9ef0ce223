import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { type Collector, type EntrySource, Shipper, type Shipping, shippedSoFar } from '@consilium/shipping';
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

/** Where the cursor of a coordinator lies that ships its own log. */
export function shippedPath(folder: string): string {
  return join(folder, 'shipped.json');
}

/** How far the log in the folder of a coordinator has come at its collector; `undefined` where it was never shipped. @throws ConsiliumError `CONFIG_INVALID` */
export function shippedOf(folder: string): Pick<Shipping, 'to' | 'shipped' | 'lastMs'> | undefined {
  const cursor = shippedSoFar(shippedPath(folder));
  if (cursor === undefined) return undefined;
  const { to, position, atMs } = cursor;
  return { to, shipped: position, ...(atMs === undefined ? {} : { lastMs: atMs }) };
}

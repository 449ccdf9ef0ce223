import { join } from 'node:path';
import { type Shipping, shippedSoFar } from '@consilium/shipping';

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

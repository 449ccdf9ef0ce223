import { parseJson, readFileIfPresent, writeFileDurably } from '@consilium/host';
import { NO_ENTRY } from '@consilium/transparency';
import { z } from 'zod';

const cursorSchema = z.strictObject({
  v: z.literal(1),
  /** Where the collector is: another one begins at the first entry. */
  to: z.string(),
  /** Entries up to this one are with the collector. */
  position: z.int().min(0),
  /** Leaf hash of that entry, hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** When that was known, in milliseconds since the Unix epoch. */
  atMs: z.number().optional(),
});

/** How far a log has come at a collector. */
export type ShipCursor = z.output<typeof cursorSchema>;

/** Before the first entry. */
function beginning(to: string): ShipCursor {
  return { v: 1, to, position: 0, hash: NO_ENTRY };
}

/** How far a log has come, without anybody who ships it; `undefined` where nobody ever did. @throws ConsiliumError `CONFIG_INVALID` */
export function shippedSoFar(path: string): ShipCursor | undefined {
  const content = readFileIfPresent(path);
  if (content === undefined) return undefined;
  return parseJson(content.toString('utf8'), cursorSchema, path, 'CONFIG_INVALID').value;
}

/** Reads the cursor for a collector. @throws ConsiliumError `CONFIG_INVALID` for a file that is none */
export function readCursor(path: string, to: string): ShipCursor {
  const cursor = shippedSoFar(path);
  return cursor?.to === to ? cursor : beginning(to);
}

/** Writes a cursor; on the disk when it returns. */
export function writeCursor(path: string, cursor: ShipCursor): void {
  writeFileDurably(path, `${JSON.stringify(cursor)}\n`);
}

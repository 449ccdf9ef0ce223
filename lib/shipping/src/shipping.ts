import { z } from 'zod';

/** Where the shipping of a log stands. */
export const shippingSchema = z.strictObject({
  /** The collector. */
  to: z.string(),
  /** Entries that are with it. */
  shipped: z.int().min(0),
  /** Entries that are not, or of which that is not known yet. */
  behind: z.int().min(0),
  /** When the newest of them was known to be there, in milliseconds since the Unix epoch. */
  lastMs: z.number().optional(),
  /** Why nothing is shipped at present: a code of the catalogue, and the words for it. */
  problem: z.strictObject({ code: z.string(), message: z.string() }).optional(),
});

/** See {@link shippingSchema}. */
export type Shipping = z.output<typeof shippingSchema>;

/** How far a log has come, in a line for people. */
export function shippedLine({ to, shipped, lastMs }: Pick<Shipping, 'to' | 'shipped' | 'lastMs'>): string {
  const last = lastMs === undefined ? '' : `, the last at ${new Date(lastMs).toISOString()}`;
  return `Audit log: ${shipped} entries are shipped to ${to}${last}.`;
}

/** Where shipping stands, in a line for people. */
export function shippingLine(shipping: Shipping): string {
  const { behind, problem } = shipping;
  const trouble = problem === undefined ? '' : ` ${problem.code}: ${problem.message}`;
  return `${shippedLine(shipping)} ${behind} are behind.${trouble}`;
}

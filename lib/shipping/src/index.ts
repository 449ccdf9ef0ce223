export { type Collector, CollectorConnection, collectorSchema, collectorText } from './collector.ts';
export { EntriesFile } from './entries-file.ts';
export type { EntrySource } from './entry-source.ts';
export { shippedSoFar } from './ship-cursor.ts';
export { DEFAULT_SETTLE_SECONDS, Shipper } from './shipper.ts';
export { shippedLine, type Shipping, shippingLine, shippingSchema } from './shipping.ts';

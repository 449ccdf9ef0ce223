export type { LedgerEntry, LedgerHead, LedgerKey } from './ledger-entry.ts';
export { type Ledger, openLedger } from './ledger.ts';
export type { Charge } from './ledger-state.ts';
export { inspectLedger, readLedger } from './ledger-load.ts';

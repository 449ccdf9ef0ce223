export {
  type BudgetDecision,
  PARTS,
  type Part,
  type LedgerEntry,
  type LedgerHead,
  type LedgerKey,
  type SumTerms,
} from './ledger-entry.ts';
export { headMac, isOwnHead } from './head-mac.ts';
export { type Ledger, LEDGER_LOCK, openLedger } from './ledger.ts';
export type { Charge, ChargeState, Cost } from './ledger-state.ts';
export type { PlanUse } from './plan-use.ts';
export { inspectLedger, ledgerIn, readLedger } from './ledger-load.ts';

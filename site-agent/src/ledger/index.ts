export {
  type Budget,
  type BudgetReport,
  checkBudget,
  type EpsilonFor,
  rememberEpsilons,
  reportBudget,
} from './budget.ts';
export type { LedgerHead, LedgerKey } from './ledger-entry.ts';
export { type Ledger, openLedger } from './ledger.ts';
export type { Charge } from './ledger-state.ts';
export { readLedger } from './ledger-load.ts';

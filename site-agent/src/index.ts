export { DatasetCatalog, type DatasetEntry } from './datasets/dataset-catalog.ts';
export { readCsv, readCsvText } from './datasets/read-csv.ts';
export type { DatasetReport, TabularDataset } from './datasets/tabular-dataset.ts';
export {
  type Budget,
  type BudgetReport,
  type Ledger,
  type LedgerHead,
  type LedgerKey,
  openLedger,
  reportBudget,
} from './ledger/index.ts';
export { type Policy, policyFromFiles, policySchema, type PolicySource, policySource } from './policy/index.ts';
export { type AgentOptions, createAgent, createRehearsalAgent, type SiteAgent } from './session/agent.ts';
export type { Phase, PhaseObserver } from './session/site-context.ts';

export { DatasetCatalog, type DatasetEntry } from './datasets/dataset-catalog.ts';
export { readCsv, readCsvText } from './datasets/read-csv.ts';
export type { DatasetReport, TabularDataset } from './datasets/tabular-dataset.ts';
export {
  type Budget,
  type BudgetReport,
  createGate,
  type Gate,
  gateFromFiles,
  type Policy,
  policySchema,
  reportBudget,
} from './gate/index.ts';
export { type Ledger, type LedgerHead, type LedgerKey, openLedger } from './ledger/index.ts';
export { type AgentOptions, createAgent, createRehearsalAgent, type SiteAgent } from './session/agent.ts';
export type { Phase, PhaseObserver } from './session/site-context.ts';

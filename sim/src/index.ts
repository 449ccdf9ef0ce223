export { auditAgents } from './audit/audit-agents.ts';
export { parseSplit, type Split } from './partition.ts';
export { simulate, type SimulationResult } from './simulation.ts';
export { renderAudit } from './terminal/audit-report.ts';
export { createProgress, type ProgressUpdate } from './terminal/progress.ts';
export { renderSiteChecks } from './terminal/site-checks.ts';
export { renderSummaryTable } from './terminal/summary-table.ts';
export type { RunProgress } from './watch-run.ts';
export { tableColumns } from './table-columns.ts';
export { renderSeries, seedsOf, seriesOf, type SeriesRun } from './series.ts';
export { planWithSettings } from './tune/plan-text.ts';
export { renderTuning } from './tune/render-tuning.ts';
export { trialPool } from './tune/trial-pool.ts';
export type { TuningData } from './tune/trial.ts';
export { requireTunable, tune } from './tune/tune.ts';
export { writeResults, writeSeries } from './write-results.ts';
export type { OpenField, TargetKind } from './first-plan/choose-columns.ts';
export { type Declarations, NOTHING_DECLARED, readDeclarations } from './first-plan/declarations.ts';
export { type FirstPlan, firstPlan } from './first-plan/first-plan.ts';
export { tableFacts } from './first-plan/table-facts.ts';
export { DEFAULT_HELD_OUT } from './virtual-split.ts';
export { type FinishedModel, originOf, readModelFolder } from './models/model-folder.ts';
export { predictTable, type TablePredictions } from './models/predict-table.ts';
export { writeModelDossier } from './models/dossier-of-model.ts';
export { resultsEvidence } from './models/results-evidence.ts';
export { exportModel, MODEL_FORMATS, type ModelFormat } from './models/export-model.ts';
export { clearEarlier, requireFreeFolder, requireWritable } from './results/results-folder.ts';
export { fetchBlob, fetchRun } from './results/fetch-run.ts';
export { writeRunResults } from './results/write-run-results.ts';
export { compareRuns } from './results/compare-runs.ts';
export { renderComparison } from './terminal/comparison-table.ts';
export {
  ConsortiumClient,
  connect,
  type PlanSource,
  rehearse,
  type Rehearsal,
  type RehearsalOptions,
  type RehearsalResult,
  type RehearsedRound,
  type RemoteRound,
  type RemoteRun,
} from './scripting/index.ts';

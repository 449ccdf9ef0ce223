export { auditAgents } from './audit/audit-agents.ts';
export { parseSplit, type Split } from './partition.ts';
export { simulate, type SimulationResult } from './simulation.ts';
export { renderAudit } from './terminal/audit-report.ts';
export { createProgress, type ProgressUpdate } from './terminal/progress.ts';
export { renderSummaryTable } from './terminal/summary-table.ts';
export type { RunProgress } from './watch-run.ts';
export { tableColumns } from './table-columns.ts';
export { writeResults } from './write-results.ts';

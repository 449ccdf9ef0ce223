export { parseSplit, type Split } from './partition.ts';
export type { Summary } from './summary.ts';
export { simulate, type SimulationOptions, type SimulationResult } from './simulation.ts';
export { createProgress, type Progress, type ProgressUpdate } from './terminal/progress.ts';
export { renderSummaryTable } from './terminal/summary-table.ts';
export type { RunProgress } from './watch-run.ts';
export { type ResultFiles, writeResults } from './write-results.ts';

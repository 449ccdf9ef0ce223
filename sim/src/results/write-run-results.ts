import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromUnknown } from '@consilium/core';
import { visibleJson } from '@consilium/host';
import { RUN_LOG_FILE, runLogText } from '@consilium/model';
import { renderBoard } from '../board/board.ts';
import { runBoard } from '../board/run-board.ts';
import { originOf, originOfRun, writeModelFolder } from '../models/model-folder.ts';
import { renderRunReport } from '../report/render-run-report.ts';
import { metricsCsv } from './metrics-csv.ts';
import { thresholdsCsv } from './thresholds-csv.ts';
import { isFinished } from '../watch-run.ts';
import type { RunSummary } from './run-summary.ts';
import { type FetchedRun, summariseRun } from './summarise-run.ts';

/** Files of a run with hospitals. */
export interface RunResultFiles {
  readonly summary: RunSummary;
  readonly summaryPath: string;
  readonly reportPath: string;
}

/**
 * Writes what a coordinator has of a run into a folder like that of a rehearsal: summary, report, a page for the board, plan, `metrics.csv`,
 * `thresholds.csv`, the newest model, and what the audit log has of how it was made.
 * A run that has ended early, or goes on, leaves what there is.
 *
 * @throws ConsiliumError `DISK_FULL`, `FILE_UNREADABLE`
 */
export function writeRunResults(fetched: FetchedRun, folder: string): RunResultFiles {
  const { plan, weights, info, log, version: software } = fetched;
  const modelFolder = join(folder, 'model');
  writeModelFolder(modelFolder, {
    plan,
    weights,
    origin: originOf(plan, weights, { software, ...originOfRun(info) }),
  });
  try {
    writeFileSync(join(folder, 'plan.json'), `${plan.json}\n`);
    const rounds = (info.roundInfos ?? []).filter(isFinished);
    writeFileSync(join(folder, 'metrics.csv'), metricsCsv(rounds, plan));
    if (plan.document.data.target.kind === 'binary') writeFileSync(join(folder, 'thresholds.csv'), thresholdsCsv(rounds, plan));
    const summary = summariseRun(fetched, join(modelFolder, 'model.json'));
    const summaryPath = join(folder, 'summary.json');
    const reportPath = join(folder, 'report.html');
    writeFileSync(summaryPath, `${visibleJson(summary, 0)}\n`);
    writeFileSync(reportPath, renderRunReport(summary));
    if (log !== undefined) writeFileSync(join(folder, RUN_LOG_FILE), runLogText(log));
    writeFileSync(join(folder, 'board.html'), renderBoard(runBoard(summary)));
    return { summary, summaryPath, reportPath };
  } catch (error) {
    throw fromUnknown(error, folder);
  }
}

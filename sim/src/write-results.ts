import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fromUnknown } from '@consilium/core';
import { visibleJson } from '@consilium/host';
import { renderBoard } from './board/board.ts';
import { rehearsalBoard } from './board/rehearsal-board.ts';
import { originOf, writeModelFolder } from './models/model-folder.ts';
import { renderReport } from './report/render-report.ts';
import { metricsCsv } from './results/metrics-csv.ts';
import { thresholdsCsv } from './results/thresholds-csv.ts';
import type { Series } from './series.ts';
import type { SimulationResult } from './simulation.ts';
import { summarise } from './summarise.ts';
import type { Summary } from './summary.ts';
import type { RoundInfo } from './watch-run.ts';

/** Files of a finished run. */
export interface ResultFiles {
  readonly summary: Summary;
  readonly summaryPath: string;
  readonly reportPath: string;
}

/**
 * Writes summary, report, a page for the board, `metrics.csv`, `thresholds.csv`, model (TensorFlow.js layers format) and plan into a folder.
 *
 * @throws ConsiliumError `DISK_FULL`, `FILE_UNREADABLE`
 */
export function writeResults(result: SimulationResult, folder: string): ResultFiles {
  const modelFolder = join(folder, 'model');
  const modelPath = join(modelFolder, 'model.json');
  try {
    mkdirSync(modelFolder, { recursive: true });
    const { plan, outcome, version: software, withoutNoise, seed } = result;
    const { weights, run } = outcome;
    // With the seed anybody can take seeded noise away again.
    const unprotected = withoutNoise || seed !== undefined;
    const origin = originOf(plan, weights, { run, software, rehearsal: true, unprotected });
    writeModelFolder(modelFolder, { plan, weights, origin });
    writeFileSync(join(folder, 'plan.json'), `${plan.json}\n`);
    const summary = summarise(result, modelPath);
    const summaryPath = join(folder, 'summary.json');
    const reportPath = join(folder, 'report.html');
    const rounds = withoutNoise ? outcome.rounds.map(withoutReleased) : outcome.rounds;
    writeFileSync(join(folder, 'metrics.csv'), metricsCsv(rounds, plan));
    if (plan.document.data.target.kind === 'binary') writeFileSync(join(folder, 'thresholds.csv'), thresholdsCsv(rounds, plan));
    writeFileSync(summaryPath, `${visibleJson(summary, 0)}\n`);
    writeFileSync(reportPath, renderReport(summary));
    writeFileSync(join(folder, 'board.html'), renderBoard(rehearsalBoard(summary)));
    return { summary, summaryPath, reportPath };
  } catch (error) {
    throw fromUnknown(error, folder);
  }
}

/** Adds what is known later to the summary and report of a finished rehearsal. @throws ConsiliumError `DISK_FULL`, `FILE_UNREADABLE` */
export function addToResults({ summary, summaryPath, reportPath }: ResultFiles, added: Partial<Summary>): ResultFiles {
  const whole = { ...summary, ...added };
  try {
    writeFileSync(summaryPath, `${visibleJson(whole, 0)}\n`);
    writeFileSync(reportPath, renderReport(whole));
  } catch (error) {
    throw fromUnknown(error, dirname(summaryPath));
  }
  return { summary: whole, summaryPath, reportPath };
}

/** A round without the figures that no real run would release: noised scores of a model without noise. */
function withoutReleased(round: RoundInfo): RoundInfo {
  return { ...round, released: null, participants: (round.participants ?? []).map((one) => ({ ...one, released: null })) };
}

/** Writes `series.json` beside the folders of its runs. @throws ConsiliumError `DISK_FULL`, `FILE_UNREADABLE` */
export function writeSeries(series: Series, folder: string): void {
  const path = join(folder, 'series.json');
  try {
    writeFileSync(path, `${visibleJson(series)}\n`);
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

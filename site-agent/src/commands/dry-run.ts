import type { CompiledPlan } from '@consilium/plan';
import { buildDataset } from '../border/build-dataset.ts';
import type { DatasetEntry } from '../datasets/dataset-catalog.ts';
import { type PatientSurvey, surveyPatients } from '../border/patient-survey.ts';
import type { DatasetReport, TabularDataset } from '../datasets/tabular-dataset.ts';
import { problemsText, tableText } from '../quality/data-check-text.ts';
import { dataTable } from '../quality/data-table.ts';
import { surveyText } from './data-text.ts';
import type { SiteFolder } from './site-folder.ts';

/** What a plan finds in the data of this hospital: for the person who approves it, never sent. */
export interface DryRun {
  readonly dataset: TabularDataset;
  readonly report: DatasetReport & { readonly survey: PatientSurvey };
  /** Cells and rows that cannot be read as the plan says. */
  readonly unreadable: number;
  /** For a person, line by line, every problem with its place. */
  readonly text: readonly string[];
}

/**
 * Reads a data set as an approved plan would, and judges it here instead of at run time, where an error could tell of a record.
 *
 * @throws ConsiliumError what reading the file throws, `SPLIT_SECRET_LOST`
 */
export async function dryRun(folder: SiteFolder, entry: DatasetEntry, plan: CompiledPlan): Promise<DryRun> {
  const catalog = folder.catalog();
  const source = catalog.sourceOf(entry);
  const dataset = await buildDataset(source, plan, catalog.splitOf(entry.population));
  const { report } = dataset;
  const survey = await surveyPatients(source, entry.patientColumn);
  const table = dataTable(dataset, plan);
  const lines = [
    ...tableText(table, plan.document.data.target.column),
    ...problemsText(report.problems, table).map((line) => `  ${line}`),
    ...surveyText(survey, entry.patientColumn),
  ];
  return {
    dataset,
    report: { ...report, survey },
    unreadable: Object.values(report.unreadable).reduce((sum, n) => sum + n, 0),
    text: lines.map((line) => `  ${line}`),
  };
}

import { type CompiledPlan, targetColumns } from '@consilium/plan';
import { SPLIT_SECRET_BYTES } from '@consilium/learning';
import { buildDataset } from '../border/build-dataset.ts';
import { type PatientSurvey, surveyPatients } from '../border/patient-survey.ts';
import type { Source } from '../connectors/source.ts';
import type { DatasetReport, TabularDataset } from '../datasets/tabular-dataset.ts';
import { assess } from './assess.ts';
import { type DataTable, dataTable } from './data-table.ts';
import { rowFindings } from './row-findings.ts';
import type { QualityFinding } from './quality-finding.ts';
import { THRESHOLDS } from './thresholds.ts';

/** What a look at data with the eyes of a plan has found, exactly and with places: for who owns the data, and nobody else. */
export interface DataCheck {
  readonly report: DatasetReport;
  readonly table: DataTable;
  readonly survey: PatientSurvey;
  /** What a person should look at. */
  readonly findings: readonly QualityFinding[];
  /** What the source itself has to say. */
  readonly notices: readonly string[];
  /** SHA-256 of what was read. */
  readonly contentHash: string;
}

/** Why nothing can be learned from data that a plan can read; `undefined` where something can. */
export function nobodyLeft({
  table: { rows, patients },
  report: { problems },
}: Pick<DataCheck, 'table' | 'report'>): string | undefined {
  if (patients > 0) return undefined;
  if (rows === 0) return 'its table has no rows';
  const [first] = problems;
  const place =
    first === undefined ? '' : `; row ${first.row}${first.column === '' ? '' : `, column ${first.column}`} ${first.problem}`;
  return `none of its ${rows} rows can be used${place}`;
}

/** In front of its owner nothing is hidden. */
export const NOTHING_HIDDEN = { least: 0 } as const;

/**
 * Looks at the data of a site as a plan sees them: the one check of `consilium-site data check` and of every site of a rehearsal.
 *
 * @param dataset what the plan makes of them, where that has been read already; who of it is held out makes no difference
 * @throws ConsiliumError what reading the source throws
 */
export async function checkData(source: Source, plan: CompiledPlan, dataset?: TabularDataset): Promise<DataCheck> {
  const built = dataset ?? (await buildDataset(source, plan, EVERYBODY_TRAINS));
  const { patientId, target } = plan.document.data;
  const { report } = built;
  const survey = await surveyPatients(source, patientId);
  const { quality, repeated } = await assess(source, { patient: patientId, plans: [plan], survey, guard: NOTHING_HIDDEN });
  const table = dataTable(built, plan, repeated);
  const read = new Set([patientId, ...targetColumns(target).map(({ column }) => column), ...plan.inputs.map(({ name }) => name)]);
  const found = quality.findings.filter(({ check, column }) => {
    // The problems say which rows cannot be read and why.
    if (check === 'unreadable-rows') return false;
    if (column === undefined) return true;
    return read.has(column) && (check !== 'out-of-range' || (table.cut[column] ?? 0) > THRESHOLDS.cut * table.rows);
  });
  return {
    report,
    table,
    survey,
    findings: [...rowFindings(table, survey, plan), ...found],
    notices: (await source.notices?.()) ?? [],
    contentHash: built.contentHash,
  };
}

/** Who is held out is decided with the data set; here every patient is read as one who trains. */
const EVERYBODY_TRAINS = { secret: new Uint8Array(SPLIT_SECRET_BYTES), share: 0 };

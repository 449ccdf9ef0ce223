import { ConsiliumError } from '@consilium/core';
import { findingText } from '@consilium/deidentify';
import type { CompiledPlan } from '@consilium/plan';
import { assess, type DatasetReport, type QualityFinding, type Source, surveyPatients } from '@consilium/site-agent';
import type { ExactScorer } from './exact-scores.ts';
import type { SiteDataSummary } from './summary.ts';

/** What a look at the data of one virtual site has found, for the owner of the files: at a hospital it stays there. */
export interface SiteCheck {
  readonly site: string;
  /** What the plan finds in them; absent where they cannot be read. */
  readonly report?: DatasetReport;
  /** What a person should look at. */
  readonly findings: readonly QualityFinding[];
  /** Why the site cannot take part; absent where it can. */
  readonly failure?: string;
}

/** In a rehearsal nothing is hidden from its owner. */
const NOTHING_HIDDEN = { least: 0 } as const;

/** Share of rows in which a column is cut to its range from which on a person should know; the report has every count. */
const MUCH_CUT = 0.05;

/** Share of rows left out from which on a person should know. */
const MUCH_LEFT_OUT = 0.2;

/** Looks at the data of all sites as `consilium-site data check` and `data report` do at a hospital, before the first round. */
export async function checkSites(
  plan: CompiledPlan,
  sources: ReadonlyMap<string, Source>,
  scorer: Pick<ExactScorer, 'reportOf' | 'failureOf'>,
): Promise<readonly SiteCheck[]> {
  const checks: SiteCheck[] = [];
  for (const [site, source] of sources) {
    const report = scorer.reportOf(site);
    if (report === undefined)
      checks.push({ site, findings: [], failure: scorer.failureOf(site) ?? 'its data do not fit the plan' });
    else checks.push(await checkSite(site, source, plan, report));
  }
  return checks;
}

async function checkSite(site: string, source: Source, plan: CompiledPlan, report: DatasetReport): Promise<SiteCheck> {
  const { patientId, target } = plan.document.data;
  const survey = await surveyPatients(source, patientId);
  const { quality } = await assess(source, { patient: patientId, plans: [plan], survey, guard: NOTHING_HIDDEN });
  const read = new Set([patientId, target.column, ...plan.inputs.map(({ name }) => name)]);
  const findings = quality.findings.filter(({ check, column }) => {
    if (check === 'one-row-a-patient') return false;
    if (column === undefined) return true;
    return read.has(column) && (check !== 'out-of-range' || (report.outOfRange[column] ?? 0) > MUCH_CUT * report.rowsRead);
  });
  return {
    site,
    report,
    findings: [...forWhatTheyLack(report, plan), ...forTheirPatient(report, plan), ...findings],
    ...(report.patients === 0 ? { failure: nobodyLeft(report) } : {}),
  };
}

function forWhatTheyLack(
  { rowsRead, rowsDropped, missing, unreadable }: DatasetReport,
  plan: CompiledPlan,
): readonly QualityFinding[] {
  if (rowsDropped <= MUCH_LEFT_OUT * rowsRead) return [];
  const lacking = new Map(Object.entries(missing));
  for (const [column, count] of Object.entries(unreadable)) lacking.set(column, (lacking.get(column) ?? 0) + count);
  // Without its patient or target a row is left out under every rule.
  const { patientId, target, missing: gaps } = plan.document.data;
  const always = new Set([patientId, target.column]);
  const guilty = [...lacking].filter(([column]) => always.has(column) || (column !== '' && gaps.rule === 'drop-row'));
  const columns = guilty.toSorted(([, a], [, b]) => b - a).map(([column, count]) => `${column} (${count})`);
  const advice = guilty.some(([column]) => !always.has(column))
    ? '. Another rule for missing cells would keep those that lack neither patient nor target'
    : '';
  const share = Math.round((100 * rowsDropped) / rowsRead);
  return [
    {
      check: 'rows-left-out',
      says: `${share} % of its rows are left out${columns.length === 0 ? '' : `, for what they lack: ${columns.join(', ')}`}${advice}`,
    },
  ];
}

function forTheirPatient({ rowsRead, rowsOverCap: over }: DatasetReport, plan: CompiledPlan): readonly QualityFinding[] {
  if (over <= MUCH_LEFT_OUT * rowsRead) return [];
  const { maxRowsPerPatient } = plan.document.data;
  return [
    {
      check: 'rows-left-out',
      says: `${over} of ${rowsRead} rows are left out: their patients have ${maxRowsPerPatient} already, the plan's maxRowsPerPatient`,
    },
  ];
}

function nobodyLeft({ rowsRead, problems }: DatasetReport): string {
  if (rowsRead === 0) return 'its table has no rows';
  const [first] = problems;
  const place =
    first === undefined ? '' : `; row ${first.row}${first.column === '' ? '' : `, column ${first.column}`} ${first.problem}`;
  return `none of its ${rowsRead} rows can be used${place}`;
}

/** @throws ConsiliumError `DATA_INVALID` with every site that cannot take part */
export function requireAllSites(checks: readonly SiteCheck[]): void {
  const failing = checks.filter(({ failure }) => failure !== undefined);
  if (failing.length === 0) return;
  throw new ConsiliumError({
    code: 'DATA_INVALID',
    message: [
      `${failing.length} of ${checks.length} sites cannot take part:`,
      ...failing.map(({ site, failure }) => `${site}: ${failure}`),
    ].join('\n'),
    advice: 'Correct what is named, or rehearse without these sites: --allow-failing-sites.',
    details: { sites: failing.length },
  });
}

/** What a check has found, as `summary.json` holds it; nothing where the data cannot be read. */
export function dataSummary(check: SiteCheck | undefined): { readonly data?: SiteDataSummary } {
  if (check?.report === undefined) return {};
  const { rowsRead, rowsDropped, rowsOverCap, patients, missing, outOfRange, unreadable, identifiers } = check.report;
  return {
    data: {
      rows: rowsRead,
      leftOut: rowsDropped,
      overCap: rowsOverCap,
      patients,
      missing,
      cut: outOfRange,
      unreadable,
      findings: [...check.findings.map(({ says }) => says), ...identifiers.map((finding) => findingText(finding))],
    },
  };
}

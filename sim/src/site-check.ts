import { ConsiliumError } from '@consilium/core';
import { findingText } from '@consilium/deidentify';
import type { CompiledPlan } from '@consilium/plan';
import { checkData, type DataCheck, headerHint, nobodyLeft, type Source } from '@consilium/site-agent';
import type { ExactScorer } from './exact-scores.ts';
import { patientsElsewhere } from './shared-patients.ts';
import type { SiteDataSummary } from './summary.ts';

/** What a look at the data of one virtual site has found, for the owner of the files: at a hospital it stays there. */
export interface SiteCheck {
  readonly site: string;
  /** What the plan finds in them; absent where they cannot be read. */
  readonly check?: DataCheck;
  /** What a rehearsal alone can see: it has the files of all sites, and knows who is held out. */
  readonly notes: readonly string[];
  /** Why the site cannot take part; absent where it can. */
  readonly failure?: string;
}

/**
 * Looks at the data of all sites as `consilium-site data check` does at a hospital, before the first round.
 *
 * @param heldOut share of the patients who are held out
 * @param areParts whether they are parts of one file: who divided it has said whether patients are at several sites
 */
export async function checkSites(
  plan: CompiledPlan,
  sources: ReadonlyMap<string, Source>,
  scorer: Pick<ExactScorer, 'datasetOf' | 'failureOf'>,
  { heldOut: heldOutShare, areParts = false }: { readonly heldOut: number; readonly areParts?: boolean },
): Promise<readonly SiteCheck[]> {
  const readable = new Map(areParts ? [] : [...sources].filter(([site]) => scorer.datasetOf(site) !== undefined));
  const elsewhere = await patientsElsewhere(readable, plan.document.data.patientId);
  const checks: SiteCheck[] = [];
  for (const [site, source] of sources) {
    const dataset = scorer.datasetOf(site);
    if (dataset === undefined) {
      const hint = await headerHint(source, plan);
      const failure = scorer.failureOf(site) ?? 'its data do not fit the plan';
      checks.push({ site, notes: [], failure: hint === undefined ? failure : `${failure}. ${hint}` });
      continue;
    }
    const check = await checkData(source, plan, dataset);
    const { training, heldOut } = dataset;
    const nobodyTrains = training.patients === 0 && heldOut.patients > 0;
    const failure = nobodyLeft(check) ?? nobodyToTrain(training.patients + heldOut.patients, heldOutShare);
    checks.push({
      site,
      check,
      notes: [
        ...(nobodyTrains ? [`all of its patients (${heldOut.patients}) are held out, so that nobody trains`] : []),
        ...(elsewhere.get(site) ?? []),
      ],
      ...(failure === undefined ? {} : { failure }),
    });
  }
  return checks;
}

/** Agents go by what a hospital declares, and not by whom chance has held out. */
function nobodyToTrain(patients: number, heldOut: number): string | undefined {
  if (patients * (1 - heldOut) >= 1) return undefined;
  return `with ${patients === 1 ? '1 patient' : `${patients} patients`}, and ${Math.round(100 * heldOut)} % of them held out, none is left to train`;
}

/** @throws ConsiliumError `DATA_INVALID` with every site that cannot take part */
export function requireAllSites(checks: readonly SiteCheck[]): void {
  const failing = checks.filter(({ failure }) => failure !== undefined);
  if (failing.length > 0)
    throw failed(
      checks,
      'Correct what is named, or rehearse without these sites: --allow-failing-sites. What a file cannot say of itself (delimiter, encoding, decimal comma, codes) goes into sources.yaml: docs/data.md.',
    );
}

/** @throws ConsiliumError `DATA_INVALID` where too few sites are left for a round */
export function requireQuorum(checks: readonly SiteCheck[], { document: { quorum } }: CompiledPlan): void {
  const left = checks.filter(({ failure }) => failure === undefined).length;
  if (left < quorum.sites)
    throw failed(
      checks,
      `No round would be closed: ${left === 1 ? '1 site is' : `${left} sites are`} left, and a round needs ${quorum.sites}. Correct what is named, or lower quorum.sites in the plan.`,
    );
}

function failed(checks: readonly SiteCheck[], advice: string): ConsiliumError<'DATA_INVALID'> {
  const failing = checks.filter(({ failure }) => failure !== undefined);
  return new ConsiliumError({
    code: 'DATA_INVALID',
    message: [
      `${failing.length} of ${checks.length} sites cannot take part:`,
      ...failing.map(({ site, failure }) => `${site}: ${failure}`),
    ].join('\n'),
    advice,
    details: { sites: failing.length },
  });
}

/** What a check has found, as `summary.json` holds it. */
export function dataSummary(checked: SiteCheck | undefined): { readonly data?: SiteDataSummary; readonly failure?: string } {
  if (checked === undefined) return {};
  const { check, notes, failure } = checked;
  const without = failure === undefined ? {} : { failure };
  if (check === undefined) return without;
  const { table, findings, report } = check;
  return {
    ...without,
    data: {
      ...table,
      findings: [
        ...findings.filter((finding) => finding.check !== 'one-row-a-patient').map(({ says }) => says),
        ...notes,
        ...report.identifiers.map((finding) => findingText(finding)),
      ],
    },
  };
}

import { ConsiliumError } from '@consilium/core';
import { SENTINELS } from '@consilium/site-agent';
import { type ChosenColumn, chooseFeature, chooseTarget, type OpenField, type TargetKind } from './choose-columns.ts';
import type { Declarations } from './declarations.ts';
import { planText } from './plan-text.ts';
import { publicPatients } from './public-values.ts';
import { settingsFor } from './settings.ts';
import type { TableFacts } from './table-facts.ts';

/** What is wanted of a plan. */
export interface FirstPlanOptions {
  readonly study: string;
  readonly siteColumn: string;
  readonly target: string;
  readonly targetKind?: TargetKind;
  /** Whether its owner says that every cell of the file may be read by anybody. */
  readonly isPublic: boolean;
  /** Share of patients who do not train. */
  readonly heldOut: number;
}

/** What people have still to say. */
export interface OpenQuestions {
  readonly fields: readonly OpenField[];
  /** Sites without a public number of patients. */
  readonly sites: readonly string[];
}

/** A plan, or what is lacking for one. */
export interface FirstPlan {
  readonly open: OpenQuestions;
  /** Absent while something is open. */
  readonly text?: string;
  readonly features: readonly string[];
  readonly leftOut: readonly { readonly column: string; readonly because: string }[];
  /** What the owner of the file should know; what it tells of cells is for no one else. */
  readonly notes: readonly string[];
}

/** Cells that mean missing in most files, whatever stands in this one. */
const USUAL_MISSING = ['', '?', 'NA', 'N/A', 'n/a', 'NULL', 'null', '.'];

/**
 * Writes the first plan of a file. Unless the file is public, no cell but the names of sites gets into it, nor a number made of cells:
 * what hospitals and their coordinator read must not say anything of a patient.
 *
 * @throws ConsiliumError `DATA_INVALID`, `DEID_REFUSED` for a target that can be none, `USAGE` where nothing is left to learn from
 */
export function firstPlan(facts: TableFacts, declared: Declarations, options: FirstPlanOptions): FirstPlan {
  const { isPublic, siteColumn, target } = options;
  const unknown = Object.keys(declared.columns).filter((name) => !facts.profiles.has(name));
  if (unknown.length > 0)
    throw new ConsiliumError({
      code: 'DATA_INVALID',
      message: `the dictionary speaks of ${unknown.join(', ')}, which the file has not`,
    });
  const fields: OpenField[] = [];
  const leftOut: { readonly column: string; readonly because: string }[] = [
    { column: facts.patientColumn, because: 'it names the patient' },
    { column: siteColumn, because: 'it names the site' },
  ];
  const features: ChosenColumn[] = [];
  for (const [name, profile] of facts.profiles) {
    if (name === facts.patientColumn || name === siteColumn || name === target) continue;
    const choice = chooseFeature(profile, declared.columns[name], isPublic);
    if ('use' in choice) features.push(choice.use);
    else if ('open' in choice) fields.push(...choice.open);
    else leftOut.push({ column: name, because: choice.leaveOut });
  }
  const chosen = chooseTarget(
    facts.profiles.get(target) as Exclude<ReturnType<typeof facts.profiles.get>, undefined>,
    declared.columns[target],
    isPublic,
    options.targetKind,
  );
  if ('open' in chosen) fields.unshift(...chosen.open);
  const sites = facts.sites.map(({ id, names, patients }) => ({
    id,
    names,
    trainingPatients: declared.sites[id] ?? (isPublic ? publicPatients(patients, options.heldOut) : undefined),
  }));
  const open = { fields, sites: sites.flatMap(({ id, trainingPatients }) => (trainingPatients === undefined ? [id] : [])) };
  if (features.length === 0 && fields.length === 0)
    throw new ConsiliumError({
      code: 'DATA_INVALID',
      message: `no column is left to learn from:\n${leftOut.map(({ column, because }) => `${column}: ${because}`).join('\n')}`,
    });
  const result = { open, features: features.map(({ name }) => name), leftOut, notes: notesOf(facts, siteColumn) };
  if (!('use' in chosen) || fields.length > 0 || open.sites.length > 0) return result;
  const known = sites.map(({ trainingPatients, ...site }) => ({ ...site, trainingPatients: trainingPatients ?? 1 }));
  const text = planText({
    ...options,
    fileName: facts.fileName,
    patientColumn: facts.patientColumn,
    atSeveralSites: isPublic && facts.atSeveralSites > 0,
    sites: known,
    target: chosen.use,
    features,
    leftOut,
    missing: [...new Set([...USUAL_MISSING, ...declared.missing, ...(isPublic ? sentinelsIn(facts, features, chosen.use) : [])])],
    settings: settingsFor(
      chosen.use,
      known.map(({ trainingPatients }) => trainingPatients),
    ),
  });
  return { ...result, text };
}

/**
 * Numbers that stand for missing in a public column of numbers, outside the range of every one of them. What means missing means it in every
 * column that is read: a patient who has such a number, or a class called so, would be lost.
 */
function sentinelsIn(
  { profiles, patientColumn }: TableFacts,
  features: readonly ChosenColumn[],
  target: ChosenColumn,
): readonly string[] {
  const numbers = [...features, target].flatMap((column) => (column.kind === 'number' ? [column] : []));
  const others = [patientColumn, ...[...features, target].flatMap(({ kind, name }) => (kind === 'number' ? [] : [name]))];
  const has = (name: string, text: string): boolean => profiles.get(name)?.sentinels.has(text) === true;
  return [...SENTINELS].filter(
    (text) =>
      numbers.some(({ name }) => has(name, text)) &&
      numbers.every(({ range: [low, high] }) => Number(text) < low || Number(text) > high) &&
      !others.some((name) => has(name, text)),
  );
}

function notesOf({ atSeveralSites, sites, profiles, patientColumn }: TableFacts, siteColumn: string): readonly string[] {
  const merged = sites.filter(({ names }) => names.length > 1);
  // A number of a patient or a hospital is never a gap.
  const odd = [...profiles.values()].filter(
    ({ name, sentinels }) => sentinels.size > 0 && name !== patientColumn && name !== siteColumn,
  );
  return [
    ...merged.map(({ id, names }) => `${names.map((name) => `"${name}"`).join(' and ')} are taken for one site, ${id}.`),
    ...(atSeveralSites === 0
      ? []
      : [`${atSeveralSites} patients are at several sites: each pays epsilon at each of them (docs/privacy.md).`]),
    ...odd.map(
      ({ name, sentinels }) =>
        `${name} has ${[...sentinels.keys()].join(', ')}: if that means missing, see data.missing.codes of the plan.`,
    ),
  ];
}

import { userInfo } from 'node:os';
import { ConsiliumError } from '@consilium/core';
import { say } from '@consilium/host';
import { type Basis, DEFAULT_BASIS, type Finding } from '@consilium/deidentify';
import { type CompiledPlan, planFromJson } from '@consilium/plan';
import { findHeldRows, type HeldRows } from '../border/held-rows.ts';
import { columnsOfPlans, dataRefusal, judgeColumns, undeclaredColumns } from '../border/judge-columns.ts';
import { type PatientSurvey, roundedPatients, surveyPatients } from '../border/patient-survey.ts';
import { sniffSource } from '../connectors/sniff.ts';
import {
  locateSource,
  openSource,
  requireSafeSource,
  type SourceDescription,
  sourceText,
  sourceWarnings,
} from '../connectors/source-description.ts';
import { type DatasetEntry, DEFAULT_HELD_OUT } from '../datasets/dataset-catalog.ts';
import { readPolicy } from '../gate/index.ts';
import { mappedSource } from '../mapping/mapped-source.ts';
import { entryHash, type SourceEntry } from '../mapping/sources-file.ts';
import { type ColumnProfile, profileColumns } from '../quality/column-profile.ts';
import { guardOf } from '../quality/guarded.ts';
import { basisText, columnFacts, columnsText, heldRowsText, identifiersText, notesText, surveyText } from './data-text.ts';
import { heldImagesText, lookAtAll } from './look-at-images.ts';
import { planDifference } from './plan-difference.ts';
import type { SiteFolder } from './site-folder.ts';
import { hintsOf, type SourceOptions } from './source-options.ts';

/** How a data set serves studies. */
export interface AddOptions extends SourceOptions {
  readonly study: readonly string[];
  readonly population?: string;
  readonly heldOut?: number;
  /** What plans call the patient; left out where `sources.yaml` says it. */
  readonly patientColumn?: string;
  readonly patients?: number;
  readonly basis?: Basis;
  /** Share of the rows that may be unreadable. @default DEFAULT_UNREADABLE */
  readonly unreadable?: number;
  readonly folder: SiteFolder;
}

/** Share of unreadable rows above which a source is refused where nobody says otherwise: a file in another encoding, or with another delimiter in half of it. */
export const DEFAULT_UNREADABLE = 0.01;

/** What `data add` found and did. */
export interface AddedDataset {
  readonly entry: DatasetEntry;
  readonly survey: PatientSurvey;
  /** Rows that cannot be read: left out here, and whenever it is read. */
  readonly unreadable: HeldRows;
  /** What its columns are made of, as far as that may be shown. */
  readonly columns: readonly ReturnType<typeof columnFacts>[];
  /** What identifies people in columns that no approved plan reads: none will get them as they are. */
  readonly identifiers: readonly Finding[];
  /** All of it, for people. */
  readonly text: readonly string[];
}

/** The plans of studies that this hospital has approved. */
export function approvedPlans(folder: SiteFolder, studies: readonly string[]): readonly CompiledPlan[] {
  const approvals = folder.approvals();
  return approvals.list().flatMap(({ planHash, study, decisions }) => {
    const json = studies.includes(study) && decisions.at(-1)?.decision === 'approved' ? approvals.planOf(planHash) : undefined;
    return json === undefined ? [] : [planFromJson(json, planHash)];
  });
}

/**
 * What `sources.yaml` is to say of a data set: what it says already, with what the command says otherwise.
 *
 * @throws ConsiliumError `USAGE` where neither says where it is, or who the patient is; `CONFIG_INVALID`
 */
async function sourceEntry(name: string, file: string | undefined, options: AddOptions): Promise<SourceEntry> {
  const { folder, patientColumn } = options;
  const before = folder.sources().entry(name);
  const source: SourceDescription | undefined = file === undefined ? before?.source : await sniffSource(file, hintsOf(options));
  if (source === undefined)
    throw new ConsiliumError({ code: 'USAGE', message: `sources.yaml says nothing of ${name}: name the file that it is to be` });
  const same = before !== undefined && (patientColumn === undefined || patientColumn === before.patient.name);
  if (!same && patientColumn === undefined)
    throw new ConsiliumError({ code: 'USAGE', message: `say which column names the patient of ${name}: --patient-column` });
  const patient = same ? before.patient : { column: patientColumn ?? '', name: patientColumn ?? '' };
  return { ...before, source, patient };
}

/**
 * Lets a source serve studies: opens and judges it, says what is in it, and writes it into `sources.yaml` and the catalogue, with the hash of what
 * was judged.
 *
 * @param file left out for a source that `sources.yaml` describes
 * @throws ConsiliumError `SOURCE_UNSAFE`, `DEID_REFUSED` when a column that an approved plan reads identifies people, `DATA_INVALID`,
 * `FILE_UNREADABLE`, `CONFIG_INVALID`, `USAGE`, and what the catalogue refuses
 */
export async function addDataset(name: string, file: string | undefined, options: AddOptions): Promise<AddedDataset> {
  const { folder, study } = options;
  folder.config();
  const described = await sourceEntry(name, file, options);
  requireSafeSource(described.source, folder.statePath);
  const known: SourceEntry = { ...described, source: locateSource(described.source) };
  const { source, patient } = known;
  const patientColumn = patient.name;
  const held = source.kind === 'dicom' ? await lookAtAll(source, folder.statePath) : undefined;
  const opened = openSource(source, folder.statePath);
  const table = mappedSource(opened, known);
  const catalog = folder.catalog();
  const before = catalog.entries.find(({ dataset }) => dataset === name);
  const population = options.population ?? catalog.lastNamed(name)?.population ?? name;
  const heldOut = options.heldOut ?? catalog.heldOutOf(population) ?? DEFAULT_HELD_OUT;
  const survey = await surveyPatients(table, patientColumn);
  const header = await table.columns();
  const read = columnsOfPlans(approvedPlans(folder, study), header);
  const { findings: refused, notes } = await judgeColumns(table, read, patientColumn);
  if (refused.length > 0) {
    say(...identifiersText(refused));
    throw dataRefusal(sourceText(source), refused);
  }
  const unreadable = await findHeldRows(table, [patientColumn, ...read.map((column) => column.name)]);
  requireReadable(unreadable, options.unreadable ?? DEFAULT_UNREADABLE, sourceText(source));
  const undeclared = undeclaredColumns(header, patientColumn);
  const open = undeclared.filter((column) => !read.some((judged) => judged.name === column.name));
  const { findings: identifiers } = await judgeColumns(table, open, patientColumn);
  const profiles = await profileColumns(
    table,
    undeclared.map((column) => column.name),
  );
  const guard = guardIn(folder);
  const patients = options.patients ?? roundedPatients(survey.patients);
  const accepted = entryHash(known);
  const basis = options.basis ?? before?.basis ?? DEFAULT_BASIS;
  // Who signed for the entry as it was has not signed for another one.
  const attested = before?.accepted === accepted ? before.attested : undefined;
  const entry: DatasetEntry = {
    dataset: name,
    population,
    heldOut,
    patientColumn,
    patients,
    source,
    studies: study,
    accepted,
    basis,
    ...(attested === undefined ? {} : { attested }),
  };
  folder.record(userInfo().username, {
    event: 'data.added',
    dataset: name,
    population,
    studies: [...study],
    source: accepted,
    basis,
  });
  catalog.add(entry);
  folder.sources().write(name, known);
  const text = [
    `${name} serves ${study.join(', ')}. A running agent takes it up at its next start.`,
    `basis: ${basisText(basis)}`,
    ...(before === undefined ? [] : replacedText(before, entry)),
    ...surveyText(survey, patientColumn),
    ...heldRowsText(unreadable),
    ...columnsText(profiles, guard),
    ...notesText(notes, guard),
    ...emptiedText(profiles, known.mapping),
    ...(identifiers.length === 0
      ? []
      : ['Columns that identify people, as far as can be seen. No plan gets them as they are:', ...identifiersText(identifiers)]),
    ...sourceWarnings(source),
    ...((await opened.notices?.()) ?? []),
    ...(held === undefined || held.size === 0
      ? []
      : [...heldImagesText(held), `Look at them: consilium-site data review ${name}`]),
    `It is declared as about ${patients} patients; the number stays until this command is run again.`,
    ...(attested === undefined ? [`Nobody has attested it yet: consilium-site data attest ${name}`] : []),
  ];
  const columns = profiles.map((profile) => columnFacts(profile, guard));
  return { entry, survey, unreadable, columns, identifiers, text };
}

/** Columns of which a mapping leaves nothing: a unit, dates or codes that are not those of the source. */
function emptiedText(profiles: readonly ColumnProfile[], mapping: SourceEntry['mapping'] = {}): readonly string[] {
  return profiles
    .filter(({ name, rows, missing }) => rows > 0 && missing === rows && Object.hasOwn(mapping, name))
    .map(
      ({ name }) =>
        `WARNING: ${name} is empty in every row as its mapping reads it: compare its column, codes, unit, dates and scrub with the source.`,
    );
}

/** At a load no number of rows refuses: who sees the refusal would learn of one of them. Here a person decides. */
function requireReadable(unreadable: HeldRows, most: number, name: string): void {
  const { rows, held } = unreadable;
  if (held <= most * rows) return;
  say(...heldRowsText(unreadable));
  throw new ConsiliumError({
    code: 'DATA_INVALID',
    message: `${name}: ${held} of ${rows} rows cannot be read, a larger share than ${most}: mend the file, or say with --unreadable that so many may be left out`,
    details: { rows: held },
  });
}

/** What may be shown of counts at this site. @throws ConsiliumError `CONFIG_INVALID` for a policy that is none */
export function guardIn(folder: SiteFolder): ReturnType<typeof guardOf> {
  return guardOf(readPolicy(folder.policyPath).metrics.minimumCohort);
}

/** What a data set does no longer, and what else is not as it was. */
function replacedText(was: DatasetEntry, now: DatasetEntry): readonly string[] {
  const dropped = was.studies.filter((study) => !now.studies.includes(study));
  const facts = (entry: DatasetEntry): object => {
    const { source, studies: _studies, accepted: _accepted, attested: _attested, ...rest } = entry;
    return { ...rest, source: sourceText(source) };
  };
  const changed = planDifference(facts(was), facts(now));
  return [
    ...(dropped.length === 0
      ? []
      : [`WARNING: it no longer serves ${dropped.join(', ')}: to keep them, run this again with all studies after --study.`]),
    ...(was.accepted === undefined || was.accepted === now.accepted ? [] : ['  changed: its entry in sources.yaml']),
    ...changed.map(({ field, before: old = 'nothing', now: current = 'nothing' }) => `  changed: ${field}: ${old} -> ${current}`),
  ];
}

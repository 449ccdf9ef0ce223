import { type Batch, type ColumnCells, textAt } from '@consilium/deidentify';
import type { CompiledPlan } from '@consilium/plan';
import { namedOnce, USUALLY_MISSING } from '../border/judge-columns.ts';
import type { PatientSurvey } from '../border/patient-survey.ts';
import type { Source } from '../connectors/source.ts';
import { Bins, guardedParts, stabilityIndex } from './bins.ts';
import { columnFindings } from './column-findings.ts';
import { type ColumnProfile, ColumnProfiler, type ColumnType, typeOf } from './column-profile.ts';
import { type Declared, declaredBy, missingBy } from './declared.ts';
import { type Guard, type Guarded, guarded, guardedShare, middleOf } from './guarded.ts';
import { isImpossible, pairsAmong } from './impossible-pairs.ts';
import type { QualityFinding } from './quality-finding.ts';
import { RepeatedRows } from './repeated-rows.ts';

/** One column, as far as it may be shown. */
export interface ColumnQuality {
  readonly column: string;
  readonly type: ColumnType;
  /** The plan's unit, or its number of codes. */
  readonly declared?: string;
  readonly missing: string;
  readonly middle?: readonly [number, number];
  /** Whole percent in each part of the declared range, or of each code; null where few stand behind it. */
  readonly parts?: readonly (number | null)[];
  /** What the parts are. */
  readonly labels?: readonly string[];
  /** Population stability index against the load before. */
  readonly drift?: number;
}

/** What there is to say of a data set without saying anything of a patient. */
export interface Quality {
  readonly rows: Guarded;
  readonly patients: Guarded;
  readonly columns: readonly ColumnQuality[];
  readonly findings: readonly QualityFinding[];
  /** Fewest records behind a number. */
  readonly least: number;
}

/** Spreads of columns that stay at the site, for the next time. */
export type Spreads = Readonly<Record<string, readonly number[]>>;

/** What is compared and with what. */
export interface Assessment {
  readonly patient: string;
  readonly plans: readonly CompiledPlan[];
  readonly survey: PatientSurvey;
  readonly guard: Guard;
  /** The spreads of the load before, if one is known. @param contentHash of this one */
  readonly before?: (contentHash: string) => Spreads | undefined;
}

const NO_CELLS: ColumnCells = { kind: 'text', cells: [] };
/** Shares in whole thousandths are kept of a load. */
const KEPT = 1000;

/** Looks at all columns of a source once. @throws ConsiliumError what reading the source throws */
export async function assess(
  source: Source,
  { patient, plans, survey, guard, before }: Assessment,
): Promise<{
  readonly quality: Quality;
  readonly spreads: Spreads;
  readonly contentHash: string;
  /** Rows that are the same as an earlier one: not guarded, for who sees the rows. */
  readonly repeated: number;
}> {
  const header = await source.columns();
  const names = namedOnce(header).filter((name) => name !== patient);
  const declared = declaredBy(plans);
  const absent = new Set([...USUALLY_MISSING, ...missingBy(plans)]);
  const looked = names.map((name) => ({ profiler: new ColumnProfiler(name, absent), bins: binsOf(declared.get(name)) }));
  const pairs = pairsAmong(names).map((pair) => ({
    ...pair,
    at: [names.indexOf(pair.low), names.indexOf(pair.high)] as const,
    count: 0,
  }));
  const repeated = new RepeatedRows();
  let unreadable = 0;
  const reading = source.read([patient, ...names]);
  for await (const batch of reading.batches) {
    unreadable += batch.problems?.size ?? 0;
    for (const [i, { profiler, bins }] of looked.entries()) {
      const cells = batch.columns[i + 1] ?? NO_CELLS;
      profiler.add(cells, batch);
      if (bins !== undefined) addBins(bins, cells, batch, absent);
    }
    for (let at = 0; at < batch.length; at++) {
      if (batch.problems?.has(at) === true) continue;
      const row = batch.columns.map((column) => textAt(column, at));
      repeated.add(row);
      for (const pair of pairs) if (isImpossible(row[pair.at[0] + 1] ?? '', row[pair.at[1] + 1] ?? '')) pair.count++;
    }
  }
  const profiles = looked.map(({ profiler, bins }) => ({ profile: profiler.profile(), bins }));
  const spreads = Object.fromEntries(
    profiles.flatMap(({ profile, bins }) => (bins === undefined ? [] : [[profile.name, kept(bins)]])),
  );
  const last = before?.(reading.contentHash()) ?? {};
  const columns = profiles.map(({ profile, bins }) => columnQuality(profile, declared.get(profile.name), bins, guard, last));
  const findings = [
    ...profiles.flatMap(({ profile, bins }) => columnFindings(profile, declared.get(profile.name), bins, guard)),
    ...columns.flatMap(driftFinding),
    ...pairs.flatMap(({ low, high, words, count }) =>
      count === 0
        ? []
        : [
            {
              check: 'pair' as const,
              column: low,
              says: `${low} and ${high}: ${words} in ${guarded(count, guard, survey.rows)} rows`,
            },
          ],
    ),
    ...(unreadable === 0
      ? []
      : [
          {
            check: 'unreadable-rows' as const,
            says: `${guarded(unreadable, guard, survey.rows)} rows cannot be read and are left out: consilium-site data check says which and why`,
          },
        ]),
    ...(repeated.count === 0
      ? []
      : [
          {
            check: 'repeated-rows' as const,
            says: `${rowsAre(guarded(repeated.count, guard, survey.rows))} the same as an earlier one, patient included`,
          },
        ]),
    ...patientFindings(survey, patient, guard),
  ];
  const quality = {
    rows: guarded(survey.rows, guard),
    patients: guarded(survey.patients, guard),
    columns,
    findings,
    least: guard.least,
  };
  return { quality, spreads, contentHash: reading.contentHash(), repeated: repeated.count };
}

function rowsAre(count: Guarded): string {
  return count === 1 ? '1 row is' : `${count} rows are`;
}

function binsOf(declared: Declared | undefined): Bins | undefined {
  return declared === undefined ? undefined : new Bins(declared);
}

function addBins(bins: Bins, cells: ColumnCells, { length, problems }: Batch, absent: ReadonlySet<string>): void {
  for (let at = 0; at < length; at++) {
    const text = textAt(cells, at);
    if (text !== '' && !absent.has(text) && problems?.has(at) !== true) bins.add(text);
  }
}

function kept({ counts }: Bins): readonly number[] {
  const total = counts.reduce((a, b) => a + b, 0);
  return Array.from(counts, (count) => (total === 0 ? 0 : Math.round((KEPT * count) / total)));
}

function columnQuality(
  profile: ColumnProfile,
  declared: Declared | undefined,
  bins: Bins | undefined,
  guard: Guard,
  before: Spreads,
): ColumnQuality {
  const { name, rows, missing, numbers, sample } = profile;
  const type = typeOf(profile);
  const middle = type === 'numbers' ? middleOf(sample, numbers, guard) : undefined;
  const last = Object.hasOwn(before, name) ? before[name] : undefined;
  const drift = bins === undefined || last === undefined ? undefined : stabilityIndex(last, kept(bins));
  return {
    column: name,
    type,
    ...(declared === undefined ? {} : { declared: declaredWords(declared) }),
    missing: guardedShare(missing, rows, guard),
    ...(middle === undefined ? {} : { middle }),
    ...(bins === undefined || declared === undefined
      ? {}
      : { parts: guardedParts(bins.counts, guard), labels: labelsOf(declared) }),
    ...(drift === undefined ? {} : { drift: Math.round(drift * 100) / 100 }),
  };
}

function declaredWords(declared: Declared): string {
  return declared.kind === 'number'
    ? `${declared.range[0]} to ${declared.range[1]} ${declared.unit}`
    : `${declared.codes.length} codes${declared.classes === undefined ? '' : ', the target'}`;
}

function labelsOf(declared: Declared): readonly string[] {
  if (declared.kind === 'category') return declared.codes;
  const [low, high] = declared.range;
  return Array.from({ length: 10 }, (_, i) => `from ${Number((low + ((high - low) * i) / 10).toPrecision(3))}`);
}

/** Indices from which on a spread has moved, and has moved much. */
const SHIFT = 0.1;
const LARGE_SHIFT = 0.25;

function driftFinding({ column, drift }: ColumnQuality): readonly QualityFinding[] {
  if (drift === undefined || drift < SHIFT) return [];
  return [
    {
      check: 'drift',
      column,
      says: `${column}: it is spread ${drift >= LARGE_SHIFT ? 'very differently from' : 'differently from'} the load before (population stability index ${drift})`,
    },
  ];
}

function patientFindings(
  { rows, nobodys, ambiguous, spreadsheet, patients }: PatientSurvey,
  column: string,
  guard: Guard,
): readonly QualityFinding[] {
  const found: [count: number, words: string][] = [
    [nobodys, `rows name nobody in ${column}, and are left out`],
    [
      ambiguous,
      `groups of identifiers in ${column} may each be one person (5, 05 and 5.0; capital letters): such a person is protected less`,
    ],
    [spreadsheet, `identifiers in ${column} look like 1E+05: several persons may be one`],
  ];
  return [
    ...found.flatMap(([count, words]) =>
      count === 0 ? [] : [{ check: 'patients' as const, says: `${guarded(count, guard)} ${words}` }],
    ),
    ...(rows === patients && rows > 1
      ? [
          {
            check: 'one-row-a-patient' as const,
            says: `each patient has one row: make sure that ${column} is the patient and not the visit`,
          },
        ]
      : []),
  ];
}

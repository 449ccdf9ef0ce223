import { ConsiliumError } from '@consilium/core';
import { findingText, judgeDictionary } from '@consilium/deidentify';
import { columnNameProblem } from '@consilium/plan';
import { type ColumnProfile, typeOf } from '@consilium/site-agent';
import type { DeclaredColumn } from './declarations.ts';
import { positiveOf, publicRange, unitInName } from './public-values.ts';

/** A column as the plan will say it; `comment` says where it comes from. */
export type ChosenColumn = {
  readonly name: string;
  readonly comment?: string;
  readonly description?: string | undefined;
  readonly meaning?: DeclaredColumn['meaning'];
} & (
  | { readonly kind: 'number'; readonly unit: string; readonly range: readonly [number, number] }
  | { readonly kind: 'category'; readonly codes: readonly string[] }
  | { readonly kind: 'binary'; readonly positive: readonly string[]; readonly negative: readonly string[] }
);

/** What only a person may say of a column of a file that is not public. */
export interface OpenField {
  readonly column: string;
  readonly field: 'unit' | 'range' | 'codes' | 'positive' | 'negative';
}

/** What becomes of a column. */
export type ColumnChoice =
  | { readonly use: ChosenColumn }
  | { readonly open: readonly OpenField[] }
  | { readonly leaveOut: string };

/** More codes than this are one input each for few patients. */
const MOST_CODES = 20;
/** Different whole numbers up to which they are taken for codes of a feature. */
const FEW_CODES = 5;
/** Different numbers up to which a target has classes. */
const FEW_CLASSES = 10;
/** A column with more empty cells says too little. */
const MOST_MISSING = 0.5;
/** Share of cells that are numbers with commas from which on the others are gaps or mistakes. */
const MOSTLY_COMMAS = 0.5;
/** Rows from which numbers that only count up differ from measurements. */
const ENOUGH_TO_COUNT = 30;

const FROM_FILE = 'read from the public file';

/** What a feature of this column is, or why there is none. @param isPublic whether cells may stand in the plan */
export function chooseFeature(profile: ColumnProfile, declared: DeclaredColumn = {}, isPublic = false): ColumnChoice {
  const { name } = profile;
  const problem = columnNameProblem(name);
  if (problem !== undefined) return { leaveOut: `no plan can name it: ${problem}. Rename it in the file` };
  if (declared.kind === 'leave-out') return { leaveOut: 'the dictionary leaves it out' };
  const reason = unfit(profile, declared);
  if (reason !== undefined) return { leaveOut: reason };
  const choice =
    kindOf(profile, declared) === 'number' ? numbers(profile, declared, isPublic) : codes(profile, declared, isPublic);
  if ('use' in choice) {
    const column = choice.use.kind === 'number' ? cutAge(choice.use) : choice.use;
    const [finding] = findingsOf(column);
    return finding === undefined ? { use: column } : { leaveOut: finding };
  }
  if (!('open' in choice)) return choice;
  // Nobody is asked about a column whose very name is refused.
  const [finding] = findingsOf({ name, kind: 'number', unit: '1', range: [0, 1], meaning: declared.meaning });
  return finding === undefined ? choice : { leaveOut: finding };
}

/** Kind of a target, where a person says it. */
export type TargetKind = 'binary' | 'category' | 'number';

/** What the target is. @throws ConsiliumError `DATA_INVALID`, `DEID_REFUSED` for a column that can be none */
export function chooseTarget(
  profile: ColumnProfile,
  declared: DeclaredColumn = {},
  isPublic = false,
  asked?: TargetKind,
): Exclude<ColumnChoice, { leaveOut: string }> {
  const choice = target(profile, declared, isPublic, asked ?? targetKind(profile, declared));
  if ('leaveOut' in choice)
    throw new ConsiliumError({ code: 'DATA_INVALID', message: `${profile.name} cannot be the target: ${choice.leaveOut}` });
  if ('use' in choice) {
    const [finding] = findingsOf(choice.use);
    if (finding !== undefined)
      throw new ConsiliumError({ code: 'DEID_REFUSED', message: `${profile.name} cannot be the target: ${finding}` });
  }
  return choice;
}

function targetKind({ codes: seen, ...profile }: ColumnProfile, declared: DeclaredColumn): TargetKind {
  if (declared.positive !== undefined || declared.negative !== undefined) return 'binary';
  if (declared.codes !== undefined) return 'category';
  if (declared.range !== undefined) return 'number';
  if (seen?.size === 2) return 'binary';
  const areNumbers = profile.numbers === profile.rows - profile.missing;
  return areNumbers && (seen === undefined || seen.size > FEW_CLASSES) ? 'number' : 'category';
}

function target(profile: ColumnProfile, declared: DeclaredColumn, isPublic: boolean, kind: TargetKind): ColumnChoice {
  const { name } = profile;
  if (typeOf(profile) === 'dates') return { leaveOut: 'it holds dates' };
  if (kind === 'number') return numbers(profile, declared, isPublic);
  if (kind === 'category') return codes(profile, declared, isPublic);
  const { positive, negative } = declared;
  if (positive !== undefined && negative !== undefined) return { use: { ...said(name, declared), kind, positive, negative } };
  const seen = [...(profile.codes?.keys() ?? [])];
  if (!isPublic || seen.length !== 2) {
    if (isPublic && seen.length < 2) return { leaveOut: 'every row has the same value' };
    return {
      open: [
        ...(positive === undefined ? [{ column: name, field: 'positive' as const }] : []),
        ...(negative === undefined ? [{ column: name, field: 'negative' as const }] : []),
      ],
    };
  }
  const guess = positiveOf(seen);
  return {
    use: {
      ...said(name, declared),
      kind,
      positive: positive ?? [guess.positive],
      negative: negative ?? [guess.negative],
      comment: `${FROM_FILE}${guess.sure ? '' : '; CHECK which of the two is yes'}`,
    },
  };
}

/** Why a column can be no feature, by its cells; the reason holds none of them. */
function unfit(profile: ColumnProfile, declared: DeclaredColumn): string | undefined {
  const { rows, missing, codes: seen, numbers: numeric, sample } = profile;
  const cells = rows - missing;
  if (cells === 0) return 'it is empty';
  if (missing > MOST_MISSING * rows) return 'more than half of its cells are missing';
  if (declared.range !== undefined || declared.codes !== undefined) return undefined;
  if (seen?.size === 1) return 'every row has the same value';
  const type = typeOf(profile);
  if (type === 'dates') return 'it holds dates, which may not leave a hospital: give the days since an event instead';
  if (profile.commaNumbers > MOSTLY_COMMAS * cells)
    return 'its numbers have commas, and are read as text: write them with a decimal point, as 5.2, and nothing between thousands';
  if (type === 'text' || (type === 'codes' && numeric === 0 && (seen?.size ?? 0) > Math.max(2, cells / 2)))
    return 'it is free text, or has too many different words for a list of codes';
  if (numeric > 0 && type === 'numbers' && countsUp(sample, cells)) return 'it counts or names the rows, and measures nothing';
  return undefined;
}

/** Whole numbers that are all different and lie closely together. */
function countsUp(sorted: Float64Array, cells: number): boolean {
  if (cells < ENOUGH_TO_COUNT) return false;
  const [first = 0] = sorted;
  const last = sorted.at(-1) ?? 0;
  return (
    sorted.every((value, i) => Number.isInteger(value) && value !== sorted[i - 1]) &&
    last - first + 1 >= cells &&
    last - first + 1 <= 1.2 * cells
  );
}

function kindOf(profile: ColumnProfile, { kind, range, codes: listed }: DeclaredColumn): 'number' | 'category' {
  if (kind === 'number' || range !== undefined) return 'number';
  if (kind === 'category' || listed !== undefined) return 'category';
  const { codes: seen, numbers: numeric, rows, missing } = profile;
  if (numeric < 0.9 * (rows - missing)) return 'category';
  if (seen === undefined) return 'number';
  return seen.size <= FEW_CODES && [...seen.keys()].every((cell) => /^-?\d+$/u.test(cell)) ? 'category' : 'number';
}

function numbers(profile: ColumnProfile, declared: DeclaredColumn, isPublic: boolean): ColumnChoice {
  const { name } = profile;
  const range = declared.range ?? (isPublic ? publicRange(profile) : undefined);
  const unit = declared.unit ?? unitInName(name) ?? (isPublic ? '1' : undefined);
  if (isPublic && range === undefined) return { leaveOut: 'nearly every row has the same value' };
  if (range === undefined || unit === undefined)
    return {
      open: [
        ...(unit === undefined ? [{ column: name, field: 'unit' as const }] : []),
        ...(range === undefined ? [{ column: name, field: 'range' as const }] : []),
      ],
    };
  const notes = [
    ...(declared.range === undefined ? [`range: the middle 99 % of the public file, rounded outward`] : []),
    ...(declared.unit === undefined ? [unit === '1' ? 'UNIT NOT KNOWN: say it' : 'unit: by the name'] : []),
  ];
  return {
    use: { ...said(name, declared), kind: 'number', unit, range, ...(notes.length === 0 ? {} : { comment: notes.join('; ') }) },
  };
}

function codes(profile: ColumnProfile, declared: DeclaredColumn, isPublic: boolean): ColumnChoice {
  const { name } = profile;
  if (declared.codes !== undefined) return { use: { ...said(name, declared), kind: 'category', codes: declared.codes } };
  const seen = [...(profile.codes?.keys() ?? [])].sort();
  if (profile.codes === undefined || seen.length > MOST_CODES)
    return { leaveOut: `it has more than ${MOST_CODES} codes: list those that matter in a dictionary` };
  if (!isPublic) return { open: [{ column: name, field: 'codes' }] };
  if (seen.length < 2) return { leaveOut: 'every row has the same value' };
  return { use: { ...said(name, declared), kind: 'category', codes: seen, comment: `codes: ${FROM_FILE}` } };
}

function said(name: string, { description, meaning }: DeclaredColumn): Pick<ChosenColumn, 'name' | 'description' | 'meaning'> {
  return { name, description, meaning };
}

/** Ages over 89 may not be told apart. */
function cutAge(column: Extract<ChosenColumn, { kind: 'number' }>): ChosenColumn {
  const { range, unit, comment } = column;
  const isAge = judgeDictionary([dictionaryColumn(column)]).some(({ rule }) => rule === 'age-over-89');
  if (!isAge || unit !== 'years' || range[0] >= 90) return column;
  return {
    ...column,
    range: [range[0], 90],
    comment: [comment, 'ages end at 90, which is 90 or older'].filter(Boolean).join('; '),
  };
}

function findingsOf(column: ChosenColumn): readonly string[] {
  return judgeDictionary([dictionaryColumn(column)]).map(findingText);
}

function dictionaryColumn(column: ChosenColumn): Parameters<typeof judgeDictionary>[0][number] {
  const { name, meaning } = column;
  if (column.kind === 'number') return { name, meaning, type: { kind: 'number', unit: column.unit, range: column.range } };
  return {
    name,
    meaning,
    type: { kind: 'category', codes: column.kind === 'category' ? column.codes : [...column.positive, ...column.negative] },
  };
}

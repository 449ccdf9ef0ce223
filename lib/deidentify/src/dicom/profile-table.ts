import { ConsiliumError } from '@consilium/core';
import { ROWS_FROM_0000 } from './profile-rows-0000.ts';
import { ROWS_FROM_0020 } from './profile-rows-0020.ts';
import { ROWS_FROM_0042 } from './profile-rows-0042.ts';
import { isVr, type Vr } from './vr.ts';

/** The edition of DICOM whose PS3.15 table E.1-1 the rows hold; the value representations are those of its PS3.6. */
export const PROFILE_EDITION = '2024e';

const BASIC_ACTIONS = ['D', 'Z', 'X', 'U', 'Z/D', 'X/Z', 'X/D', 'X/Z/D', 'X/Z/U*'] as const;
/**
 * What the Basic Profile does: `D` a dummy, `Z` nothing or a dummy in its place, `X` out, `U` another UID; with slashes what the type of the
 * element in its image allows.
 */
export type BasicAction = (typeof BASIC_ACTIONS)[number];

/** Columns of the table for options: what they are called here, and whether they keep (`K`) or clean (`C`). */
const OPTION_LETTERS = {
  U: ['uids', 'K'],
  V: ['device', 'K'],
  v: ['device', 'C'],
  I: ['institution', 'K'],
  P: ['patient', 'K'],
  p: ['patient', 'C'],
  /** K under full dates, C under modified ones: in the table the two always stand together. */
  L: ['dates', 'K'],
  T: ['descriptors', 'C'],
  S: ['structured', 'C'],
  G: ['graphics', 'C'],
} as const satisfies Readonly<Record<string, readonly [string, 'K' | 'C']>>;

/** A column of the table for an option. */
export type ProfileOption = (typeof OPTION_LETTERS)[keyof typeof OPTION_LETTERS][0];

/** What the table says of one element. */
export interface ProfileRow {
  /** Group and element in one number: (0010,0020) is 0x00100020. */
  readonly tag: number;
  readonly vr: Vr;
  readonly basic: BasicAction;
  /** Options that do otherwise. */
  readonly options: ReadonlyMap<ProfileOption, 'K' | 'C'>;
  readonly keyword: string;
}

const LINE = /^(?<tag>[0-9a-f]{8}) (?<vr>[A-Z]{2}) (?<basic>\S+) (?<options>-|[A-Za-z]+) (?<keyword>\w+)$/;

/** Elements that the table names one by one: 617 of its 621 rows. The others are {@link isOutByGroup}. */
export const PROFILE: ReadonlyMap<number, ProfileRow> = new Map(
  [ROWS_FROM_0000, ROWS_FROM_0020, ROWS_FROM_0042].flatMap((rows) =>
    rows
      .trim()
      .split('\n')
      .map(parseRow)
      .map((row) => [row.tag, row] as const),
  ),
);

/**
 * The four rows that name whole groups, all of them `X`: private attributes, curves (50xx), and of overlays (60xx) data and comments. Overlays go
 * whole, since what describes one that is gone describes nothing.
 */
export function isOutByGroup(tag: number): boolean {
  const group = tag >>> 16;
  return group % 2 === 1 || (group & 0xff00) === 0x5000 || (group & 0xff00) === 0x6000;
}

function brokenRow(line: string): ConsiliumError<'INTERNAL'> {
  return new ConsiliumError({ code: 'INTERNAL', message: `this is no row of the profile: ${line}` });
}

function parseRow(line: string): ProfileRow {
  const groups = LINE.exec(line)?.groups ?? {};
  const { tag = '', vr = '', basic = '', options = '', keyword = '' } = groups;
  const known = BASIC_ACTIONS.find((action) => action === basic);
  // A table that lost a row must not clean anything.
  if (!isVr(vr) || known === undefined) throw brokenRow(line);
  const letters = options === '-' ? [] : options.split('');
  const chosen = letters.map((letter) => {
    const option = OPTION_LETTERS[letter as keyof typeof OPTION_LETTERS];
    if (option === undefined) throw brokenRow(line);
    return option;
  });
  return { tag: Number.parseInt(tag, 16), vr, basic: known, options: new Map(chosen), keyword };
}

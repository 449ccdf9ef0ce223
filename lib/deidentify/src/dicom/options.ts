import { ConsiliumError } from '@consilium/core';
import type { Basis } from '../basis.ts';
import type { ProfileOption } from './profile-table.ts';

/** What becomes of dates and times: out, moved back by the same days for all of a patient, or as they are. */
export const DATE_TREATMENTS = ['removed', 'shifted', 'full'] as const;
/** One of {@link DATE_TREATMENTS}. */
export type DateTreatment = (typeof DATE_TREATMENTS)[number];

/**
 * What may be kept beside the Basic Profile: descriptions, word by word, and characteristics of patients under Safe Harbor as well; UIDs, devices and
 * institutions only where an expert says so. Private elements, overlays and the content of documents are never kept.
 */
export const RETAINED = ['descriptors', 'patient', 'uids', 'device', 'institution'] as const;
/** One of {@link RETAINED}. */
export type Retained = (typeof RETAINED)[number];

/** How images are cleaned. */
export interface CleaningOptions {
  /** On what the use of the images is based. */
  readonly basis: Basis;
  readonly dates: DateTreatment;
  readonly retain: ReadonlySet<Retained>;
}

/** What Safe Harbor takes away in any case: letter of 45 CFR 164.514(b)(2)(i) and what it is. */
const NOT_SAFE_HARBOR: Partial<Record<Retained, string>> = {
  uids: '(R) unique numbers',
  device: '(M) serial numbers of devices',
  institution: '(B) where somebody was treated',
};

/**
 * Holds options to the basis.
 *
 * @throws ConsiliumError `BASIS_REFUSED` for dates and identifiers that the basis does not carry
 */
export function requireCarried({ basis, dates, retain }: CleaningOptions): void {
  if (dates === 'full' && basis !== 'identified') throw refused('dates as they are', 'identified');
  if (basis !== 'safe-harbor') return;
  if (dates === 'shifted') throw refused('(C) dates, also moved ones,', 'expert-determination');
  for (const option of retain) {
    const what = NOT_SAFE_HARBOR[option];
    if (what !== undefined) throw refused(what, 'expert-determination');
  }
}

function refused(what: string, basis: Basis): ConsiliumError<'BASIS_REFUSED'> {
  return new ConsiliumError({ code: 'BASIS_REFUSED', message: `${what} cannot be kept on this basis: that takes ${basis}` });
}

/** What the table does under the chosen options: `K` keep, `C` clean, `undefined` as the Basic Profile has it. */
export function chosenAction(
  row: ReadonlyMap<ProfileOption, 'K' | 'C'>,
  { dates, retain }: CleaningOptions,
): 'K' | 'C' | 'shift' | undefined {
  const ofDates = row.has('dates');
  if (ofDates && dates === 'full') return 'K';
  if (ofDates && dates === 'shifted') return 'shift';
  // A date is a date, whatever device it is of.
  if (ofDates) return undefined;
  const chosen = RETAINED.map((option) => (retain.has(option) ? row.get(option) : undefined));
  return chosen.includes('K') ? 'K' : chosen.find((action) => action !== undefined);
}

/** Codes of PS3.16, context group 7050, by which a cleaned image says what was done to it. */
export function methodCodes({ dates, retain }: CleaningOptions): readonly (readonly [code: string, meaning: string])[] {
  const codes: (readonly [string, string])[] = [['113100', 'Basic Application Confidentiality Profile']];
  if (retain.has('descriptors')) codes.push(['113105', 'Clean Descriptors Option']);
  if (dates === 'full') codes.push(['113106', 'Retain Longitudinal Temporal Information Full Dates Option']);
  if (dates === 'shifted') codes.push(['113107', 'Retain Longitudinal Temporal Information Modified Dates Option']);
  if (retain.has('patient')) codes.push(['113108', 'Retain Patient Characteristics Option']);
  if (retain.has('device')) codes.push(['113109', 'Retain Device Identity Option']);
  if (retain.has('uids')) codes.push(['113110', 'Retain UIDs Option']);
  if (retain.has('institution')) codes.push(['113112', 'Retain Institution Identity Option']);
  return codes;
}

/** One of the eighteen kinds of identifiers, by its letter in 45 CFR 164.514(b)(2)(i). */
export type Letter = 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M' | 'N' | 'O' | 'P' | 'Q' | 'R';

/** What Safe Harbor demands to be removed, and what a data steward can do about it. */
export interface Identifier {
  readonly letter: Letter;
  /** In a few words. */
  readonly title: string;
  /** Where the rule stands. */
  readonly citation: string;
  /** What belongs to it. */
  readonly meaning: string;
  /** What to do with a column that holds it. */
  readonly advice: string;
}

function identifier(letter: Letter, title: string, meaning: string, advice: string): Identifier {
  return { letter, title, citation: `45 CFR 164.514(b)(2)(i)(${letter})`, meaning, advice };
}

const LEAVE_OUT = 'Leave the column out.';

/**
 * The identifiers of the Safe Harbor method: of the patient, relatives, employers and household members. The eighteenth is whatever else
 * is unique to a person.
 */
export const IDENTIFIERS: Readonly<Record<Letter, Identifier>> = {
  A: identifier('A', 'names', 'names of people, whole or in part', LEAVE_OUT),
  B: identifier(
    'B',
    'geography below a state',
    'street, city, county, precinct, ZIP code and coordinates; the first three digits of a ZIP code may stay where more than 20,000 people live behind them',
    'Leave the column out, or give the state. Of a ZIP code give the first three digits, and 000 for the areas in which few people live.',
  ),
  C: identifier(
    'C',
    'dates and ages over 89',
    'all parts of a date but its year, and all ages over 89 and what tells them',
    'Give the year, or the days between two events. Give ages as numbers that end at 90, which then means 90 or older.',
  ),
  D: identifier('D', 'telephone numbers', 'telephone numbers in any form', LEAVE_OUT),
  E: identifier('E', 'fax numbers', 'fax numbers in any form', LEAVE_OUT),
  F: identifier('F', 'e-mail addresses', 'e-mail addresses, also spelled out', LEAVE_OUT),
  G: identifier('G', 'Social Security numbers', 'Social Security numbers, also their last four digits', LEAVE_OUT),
  H: identifier(
    'H',
    'medical record numbers',
    'numbers of patients and of their records',
    'Leave the column out. Who a patient is belongs into the column of `patientId`, which is never an input.',
  ),
  I: identifier('I', 'health plan numbers', 'numbers of members, beneficiaries and policies', LEAVE_OUT),
  J: identifier('J', 'account numbers', 'numbers of accounts, cards and invoices', LEAVE_OUT),
  K: identifier(
    'K',
    'certificate and licence numbers',
    'numbers of licences, certificates and registrations of a person',
    LEAVE_OUT,
  ),
  L: identifier('L', 'vehicles', 'vehicle identification and licence plate numbers', LEAVE_OUT),
  M: identifier(
    'M',
    'devices',
    'identifiers and serial numbers of devices',
    'Leave the column out, or give the class of the device.',
  ),
  N: identifier('N', 'web addresses', 'universal resource locators', LEAVE_OUT),
  O: identifier('O', 'IP addresses', 'internet protocol addresses of both versions', LEAVE_OUT),
  P: identifier('P', 'biometrics', 'finger and voice prints and the like', LEAVE_OUT),
  Q: identifier('Q', 'photographs', 'full-face photographs and comparable images', LEAVE_OUT),
  R: identifier(
    'R',
    'any other unique code',
    'whatever else is unique to a person: a number, a characteristic, a code',
    'Leave the column out, or give what the code stands for as one of a few listed codes.',
  ),
};

import { passesLuhn } from '../safe-harbor/check-digits.ts';
import type { Detector } from '../safe-harbor/detector.ts';

const NUMBER = '[.:# -]*(?=[a-z0-9-]*\\d{3})[a-z0-9-]{4,}';
const MRN = new RegExp(
  `\\b(?:mrn|medical record|chart|patient (?:id|no)|pat ?id|hospital no|record no|unit no)(?: ?(?:no|number|#))?${NUMBER}`,
);
const SHAPED = /^([A-Z]{1,3})[- ]?\d{6,10}$/;
/** Before so many digits, these name a variant, a trial, a concept; no person. */
const CODE_PREFIXES: ReadonlySet<string> = new Set('RS SS NCT CUI HP GO MP CHR C NM NP XM DB CL CHE OMI ORP'.split(' '));

/** Numbers of medical records and patients. */
export const recordDetector: Detector = {
  rule: 'medical-record-number',
  letter: 'H',
  finds: 'the number of a medical record',
  find: ({ text, lower }, { named }) => {
    if (MRN.test(lower) || (named === 'H' && /\d/.test(text))) return 'certain';
    const shape = SHAPED.exec(text.toUpperCase());
    return shape !== null && !CODE_PREFIXES.has(shape[1] ?? '') && !isDea(text) && named === undefined ? 'certain' : undefined;
  },
};

const PLAN = new RegExp(
  `\\b(?:member|subscriber|policy|beneficiary|insurance|medicare|medicaid|health plan|hicn|mbi)(?: ?(?:id|no|number|#))?${NUMBER}`,
);
/** The number on a Medicare card: eleven places, each of its own kind (Centers for Medicare & Medicaid Services). */
const MBI =
  /(?:^|[^A-Z0-9])[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}(?![A-Z0-9])/;

/** Numbers of health plans. */
export const healthPlanDetector: Detector = {
  rule: 'health-plan-number',
  letter: 'I',
  finds: 'the number of a health plan',
  find: ({ text, lower }, { named }) =>
    PLAN.test(lower) || MBI.test(text.toUpperCase()) || (named === 'I' && /\d{2}/.test(text)) ? 'certain' : undefined,
};

const ACCOUNT = new RegExp(`\\b(?:account|acct|iban|invoice|guarantor|card)(?: ?(?:no|number|#))?${NUMBER}`);
const IBAN = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;

function isIban(candidate: string): boolean {
  const compact = candidate.replace(/ /g, '').toUpperCase();
  if (!IBAN.test(compact)) return false;
  const digits = Array.from(compact.slice(4) + compact.slice(0, 4), (sign) => Number.parseInt(sign, 36)).join('');
  return Array.from(digits).reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}

const IBAN_IN_TEXT = /\b[a-z]{2}\d{2}[a-z0-9]{11,30}\b/gi;
const LONG_DIGITS = /(?<!\d)\d(?:[ -]?\d){12,15}(?!\d)/g;

function isCard(candidate: string): boolean {
  const digits = candidate.replace(/[ -]/g, '');
  return /^(?:4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|6(?:011|5\d\d)\d{12})$/.test(digits) && passesLuhn(digits);
}

/** Numbers of accounts and cards. */
export const accountDetector: Detector = {
  rule: 'account-number',
  letter: 'J',
  finds: 'the number of an account',
  find: ({ text, lower }, { named }) =>
    ACCOUNT.test(lower) ||
    isIban(text) ||
    (text.match(IBAN_IN_TEXT) ?? []).some(isIban) ||
    (text.match(LONG_DIGITS) ?? []).some(isCard) ||
    (named === 'J' && /\d{3}/.test(text))
      ? 'certain'
      : undefined,
};

const LICENCE = new RegExp(`\\b(?:licen[sc]e|lic|certificate|cert|passport|dea|npi|registration)(?: ?(?:no|number|#))?${NUMBER}`);

/** Registrations of prescribers: two letters, seven digits, the last a check digit (Drug Enforcement Administration). */
function isDea(text: string): boolean {
  const digits = /^[A-Z][A-Z9](\d{7})$/.exec(text.toUpperCase())?.[1];
  if (digits === undefined) return false;
  const at = (i: number): number => Number(digits[i]);
  return (at(0) + at(2) + at(4) + 2 * (at(1) + at(3) + at(5))) % 10 === at(6);
}

/** National provider identifiers: ten digits from 1 or 2 that pass Luhn behind 80840 (Centers for Medicare & Medicaid Services). */
function isNpi(digits: string | undefined): boolean {
  return digits?.length === 10 && /^[12]/.test(digits) && passesLuhn(`80840${digits}`);
}

/** Numbers of licences and certificates. */
export const licenceDetector: Detector = {
  rule: 'licence-number',
  letter: 'K',
  finds: 'the number of a licence or certificate',
  find: ({ text, lower, digits }, { named, coded }) => {
    if (LICENCE.test(lower) || isDea(text) || (named === 'K' && /\d{3}/.test(text))) return 'certain';
    if (!isNpi(digits)) return undefined;
    return coded ? 'likely' : 'certain';
  },
};

import type { Detector } from '../safe-harbor/detector.ts';
import { RESTRICTED_ZIP3 } from '../safe-harbor/zip3.ts';

const PLUS_FOUR = /(?:^|[^\d-])\d{5}-\d{4}(?![\d-])/;
const AFTER_STATE = /\b[a-z]{2},? \d{5}$/;
const LABELLED = /\b(?:zip|postcode|postal code|plz)(?: code)?:? ?\d{3,5}\b/;
/** British and Canadian; `T1N0M0` is a stage of a tumour. */
const FOREIGN = /^(?!t\dn\dm\d$)(?:[a-z]{1,2}\d[a-z\d]? \d[a-z]{2}|[a-z]\d[a-z][ -]?\d[a-z]\d)$/;

/** ZIP and postal codes of five digits and more. */
export const zipDetector: Detector = {
  rule: 'zip-code',
  letter: 'B',
  finds: 'a ZIP code',
  find: ({ lower, digits }, hints) => {
    if (LABELLED.test(lower) || AFTER_STATE.test(lower) || FOREIGN.test(lower)) return 'certain';
    if (PLUS_FOUR.test(lower)) return hints.coded && /^\d{5}-\d{4}$/.test(lower) ? 'likely' : 'certain';
    if (digits === undefined) return undefined;
    if (hints.named === 'B' && digits.length >= 4 && digits.length <= 9) return 'certain';
    // Five equal digits mean missing in many systems.
    return digits.length === 5 && digits > '00500' && !/^(\d)\1{4}$/.test(digits) ? 'likely' : undefined;
  },
};

/** The first three digits of ZIP codes behind which at most 20,000 people live, in a column of them. */
export const zip3Detector: Detector = {
  rule: 'zip3-of-few-people',
  letter: 'B',
  finds: 'three digits of a ZIP code behind which at most 20,000 people live',
  find: ({ digits }, { zip3 }) => (zip3 && digits?.length === 3 && RESTRICTED_ZIP3.has(digits) ? 'certain' : undefined),
};

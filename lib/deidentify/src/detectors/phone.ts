import type { ColumnHints } from '../safe-harbor/column-names.ts';
import type { Detector, SeenCell, Strength } from '../safe-harbor/detector.ts';

const AMERICAN = /(?:^|[^\d.-])(?:\+?1[ .-]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])\d{3}[ .-]\d{4}(?![\d-])/;
const LOCAL = /^[2-9]\d\d[ .-]\d{4}$/;
const INTERNATIONAL = /(?:^|[^\d])\+[1-9]\d{0,2}[ .()-]{0,2}\d(?:[ .()/-]{0,2}\d){6,12}(?!\d)/;
const DIALLED_ABROAD = /^00[1-9]\d{0,2}[ .()-]{1,2}\d(?:[ .()/-]{0,2}\d){6,12}$/;
const LABELLED = /\b(?:phone|tel|telephone|cell|mobile|call|pager|ph)\.?(?: no| number)?\.?:? ?[+(]?\d[\d ().-]{5,}/;
const FAX = /\b(?:fax|facsimile|telefax)\b/;
const MOBILE_ABROAD = /^0\d{2,4}[ /-]\d{3,4}[ -]?\d{3,5}$/;

function phone({ lower, digits }: SeenCell, hints: ColumnHints): Strength | undefined {
  if (AMERICAN.test(lower) || LOCAL.test(lower) || INTERNATIONAL.test(lower) || LABELLED.test(lower)) return 'certain';
  if (DIALLED_ABROAD.test(lower) || MOBILE_ABROAD.test(lower)) return hints.coded ? 'likely' : 'certain';
  if (digits === undefined) return undefined;
  if ((hints.named === 'D' || hints.named === 'E') && digits.length >= 7) return 'certain';
  const bare = /^1?[2-9]\d\d[2-9]\d{6}$/.test(digits);
  if (!bare) return undefined;
  return hints.coded ? 'likely' : 'certain';
}

/** Telephone numbers. */
export const phoneDetector: Detector = {
  rule: 'telephone-number',
  letter: 'D',
  finds: 'a telephone number',
  find: (cell, hints) => (hints.named === 'E' || FAX.test(cell.lower) ? undefined : phone(cell, hints)),
};

/** Fax numbers: telephone numbers that the cell or the column calls so. */
export const faxDetector: Detector = {
  rule: 'fax-number',
  letter: 'E',
  finds: 'a fax number',
  find: (cell, hints) => {
    if (FAX.test(cell.lower) && /\d{3}/.test(cell.lower)) return 'certain';
    return hints.named === 'E' ? phone(cell, hints) : undefined;
  },
};

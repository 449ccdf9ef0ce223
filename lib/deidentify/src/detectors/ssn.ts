import type { Detector } from '../safe-harbor/detector.ts';

const DIVIDED = /(?:^|[^\d.-])(\d{3})([- ._/])(\d{2})\2(\d{4})(?![\d-])/;
const LABELLED = /\b(?:ssn|social security|soc\.? ?sec\.?)(?: (?:no|number|#))?\.?[:# ]*[\dx*-]*\d{4}\b/;
const LAST_FOUR = /\b(?:xxx|\*{3})-?(?:xx|\*{2})-?\d{4}\b/;

/** Areas 000, 666 and 900 up, group 00 and serial 0000 were never given out (Social Security Administration). */
function isGiven(area: string, group: string, serial: string): boolean {
  return area !== '000' && area !== '666' && group !== '00' && serial !== '0000';
}

/** Social Security numbers, with and without their hyphens; taxpayer numbers, which look alike. */
export const ssnDetector: Detector = {
  rule: 'social-security-number',
  letter: 'G',
  finds: 'a Social Security number',
  find: ({ lower, digits }, hints) => {
    if (LABELLED.test(lower) || LAST_FOUR.test(lower)) return 'certain';
    const [, area = '', , group = '', serial = ''] = DIVIDED.exec(lower) ?? [];
    if (area !== '' && isGiven(area, group, serial)) return 'certain';
    if (digits === undefined) return undefined;
    if (hints.named === 'G' && (digits.length === 4 || digits.length >= 8)) return 'certain';
    if (
      digits.length !== 9 ||
      !isGiven(digits.slice(0, 3), digits.slice(3, 5), digits.slice(5)) ||
      digits.startsWith('9') ||
      /^(\d)\1+$/.test(digits)
    )
      return undefined;
    return hints.coded ? 'likely' : 'certain';
  },
};

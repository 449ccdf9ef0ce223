import { passesLuhn } from '../safe-harbor/check-digits.ts';
import type { Detector } from '../safe-harbor/detector.ts';

const MAC =
  /(?:^|[^0-9a-f])(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![0-9a-f:-])|(?:^| )(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}$/;
const SERIAL =
  /\b(?:s\/n|sn|serial(?: ?(?:no|number|#))?|device(?: ?(?:id|no))?|imei|udi|ref|lot)[.:# -]*(?=[a-z0-9-]*\d)[a-z0-9-]{5,}\b/;
const UDI = /\(01\) ?\d{14}|\+[a-z]\d{3}[a-z0-9]{2,}\/\$/;

/** Addresses of network cards, serial numbers, unique device identifiers. */
export const deviceDetector: Detector = {
  rule: 'device-identifier',
  letter: 'M',
  finds: 'an identifier of a device',
  find: ({ lower, digits }, hints) => {
    if (MAC.test(lower) || SERIAL.test(lower) || UDI.test(lower)) return 'certain';
    if (hints.named === 'M' && /\d{4}/.test(lower)) return 'certain';
    if (digits?.length !== 15 || !passesLuhn(digits)) return undefined;
    return hints.coded ? 'likely' : 'certain';
  },
};

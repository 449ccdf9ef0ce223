import type { Detector } from '../safe-harbor/detector.ts';

const UUID = /(?:^|[^0-9a-f])[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?![0-9a-f])/;
const HEX = /(?:^|[^0-9a-z])(?:0x)?(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{16,}(?![0-9a-z])/;
const LABELLED =
  /\b(?:accession|case|encounter|visit|specimen|sample|barcode|token|subject|participant|study id)(?: ?(?:id|no|number|#))?[.:# -]*(?=[a-z0-9-]*\d{3})[a-z0-9-]{4,}\b/;
const TOKEN = /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9_+/=-]{20,}$/;
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** Codes that nobody else has: UUIDs, hashes, tokens, accession numbers. */
export const uniqueCodeDetector: Detector = {
  rule: 'unique-code',
  letter: 'R',
  finds: 'a code that is unique to a person',
  find: ({ text, lower, digits }, { named }) => {
    if (UUID.test(lower) || HEX.test(lower) || LABELLED.test(lower) || TOKEN.test(text) || ULID.test(text.toUpperCase()))
      return 'certain';
    if (named === 'R' && /\d{3}/.test(text)) return 'certain';
    if (digits === undefined || digits.length < 12) return undefined;
    return 'likely';
  },
};

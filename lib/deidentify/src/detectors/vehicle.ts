import type { Detector } from '../safe-harbor/detector.ts';

const VIN =
  /(?:^|[^a-z0-9])(?=[a-z0-9]*\d)(?=[a-z0-9]*[a-z])[a-hj-npr-z0-9]{11}\d{2}[a-hj-npr-z0-9]\d{3}(?![a-z0-9])|\bvin[:# ]+[a-z0-9]{8,17}\b/;
const LABELLED =
  /\b(?:licen[sc]e plate|number plate|plate|tag)(?: ?(?:no|number|#))?[.:# ]*(?=[a-z0-9 -]*\d)[a-z0-9][a-z0-9 -]{3,9}\b/;
const PLATE = /^([A-Z]{3})[ -]?\d{3,4}$|^\d{3}[ -][A-Z]{3}$|^\d[A-Z]{3}\d{3}$/;
/** What is followed by numbers and is no plate: coding systems, substances, trials. */
const OTHER_PREFIXES: ReadonlySet<string> = new Set(
  'SSN MRN ACC ICD CPT DRG HLA NDC LOT ATC CVX OMI RXN SCT NCT ARM VIS PAT SUB REC ENC IND STA AJC TNM CYP TNF EGF KRA MTX FOL CHE LAB'.split(
    ' ',
  ),
);

/** Vehicle identification numbers and licence plates. */
export const vehicleDetector: Detector = {
  rule: 'vehicle',
  letter: 'L',
  finds: 'an identifier of a vehicle',
  find: ({ text, lower }, hints) => {
    if (VIN.test(lower) || LABELLED.test(lower)) return 'certain';
    if (hints.named === 'L' && /\d/.test(text)) return 'certain';
    const plate = PLATE.exec(text);
    if (plate === null || OTHER_PREFIXES.has(plate[1] ?? '')) return undefined;
    return hints.coded ? 'likely' : 'certain';
  },
};

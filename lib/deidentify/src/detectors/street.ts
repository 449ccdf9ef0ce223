import { SURNAMES } from '../lexicons/surnames.ts';
import type { Detector } from '../safe-harbor/detector.ts';

const WORD = "[a-z][a-z'.-]*";
const STREET = new RegExp(
  `(?:^|[^\\d.])\\d{1,6}[a-d]?,? (?:[nsew]\\.? )?(?:${WORD} |\\d{1,3}(?:st|nd|rd|th) ){1,3}(?:street|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|court|circle|cir|place|terrace|parkway|pkwy|highway|hwy|way|trail|square)\\b`,
);
const SHORT = new RegExp(
  `(?:^|[^\\d.])\\d{1,6}[a-d]? (?!mg|ml|mcg|g|slice|units?|tab)(?:[nsew]\\.? )?(?:${WORD} |\\d{1,3}(?:st|nd|rd|th) ){1,2}(?:st|dr|ct|pl|sq)(?:\\.|,|$| apt| unit| #)`,
);
/** In text: `see 12 Hawthorn St again`. */
const CAPITALISED = /(?:^|[^\d.])\d{1,6} (?:[A-Z][a-z]+ ){1,2}(?:St|Dr|Ct|Pl|Sq)\b/;
const AFTER_NAME = /(?:^|[^\d.])\d{1,6} ([a-z]+) (?:st|dr|ct|pl|sq)\b/;

function isNamed(lower: string): boolean {
  return SURNAMES.has(AFTER_NAME.exec(lower)?.[1] ?? '');
}

const BOX = /\bp\.? ?o\.? ?box \d+|\b(?:apt|apartment|suite|ste)\.? ?#?\d+[a-z]?\b/;
const EUROPEAN =
  /\b[a-z]{3,}(?:strasse|str\.|straat|gasse|weg|platz|allee|gatan|vej) ?\d{1,4}[a-z]?\b|\b\d{1,4},? (?:rue|avenue|via|calle) (?:de |du |della |del )?[a-z]{3,}/;

/** Streets with a number, post boxes, apartments. */
export const streetDetector: Detector = {
  rule: 'street-address',
  letter: 'B',
  finds: 'a street address',
  find: ({ text, lower }) =>
    STREET.test(lower) || SHORT.test(lower) || BOX.test(lower) || EUROPEAN.test(lower) || CAPITALISED.test(text) || isNamed(lower)
      ? 'certain'
      : undefined,
};

import { CITIES, STATES, WORDLY_CITIES } from '../lexicons/places.ts';
import type { Detector } from '../safe-harbor/detector.ts';

const BEFORE_STATE = /(?:^|[ ,])([a-z][a-z .'-]+?),? ?\b([A-Z]{2})(?:,? \d{5}(?:-\d{4})?)?$/i;
const DIVISION =
  /\b(?:county|parish|township|borough|municipality|precinct|district) of [a-z]+|^[a-z][a-z .'-]+ (?:county|parish|township|borough|precinct)\b/;

/** Cities, towns and counties. */
export const cityDetector: Detector = {
  rule: 'city-or-county',
  letter: 'B',
  finds: 'a city or county',
  find: ({ text, lower }, { named }) => {
    if (named === 'B' && /^[a-z .'-]{3,}$/.test(lower) && !STATES.has(text)) return 'certain';
    const [, city = '', state = ''] = BEFORE_STATE.exec(text) ?? [];
    if (STATES.has(state) && (text.includes(',') || CITIES.has(city.toLowerCase().trim()) || /\d{5}/.test(text)))
      return 'certain';
    if (DIVISION.test(lower)) return 'certain';
    const [place = ''] = lower.split(/ ?,/);
    return CITIES.has(place) && (!WORDLY_CITIES.has(place) || place !== lower) ? 'certain' : undefined;
  },
};

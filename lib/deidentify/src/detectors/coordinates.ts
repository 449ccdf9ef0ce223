import type { Detector } from '../safe-harbor/detector.ts';

const PAIR = /(?:^|[^\d.])-?(?:[1-8]?\d|90)\.\d{3,}\u00b0? ?[ns]?[,; ] ?-?(?:1[0-7]\d|\d{1,2}|180)\.\d{3,}\u00b0? ?[ew]?\b/;
const DEGREES =
  /\d{1,3} ?(?:\u00b0|deg) ?\d{1,2} ?['m] ?(?:\d{1,2}(?:\.\d+)? ?["s]? ?)?[nsew]\b|\b\d{1,3}\.\d{2,} ?\u00b0? ?[nsew]$/;
const POINT = /\bpoint ?\( ?-?\d|\bgeo:-?\d|\b(?:lat|lon|latitude|longitude)[:=] ?-?\d/;

/** Coordinates on the globe. */
export const coordinatesDetector: Detector = {
  rule: 'coordinates',
  letter: 'B',
  finds: 'coordinates',
  find: ({ lower }, { named }) =>
    PAIR.test(lower) || DEGREES.test(lower) || POINT.test(lower) || (named === 'B' && /^-?\d{1,3}\.\d+$/.test(lower))
      ? 'certain'
      : undefined,
};

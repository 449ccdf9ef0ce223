import type { Detector } from '../safe-harbor/detector.ts';

/** The age that stands for itself and all above it. */
export const TOP_AGE = 90;

const IN_YEARS = /(?:^|[^\d.])(9\d|1[0-4]\d)[ -]?(?:years?|yrs?|y\/?o|y\.o\.|yo|jahre|ans|anos)(?![a-z])/;
const AGED = /\bage[d]?:? ?(?:of )?(9\d|1[0-4]\d)(?![\d./])/;

/** Ages over 89, in words, or as a number in a column of ages. */
export const ageDetector: Detector = {
  rule: 'age-over-89',
  letter: 'C',
  finds: 'an age over 89',
  find: ({ lower, text }, { age }) => {
    const value = Number(
      (IN_YEARS.exec(lower) ?? AGED.exec(lower))?.[1] ?? (age && /^\d{2,3}(?:\.\d+)?$/.test(text) ? text : Number.NaN),
    );
    return value > TOP_AGE || (value === TOP_AGE && !age) ? 'certain' : undefined;
  },
};

import { DEFINITIONS, type Definition, type RiskMeasures } from '@consilium/deidentify';
import { type Guard, type Guarded, guarded, guardedShare, rounded } from '../quality/guarded.ts';

/** One number of {@link AnonymityFacts}, with what it means. */
export interface AnonymityFigure {
  readonly title: string;
  readonly value: Guarded;
  readonly words: string;
}

/** How easily people are found in a data set, for a report that is passed on: what few records stand behind is not said. */
export interface AnonymityFacts {
  /** Columns of which others may know the values. */
  readonly quasiIdentifiers: readonly string[];
  readonly figures: readonly AnonymityFigure[];
}

/** Measures as a report may show them. */
export function anonymityFacts(measured: RiskMeasures, quasiIdentifiers: readonly string[], guard: Guard): AnonymityFacts {
  const { records, classes, k, uniqueShare, prosecutorAverage, marketer, sensitive } = measured;
  const figure = ({ title, words }: Definition, value: Guarded, of = ''): AnonymityFigure => ({
    title: `${title}${of}`,
    value,
    words,
  });
  const percent = (share: number): string => `${rounded(100 * share)} %`;
  return {
    quasiIdentifiers,
    figures: [
      figure(DEFINITIONS.records, guarded(records, guard)),
      figure(DEFINITIONS.classes, guarded(classes, guard, records)),
      figure(DEFINITIONS.k, guarded(k, guard)),
      figure(DEFINITIONS.uniqueShare, guardedShare(Math.round(uniqueShare * records), records, guard)),
      // The size of the smallest class again, so it is held back where k is.
      figure(DEFINITIONS.prosecutorMaximum, k < guard.least ? `more than 1 in ${guard.least}` : `1 in ${k}`),
      figure(DEFINITIONS.prosecutorAverage, percent(prosecutorAverage)),
      figure(DEFINITIONS.marketer, percent(marketer)),
      ...sensitive.flatMap(({ name, distinct, closeness }) => [
        figure(DEFINITIONS.distinct, distinct, ` of ${name}`),
        figure(DEFINITIONS.closeness, rounded(closeness), ` of ${name}`),
      ]),
    ],
  };
}

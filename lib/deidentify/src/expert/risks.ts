import type { EquivalenceClasses } from './equivalence-classes.ts';
import { populationRisks } from './population-model.ts';

/** Of whom the records are a sample. */
export interface PopulationModel {
  /** Share of the population that is in the data set, above 0 and at most 1. */
  readonly fraction: number;
}

/** Probabilities with which an intruder is right who says whose a record is, 0 .. 1. */
export interface ReidentificationRisks {
  /** Of the record that is found most easily, by somebody who knows that the person is in the data set. */
  readonly prosecutorMaximum: number;
  readonly prosecutorAverage: number;
  /** The same by somebody who does not know who is in the data set. */
  readonly journalistMaximum: number;
  readonly journalistAverage: number;
  /** Share of all records that somebody is expected to get right who matches all of them. */
  readonly marketer: number;
}

/**
 * With J classes of f_j of the n records, and F_j people in the population: prosecutor max_j 1/f_j and J/n; journalist max_j 1/F_j and
 * max(J / sum_j F_j, (1/n) sum_j f_j/F_j); marketer (1/n) sum_j f_j/F_j. K. El Emam, "Guide to the de-identification of personal health
 * information", 2013; F. Dankar, K. El Emam, "A method for evaluating marketer re-identification risk", 2010.
 *
 * Without a model of the population it is the data set itself, F_j = f_j, which overstates what a journalist and a marketer can do. With one, 1/F_j is its
 * expectation; as sum_j F_j is expected to be n/pi, the second term of the journalist's average is always the larger.
 */
export function reidentificationRisks(
  { classOf, sizes }: EquivalenceClasses,
  population: PopulationModel = { fraction: 1 },
): ReidentificationRisks {
  const records = classOf.length;
  if (records === 0)
    return { prosecutorMaximum: 0, prosecutorAverage: 0, journalistMaximum: 0, journalistAverage: 0, marketer: 0 };
  let smallest = records;
  let largest = 0;
  for (const size of sizes) {
    if (size < smallest) smallest = size;
    if (size > largest) largest = size;
  }
  const risks = populationRisks(population.fraction, largest);
  const classesOfSize = new Int32Array(largest + 1);
  for (const size of sizes) classesOfSize[size] = (classesOfSize[size] as number) + 1;
  let expected = 0;
  for (let size = 1; size <= largest; size++) expected += (classesOfSize[size] as number) * size * (risks[size] as number);
  // Of as many classes as are counted the sum of f/f may round; it is their number.
  const marketer = population.fraction === 1 ? sizes.length / records : expected / records;
  return {
    prosecutorMaximum: 1 / smallest,
    prosecutorAverage: sizes.length / records,
    journalistMaximum: risks[smallest] as number,
    journalistAverage: marketer,
    marketer,
  };
}

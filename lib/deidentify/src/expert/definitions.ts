/** A number of {@link RiskMeasures} for people who read reports: what it is, how it is computed, where that stands. */
export interface Definition {
  readonly title: string;
  readonly words: string;
  readonly formula: string;
  readonly source: string;
}

const SWEENEY = 'Sweeney 2002';
const MACHANAVAJJHALA = 'Machanavajjhala et al. 2007';
const EL_EMAM = 'El Emam 2013';

/**
 * What each number means. A record is a patient in a class: rows of one patient that are alike in all quasi-identifiers count once. Rows that were
 * left out or suppressed are in no class.
 */
export const DEFINITIONS = {
  records: {
    title: 'records',
    words: 'patients, each counted once in every class that a row of theirs is in; rows that were left out count nowhere',
    formula: 'n = sum_j f_j',
    source: EL_EMAM,
  },
  classes: {
    title: 'classes',
    words: 'groups of records that are alike in all quasi-identifiers',
    formula: 'J',
    source: SWEENEY,
  },
  k: {
    title: 'k',
    words: 'patients in the smallest class: everybody is like at least k - 1 others',
    formula: 'min_j f_j',
    source: SWEENEY,
  },
  uniqueShare: {
    title: 'unique records',
    words: 'share of the records that are like no other one',
    formula: '|{j: f_j = 1}| / n',
    source: EL_EMAM,
  },
  distinct: {
    title: 'l, distinct',
    words:
      'different values of the sensitive attribute in the class where there are fewest: with 1, who finds the class has learned the value',
    formula: 'min_j |values in j|',
    source: MACHANAVAJJHALA,
  },
  entropy: {
    title: 'l, entropy',
    words: 'the same where rare values count less: as uncertain as among so many values that are equally frequent',
    formula: 'min_j exp(-sum_s p_js ln p_js)',
    source: MACHANAVAJJHALA,
  },
  closeness: {
    title: 't',
    words:
      'how far the values of the sensitive attribute in one class are from those of all records, in the class where they are farthest: 0 is the same everywhere, 1 is as far as can be',
    formula: 'max_j EMD(P_j, Q), ordered distance for ordered values, equal distance for others',
    source: 'Li, Li, Venkatasubramanian 2007',
  },
  prosecutorMaximum: {
    title: 'prosecutor risk, highest',
    words:
      'an intruder who knows that a certain person is in the data set points at a record: the chance to be right for the person found most easily',
    formula: 'max_j 1/f_j',
    source: EL_EMAM,
  },
  prosecutorAverage: {
    title: 'prosecutor risk, average',
    words: 'the same chance, averaged over all records',
    formula: 'J/n',
    source: EL_EMAM,
  },
  journalistMaximum: {
    title: 'journalist risk, highest',
    words:
      'an intruder who has a list of the population but does not know who is in the data set points at a person of the list: the chance to be right for the record found most easily',
    formula: 'max_j 1/F_j',
    source: EL_EMAM,
  },
  journalistAverage: {
    title: 'journalist risk, average',
    words: 'the same chance, averaged over all records',
    formula: 'max(J / sum_j F_j, (1/n) sum_j f_j/F_j)',
    source: EL_EMAM,
  },
  marketer: {
    title: 'marketer risk',
    words: 'an intruder matches every record with a list of the population: the share that is expected to be right',
    formula: '(1/n) sum_j f_j/F_j',
    source: 'Dankar, El Emam 2010',
  },
} as const satisfies Readonly<Record<string, Definition>>;

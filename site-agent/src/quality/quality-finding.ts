/** Something that a person should look at. Names columns, plans' codes and the made-up numbers of programs, and no value of a patient. */
export interface QualityFinding {
  readonly check:
    | 'missing'
    | 'unreadable'
    | 'unreadable-rows'
    | 'out-of-range'
    | 'unit'
    | 'constant'
    | 'sentinel'
    | 'one-class'
    | 'pair'
    | 'repeated-rows'
    | 'patients'
    | 'one-row-a-patient'
    | 'rows-left-out'
    | 'few-patients'
    | 'drift';
  readonly column?: string;
  /** A sentence. */
  readonly says: string;
}

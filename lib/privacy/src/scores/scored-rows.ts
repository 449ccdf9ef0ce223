/** What a model said of held-out rows. Rows of one patient need not stand together. */
export interface ScoredRows {
  /** `rows` numbers, `rows x classes` or `rows x intervals`. */
  readonly outputs: Float32Array;
  /** As `outputs`; of a time to an event `rows x 3`: intervals survived, whether the event was seen, and the time. */
  readonly targets: Float32Array;
  /** Loss of each row; only those of a category and of a time to an event are used. */
  readonly losses: Float32Array;
  /** Patient of each row. */
  readonly patients: Int32Array;
  /** Group of each patient, by attribute and the number of the patient. */
  readonly groups: Readonly<Record<string, Int32Array>>;
}

/** What a row adds, and where. */
export interface Measured {
  readonly cell: number;
  /** Within [-1, 1]. */
  readonly amount: number;
}

/** What a model, or what is made of it, says of rows: `rows x inputs`, row by row, to `rows x outputs`. */
export type RowFunction = (rows: Float32Array) => ArrayLike<number>;

/** Which part each group of inputs has in what a model says of one row. */
export interface Question {
  readonly of: RowFunction;
  /** Values that it gives for a row. */
  readonly outputs: number;
  /** The row, as the network gets it. */
  readonly row: Float32Array;
  /** What the row is compared with: rows as the network gets them, one behind the other. */
  readonly background: Float32Array;
  /** Places of inputs that are known or not known together: the codes of a category, for one. Every input is in one group. */
  readonly groups: readonly (readonly number[])[];
}

/** The answer: for each output, `base` and the values of all groups add up to `output`, but for `deltas` where there are any. */
export interface Attribution {
  /** What the model says of the row. */
  readonly output: readonly number[];
  /** What it says of the background, as a mean. */
  readonly base: readonly number[];
  /** `[group][output]`. */
  readonly values: readonly (readonly number[])[];
  /** `[group][output]`, how far a value may be off for being sampled; absent where every coalition was asked. */
  readonly standardErrors?: readonly (readonly number[])[];
  /** By output, what the values miss of the difference that the model makes; absent where they miss nothing but rounding. */
  readonly deltas?: readonly number[];
  /** Coalitions, permutations, or points of a path that were asked. */
  readonly asked: number;
}

/** Rows of one call of the model: enough to be worth it, few enough for memory. */
const BLOCK_ROWS = 16_384;

/** Puts rows together from a row and its background, and asks the model about them. */
export class Mixtures {
  readonly backgrounds: number;
  readonly width: number;
  readonly outputs: number;
  readonly #question: Question;

  constructor(question: Question) {
    this.#question = question;
    this.width = question.row.length;
    this.outputs = question.outputs;
    this.backgrounds = question.background.length / question.row.length;
  }

  /** How many times `rows` go into one call. */
  perCall(rows: number): number {
    return Math.max(1, Math.floor(BLOCK_ROWS / rows));
  }

  /** Copies rows of the background from `from` on to the place of a row in `rows`. */
  putBackground(rows: Float32Array, at: number, from: number, count: number): void {
    const { width } = this;
    rows.set(this.#question.background.subarray(from * width, (from + count) * width), at * width);
  }

  /** Lets a group be what it is in the row that is explained. */
  putGroup(rows: Float32Array, at: number, group: number): void {
    const { row, groups } = this.#question;
    for (const place of groups[group] ?? []) rows[at * this.width + place] = row[place] as number;
  }

  /** @returns `rows x outputs` */
  ask(rows: Float32Array): ArrayLike<number> {
    return this.#question.of(rows);
  }
}

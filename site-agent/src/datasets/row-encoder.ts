import type { BatchFold, Deidentified, GatedBatch } from '@consilium/deidentify';
import type { CompiledPlan } from '@consilium/plan';
import { type DecodedColumn, MISSING, MissingCodes, PRESENT, SKIPPED } from './column-decoder.ts';
import { encodeCells, type ReadColumn, readColumn, type RowSpan } from './encode-cells.ts';
import { inputEncoder } from './encode-column.ts';

/** Rows that are encoded before they are handed on. */
const AT_ONCE = 256;

/** A cell, or a row as a whole, that is not as the plan wants it. */
export interface RowTrouble {
  /** Empty where it is the row as a whole. */
  readonly column: string;
  readonly problem: string;
}

/** Rows as a network gets them. */
export interface EncodedRows {
  /** Where a person finds each row: of a file its line. */
  readonly rows: readonly number[];
  /** `rows x width`, row by row; of a row that is left out it means nothing. */
  readonly features: Float32Array;
  /** Of each row what is wrong with it, and whether the plan leaves it out for that. */
  readonly troubles: readonly { readonly left: boolean; readonly cells: readonly RowTrouble[] }[];
}

/** What was found in a table. */
export interface EncodedReport {
  /** By column, without those that have none: cells cut to their range. */
  readonly outOfRange: Readonly<Record<string, number>>;
}

/**
 * Encodes rows that nobody learns from: the inputs of a plan without patient and target, by the encoders of training. Hands rows on as they come, and
 * keeps none.
 */
export class RowEncoder implements BatchFold<EncodedReport> {
  readonly #plan: CompiledPlan;
  readonly #take: (rows: EncodedRows) => void;
  readonly #missing: MissingCodes;
  readonly #inputs: readonly ReadColumn[];

  constructor(plan: CompiledPlan, take: (rows: EncodedRows) => void) {
    this.#plan = plan;
    this.#take = take;
    this.#missing = new MissingCodes(plan.document.data.missing.codes);
    this.#inputs = plan.inputs.map((input) =>
      readColumn(input.name, inputEncoder(input), input.offset, input.mask === true, input.feature.kind === 'image'),
    );
  }

  add(batch: Deidentified<GatedBatch>): void {
    for (let from = 0; from < batch.length; from += AT_ONCE)
      this.#encode({ batch, from, to: Math.min(batch.length, from + AT_ONCE) });
  }

  #encode(span: RowSpan): void {
    const { batch, from, to } = span;
    const count = to - from;
    const width = this.#plan.inputWidth;
    const drops = this.#plan.document.data.missing.rule === 'drop-row';
    const rows = Array.from({ length: count }, (_, i) => batch.rows[from + i] ?? 0);
    const placeOf = new Map(rows.map((row, i) => [row, i]));
    const cells: RowTrouble[][] = rows.map(() => []);
    const left = rows.map(() => false);
    const skipped = new Uint8Array(count);
    for (const [at, problem] of batch.problems ?? []) {
      if (at < from || at >= to) continue;
      skipped[at - from] = SKIPPED;
      left[at - from] = true;
      cells[at - from]?.push({ column: '', problem });
    }
    const features = new Float32Array(count * width);
    const decoded: DecodedColumn = { values: new Float64Array(count), fates: new Uint8Array(count) };
    for (const [position, input] of this.#inputs.entries()) {
      const problem = (row: number, text: string): void => {
        cells[placeOf.get(row) ?? -1]?.push({ column: input.name, problem: text });
      };
      const into = { position, missing: this.#missing, skipped, out: features, stride: width, problem };
      if (encodeCells(span, input, decoded, into)) continue;
      const needed = input.needed || (drops && !input.mask);
      for (let i = 0; i < count; i++) {
        const fate = decoded.fates[i];
        if (fate === PRESENT || fate === SKIPPED) continue;
        if (needed) left[i] = true;
        else input.encoder.writeMissing(features, i * width + input.offset);
        if (needed && fate === MISSING) cells[i]?.push({ column: input.name, problem: 'is missing' });
      }
    }
    this.#take({ rows, features, troubles: rows.map((_, i) => ({ left: left[i] === true, cells: cells[i] ?? [] })) });
  }

  finish(): EncodedReport {
    const found = this.#inputs.map(({ name, outOfRange }) => [name, outOfRange] as const);
    return { outOfRange: Object.fromEntries(found.filter(([, count]) => count > 0)) };
  }
}

import { type BatchFold, type Deidentified, type GatedBatch, textAt } from '@consilium/deidentify';
import { isHeldOut, namesNobody, normalPatientId, type Split } from '@consilium/learning';
import type { CompiledPlan } from '@consilium/plan';
import { type DecodedColumn, MissingCodes, PRESENT, SKIPPED } from './column-decoder.ts';
import { encodeCells, type ReadColumn, readColumn, type RowSpan } from './encode-cells.ts';
import { inputEncoder } from './encode-column.ts';
import { GrowingArray, longer } from './growing-array.ts';
import { PatientTable } from './patient-table.ts';
import { ProblemList } from './problem-list.ts';
import { standardise } from './standardise.ts';
import { SubgroupCollector } from './subgroups.ts';
import type { DatasetReport, TabularDataset, TabularRows } from './tabular-dataset.ts';
import { type TargetReader, targetReader } from './target-reader.ts';

/** Values that are encoded before they are put where they stay: as many as stay near the processor, but not too few rows of wide tables. */
const ENCODED_AT_ONCE = { values: 64 * 1024, fewest: 32 };

/** Room that is reserved for rows that are held out, as a part of their share: patients have different numbers of rows. */
const HELD_OUT_ROOM = 1.1;

/** Rows on their way into columns. */
interface RowBuffer {
  readonly features: GrowingArray<Float32Array>;
  readonly targets: GrowingArray<Float32Array>;
  readonly patientOfRow: GrowingArray<Int32Array>;
  /** The number that each of its patients has among all. */
  readonly patients: GrowingArray<Int32Array>;
}

const NO_IDENTIFIER = 'is no identifier: it is empty or holds control or zero-width characters';

/** What a builder makes of rows. */
interface BuiltDataset {
  readonly training: TabularRows;
  readonly heldOut: TabularRows;
  readonly subgroups: TabularDataset['subgroups'];
  readonly report: Omit<DatasetReport, 'identifiers' | 'notes'>;
}

/** Arrays in the making, column by column. Knows rows behind the border, and not where they came from. */
export class DatasetBuilder implements BatchFold<BuiltDataset> {
  readonly #plan: CompiledPlan;
  readonly #split: Split;
  readonly #target: TargetReader;
  readonly #inputs: readonly ReadColumn[];
  /** Where the cell of each column stands in a batch. */
  readonly #positions: ReadonlyMap<string, number>;
  readonly #parts: { readonly training: RowBuffer; readonly heldOut: RowBuffer };
  readonly #patients: PatientTable = new PatientTable();
  /** Of each patient the number in the training part, or, in the held-out part, what is missing from it to -1. */
  #placeOfPatient: Int32Array = new Int32Array(1024);
  /** Rows of each patient so far. */
  #rowsOfPatient: Int32Array = new Int32Array(1024);
  readonly #problems: ProblemList;
  readonly #missing: MissingCodes;
  readonly #subgroups: SubgroupCollector;
  #encoded: Float32Array = new Float32Array(0);
  #patientsMissing = 0;
  #rowsRead = 0;
  #rowsDropped = 0;
  #rowsOverCap = 0;

  /**
   * @param split who is held out
   * @param foretoldRows how many rows may come, asked when the first ones have: decides about memory only
   */
  constructor(plan: CompiledPlan, split: Split, foretoldRows: () => number | undefined = () => undefined) {
    const { target, missing, patientId } = plan.document.data;
    this.#plan = plan;
    this.#split = split;
    this.#target = targetReader(target);
    const buffer = (share: number): RowBuffer => emptyBuffer(plan.inputWidth, () => Math.ceil((foretoldRows() ?? 0) * share));
    // Of whom is held out, more than expected come in pieces.
    this.#parts = { training: buffer(split.share < 1 ? 1 : 0), heldOut: buffer(Math.min(1, HELD_OUT_ROOM * split.share)) };
    this.#inputs = plan.inputs.map((input) =>
      readColumn(input.name, inputEncoder(input), input.offset, input.mask === true, input.feature.kind === 'image'),
    );
    const names = [...this.#target.columns, ...this.#inputs].map(({ name }) => name);
    this.#positions = new Map(names.map((name, i) => [name, i]));
    this.#problems = new ProblemList(['', patientId, ...names]);
    this.#missing = new MissingCodes(missing.codes);
    this.#subgroups = new SubgroupCollector(plan);
  }

  /** Takes rows in. Their columns are the target and the inputs, in the order of the plan. */
  add(batch: Deidentified<GatedBatch>): void {
    this.#rowsRead += batch.length;
    const step = Math.max(ENCODED_AT_ONCE.fewest, Math.floor(ENCODED_AT_ONCE.values / Math.max(1, this.#plan.inputWidth)));
    for (let from = 0; from < batch.length; from += step) this.#addRows({ batch, from, to: Math.min(batch.length, from + step) });
  }

  #addRows(span: RowSpan): void {
    const { batch, from, to } = span;
    const rows = to - from;
    const { data } = this.#plan.document;
    const skipped = new Uint8Array(rows);
    for (const [at, problem] of batch.problems ?? []) {
      if (at < from || at >= to) continue;
      skipped[at - from] = SKIPPED;
      this.#problems.note(0, batch.rows[at] ?? 0, problem);
    }
    const dropped = skipped.slice();
    const ids = this.#patientsOf(span, skipped, dropped);
    const width = this.#plan.inputWidth;
    const features = this.#scratch(rows * width);
    const { columns, written } = this.#target;
    const cells = new Float32Array(rows * written);
    const decoded: DecodedColumn = { values: new Float64Array(rows), fates: new Uint8Array(rows) };
    for (const [position, column] of columns.entries()) {
      const isComplete = this.#encode(span, position, column, skipped, decoded, cells, written);
      for (let i = 0; !isComplete && i < rows; i++) if (decoded.fates[i] !== PRESENT) dropped[i] = 1;
    }
    for (const [i, input] of this.#inputs.entries()) {
      const isWhole = this.#encode(span, columns.length + i, input, skipped, decoded, features, width);
      if (isWhole) continue;
      for (let row = 0; row < rows; row++) {
        if (decoded.fates[row] === PRESENT) continue;
        if (input.needed || (data.missing.rule === 'drop-row' && !input.mask)) dropped[row] = 1;
        else input.encoder.writeMissing(features, row * width + input.offset);
      }
    }
    this.#problems.settle();
    this.#keep(span, dropped, ids, features, this.#target.finish(cells));
  }

  /** Zeros to encode rows in: the same memory again and again. */
  #scratch(length: number): Float32Array {
    if (this.#encoded.length < length) this.#encoded = new Float32Array(length);
    return this.#encoded.subarray(0, length).fill(0);
  }

  /** Whose each row is; rows of nobody are dropped. */
  #patientsOf({ batch, from, to }: RowSpan, skipped: Uint8Array, dropped: Uint8Array): readonly string[] {
    const ids: string[] = [];
    for (let at = from; at < to; at++) {
      const text = textAt(batch.patients, at);
      const id = normalPatientId(text);
      ids.push(id);
      if (skipped[at - from] !== PRESENT) continue;
      if (this.#missing.has(text)) this.#patientsMissing++;
      else if (namesNobody(id)) this.#problems.note(1, batch.rows[at] ?? 0, NO_IDENTIFIER);
      else continue;
      dropped[at - from] = 1;
    }
    return ids;
  }

  /** {@link encodeCells} of a column at a place of the batch. */
  #encode(
    span: RowSpan,
    position: number,
    column: ReadColumn,
    skipped: Uint8Array,
    decoded: DecodedColumn,
    out: Float32Array,
    stride: number,
  ): boolean {
    const problem = (row: number, text: string): void => this.#problems.note(2 + position, row, text);
    return encodeCells(span, column, decoded, { position, missing: this.#missing, skipped, out, stride, problem });
  }

  /** Puts rows where they stay, in their order. */
  #keep(
    { batch, from, to }: RowSpan,
    dropped: Uint8Array,
    ids: readonly string[],
    features: Float32Array,
    targets: Float32Array,
  ): void {
    const width = this.#plan.inputWidth;
    const targetWidth = this.#target.width;
    const { maxRowsPerPatient } = this.#plan.document.data;
    // Rows of one part that follow each other are put there together.
    let run: { readonly part: RowBuffer; readonly start: number } | undefined;
    const settle = (end: number): void => {
      run?.part.features.append(features, run.start * width, end * width);
      run?.part.targets.append(targets, run.start * targetWidth, end * targetWidth);
      run = undefined;
    };
    for (let at = from; at < to; at++) {
      const i = at - from;
      const patient = dropped[i] === 0 ? this.#numberOf(ids[i] as string) : -1;
      const rowsOfPatient = this.#rowsOfPatient[patient] ?? 0;
      if (patient < 0 || rowsOfPatient >= maxRowsPerPatient) {
        if (patient < 0) this.#rowsDropped++;
        else this.#rowsOverCap++;
        settle(i);
        continue;
      }
      const place = this.#placeOfPatient[patient] as number;
      const part = place < 0 ? this.#parts.heldOut : this.#parts.training;
      const index = place < 0 ? -1 - place : place;
      if (part !== run?.part) settle(i);
      run ??= { part, start: i };
      this.#rowsOfPatient[patient] = rowsOfPatient + 1;
      if (part === this.#parts.heldOut) this.#subgroups.add(index, (column) => this.#textOf(batch, column, at));
      part.patientOfRow.push(index);
    }
    settle(to - from);
  }

  /** The number of a patient among all. To which part a patient belongs is asked once: the answer takes longer than all the rest of a row. */
  #numberOf(id: string): number {
    const known = this.#patients.size;
    const patient = this.#patients.numberOf(id);
    if (patient < known) return patient;
    if (patient === this.#placeOfPatient.length) {
      this.#placeOfPatient = longer(this.#placeOfPatient, 2 * patient);
      this.#rowsOfPatient = longer(this.#rowsOfPatient, 2 * patient);
    }
    const { training, heldOut } = this.#parts;
    const isOut = isHeldOut(id, this.#split);
    const part = isOut ? heldOut : training;
    this.#placeOfPatient[patient] = isOut ? -1 - part.patients.length : part.patients.length;
    part.patients.push(patient);
    return patient;
  }

  /** The text of a cell, or `undefined` when it is missing. */
  #textOf({ columns }: GatedBatch, column: string, at: number): string | undefined {
    const { cells, held } = columns[this.#positions.get(column) ?? -1] ?? {};
    if (cells === undefined || held?.has(at) === true) return undefined;
    const text = textAt(cells, at);
    return this.#missing.has(text) ? undefined : text;
  }

  finish(): BuiltDataset {
    const width = this.#plan.inputWidth;
    const training = freeze(this.#parts.training, this.#patients, width);
    const heldOut = freeze(this.#parts.heldOut, this.#patients, width);
    if (this.#plan.document.data.standardise === 'site') standardise(training, [training, heldOut]);
    const { patientId } = this.#plan.document.data;
    const columns = [...this.#target.columns, ...this.#inputs];
    return {
      training,
      heldOut,
      subgroups: this.#subgroups.finish(),
      report: {
        rowsRead: this.#rowsRead,
        rowsDropped: this.#rowsDropped,
        rowsOverCap: this.#rowsOverCap,
        patients: training.patients + heldOut.patients,
        missing: counts([[patientId, this.#patientsMissing], ...columns.map(({ name, missing }) => [name, missing] as const)]),
        outOfRange: counts(columns.map(({ name, outOfRange }) => [name, outOfRange])),
        unreadable: this.#problems.counts(),
        problems: this.#problems.listed,
      },
    };
  }
}

/** What was counted, without what never was. */
function counts(found: readonly (readonly [string, number])[]): Readonly<Record<string, number>> {
  return Object.fromEntries(found.filter(([, count]) => count > 0));
}

/** @param rows how many may come */
function emptyBuffer(width: number, rows: () => number): RowBuffer {
  return {
    features: new GrowingArray(Float32Array, () => width * rows()),
    targets: new GrowingArray(Float32Array),
    patientOfRow: new GrowingArray(Int32Array),
    patients: new GrowingArray(Int32Array),
  };
}

/** Patient identifiers end here: from now on a patient is a number. */
function freeze(buffer: RowBuffer, all: PatientTable, width: number): TabularRows {
  const patients = buffer.patients.finish();
  return {
    rows: buffer.patientOfRow.length,
    width,
    features: buffer.features.finish(),
    targets: buffer.targets.finish(),
    patientOfRow: buffer.patientOfRow.finish(),
    patients: patients.length,
    patientLabels: all.labels(patients),
  };
}

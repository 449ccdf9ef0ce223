import { sha256Hex } from '@consilium/core';
import { type BatchFold, type Deidentified, type GatedBatch, textAt } from '@consilium/deidentify';
import { isHeldOut, namesNobody, normalPatientId, type Split } from '@consilium/learning';
import { type CompiledPlan, targetColumns } from '@consilium/plan';
import type { Cell } from '../cell.ts';
import { standardise } from '../standardise.ts';
import { SubgroupCollector } from '../subgroups.ts';
import type { DatasetReport, RowProblem, TabularDataset, TabularRows } from '../tabular-dataset.ts';
import {
  type CellProblem,
  type Counts,
  count,
  encodeFeature,
  encodeMissing,
  encodeTarget,
  encodeTime,
  followUp,
} from './encode-row.ts';

/** Problems with cells that are listed one by one; a person mends those and looks again. */
const LISTED_PROBLEMS = 200;

/** Rows on their way into columns. */
interface RowBuffer {
  readonly features: number[];
  readonly targets: number[];
  readonly patientOfRow: number[];
  readonly patients: Map<string, number>;
  /** Rows of each patient so far. */
  readonly rowsOfPatient: number[];
}

const NO_IDENTIFIER = 'is no identifier: it is empty or holds control or zero-width characters';

const HELD_BACK = 'identifies somebody, and was held back';

/** What a builder makes of rows. */
interface BuiltDataset {
  readonly training: TabularRows;
  readonly heldOut: TabularRows;
  readonly subgroups: TabularDataset['subgroups'];
  readonly report: Omit<DatasetReport, 'identifiers' | 'notes'>;
}

/** What data sets are by definition: one row after the other, one cell after the other, as plans are read. The oracle of what does the same by columns. */
export class RowwiseBuilder implements BatchFold<BuiltDataset> {
  readonly #plan: CompiledPlan;
  readonly #split: Split;
  /** Columns of the target. */
  readonly #targets: number;
  /** The target, then the inputs. */
  readonly #columns: readonly string[];
  /** Where the cell of each column stands in a row. */
  readonly #positions: ReadonlyMap<string, number>;
  readonly #parts: { readonly training: RowBuffer; readonly heldOut: RowBuffer } = {
    training: emptyBuffer(),
    heldOut: emptyBuffer(),
  };
  readonly #missing: Counts = new Map();
  readonly #outOfRange: Counts = new Map();
  readonly #unreadable: Counts = new Map();
  readonly #problems: RowProblem[] = [];
  readonly #missingCodes: ReadonlySet<string>;
  readonly #scratch: Float32Array;
  readonly #subgroups: SubgroupCollector;
  #rowsRead = 0;
  #rowsDropped = 0;
  #rowsOverCap = 0;

  /** @param split who is held out */
  constructor(plan: CompiledPlan, split: Split) {
    this.#plan = plan;
    this.#split = split;
    const targets = targetColumns(plan.document.data.target);
    this.#targets = targets.length;
    this.#columns = [...targets.map(({ column }) => column), ...plan.inputs.map(({ name }) => name)];
    this.#positions = new Map(this.#columns.map((column, i) => [column, i]));
    this.#missingCodes = new Set(plan.document.data.missing.codes);
    this.#scratch = new Float32Array(plan.inputWidth);
    this.#subgroups = new SubgroupCollector(plan);
  }

  /** Takes rows in. Their columns are the target and the inputs, in the order of the plan. */
  add(batch: Deidentified<GatedBatch>): void {
    this.#rowsRead += batch.length;
    for (let at = 0; at < batch.length; at++) this.#addRow(batch, at);
  }

  #addRow({ rows, patients, columns, problems }: GatedBatch, at: number): void {
    const row = rows[at] ?? 0;
    const ragged = problems?.get(at);
    if (ragged !== undefined) {
      this.#note({ row, column: '' }, ragged);
      this.#rowsDropped++;
      return;
    }
    const { data } = this.#plan.document;
    const cell = (i: number): GatedCell => {
      const { cells, held } = columns[i] ?? {};
      return { text: held?.has(at) === true ? undefined : textAt(cells, at), row, column: this.#columns[i] ?? '' };
    };
    const patient = { text: textAt(patients, at), row, column: data.patientId };
    const id = normalPatientId(patient.text);
    const known = !this.#isMissing(patient) && !this.#note(patient, namesNobody(id) ? NO_IDENTIFIER : undefined);
    const targets = this.#targetsOf(Array.from({ length: this.#targets }, (_, i) => cell(i)));
    let drop = !known;
    this.#scratch.fill(0);
    for (const [i, input] of this.#plan.inputs.entries()) {
      const value = cell(this.#targets + i);
      if (!isWhole(value)) this.#note(value, HELD_BACK);
      else if (!this.#isMissing(value) && !this.#note(value, encodeFeature(value, input, this.#scratch, 0, this.#outOfRange)))
        continue;
      if (data.missing.rule === 'drop-row' && input.mask !== true) drop = true;
      else encodeMissing(input, this.#scratch, 0);
    }
    if (drop || targets === undefined) {
      this.#rowsDropped++;
      return;
    }
    const part = isHeldOut(id, this.#split) ? this.#parts.heldOut : this.#parts.training;
    const index = part.patients.get(id) ?? part.patients.size;
    part.patients.set(id, index);
    const rowsOfPatient = part.rowsOfPatient[index] ?? 0;
    if (rowsOfPatient >= data.maxRowsPerPatient) {
      this.#rowsOverCap++;
      return;
    }
    part.rowsOfPatient[index] = rowsOfPatient + 1;
    if (part === this.#parts.heldOut) {
      const textOf = (column: string): string | undefined => {
        const { text } = cell(this.#positions.get(column) ?? -1);
        return text === undefined || this.#missingCodes.has(text) ? undefined : text;
      };
      this.#subgroups.add(index, textOf);
    }
    part.patientOfRow.push(index);
    part.features.push(...this.#scratch);
    part.targets.push(...targets);
  }

  /** Whether a cell is missing; counts it if so. */
  #isMissing({ text, column }: Cell): boolean {
    if (!this.#missingCodes.has(text)) return false;
    count(this.#missing, column);
    return true;
  }

  /** Notes what is wrong with a cell, if anything. @returns whether something is */
  #note({ row, column }: Pick<Cell, 'row' | 'column'>, problem: CellProblem | undefined): boolean {
    if (problem === undefined) return false;
    count(this.#unreadable, column);
    if (this.#problems.length < LISTED_PROBLEMS) this.#problems.push({ row, column, problem });
    return true;
  }

  #targetsOf(cells: readonly GatedCell[]): readonly number[] | undefined {
    const { target } = this.#plan.document.data;
    const read = targetColumns(target).map((column, i): readonly number[] | undefined => {
      const cell = cells[i] as GatedCell;
      if (!isWhole(cell)) {
        this.#note(cell, HELD_BACK);
        return undefined;
      }
      if (this.#isMissing(cell)) return undefined;
      const targets =
        target.kind === 'time-to-event' && i === 0
          ? encodeTime(cell, target, this.#outOfRange)
          : encodeTarget(cell, column, this.#outOfRange);
      if (typeof targets !== 'string') return targets;
      this.#note(cell, targets);
      return undefined;
    });
    if (read.some((values) => values === undefined)) return undefined;
    const [[first = 0] = [], [happened = 0] = []] = read as readonly (readonly number[])[];
    return target.kind === 'time-to-event' ? followUp(target.intervals, first, happened === 1) : read[0];
  }

  finish(): BuiltDataset {
    const width = this.#plan.inputWidth;
    const training = freeze(this.#parts.training, width);
    const heldOut = freeze(this.#parts.heldOut, width);
    if (this.#plan.document.data.standardise === 'site') standardise(training, [training, heldOut]);
    return {
      training,
      heldOut,
      subgroups: this.#subgroups.finish(),
      report: {
        rowsRead: this.#rowsRead,
        rowsDropped: this.#rowsDropped,
        rowsOverCap: this.#rowsOverCap,
        patients: this.#parts.training.patients.size + this.#parts.heldOut.patients.size,
        missing: Object.fromEntries(this.#missing),
        outOfRange: Object.fromEntries(this.#outOfRange),
        unreadable: Object.fromEntries(this.#unreadable),
        problems: this.#problems,
      },
    };
  }
}

/** A cell, or where one was held back at the border. */
interface GatedCell extends Omit<Cell, 'text'> {
  readonly text: string | undefined;
}

function isWhole(cell: GatedCell): cell is Cell {
  return cell.text !== undefined;
}

function emptyBuffer(): RowBuffer {
  return {
    features: [],
    targets: [],
    patientOfRow: [],
    patients: new Map(),
    rowsOfPatient: [],
  };
}

/** Patient identifiers end here: from now on a patient is a number. */
function freeze(buffer: RowBuffer, width: number): TabularRows {
  return {
    rows: buffer.patientOfRow.length,
    width,
    features: Float32Array.from(buffer.features),
    targets: Float32Array.from(buffer.targets),
    patientOfRow: Int32Array.from(buffer.patientOfRow),
    patients: buffer.patients.size,
    patientLabels: Array.from(buffer.patients.keys(), sha256Hex),
  };
}

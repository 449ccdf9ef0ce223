import { sha256Hex } from '@consilium/core';
import type { CompiledPlan } from '@consilium/plan';
import { isHeldOut, namesNobody, normalPatientId, type Split } from '@consilium/learning';
import type { Cell } from './cell.ts';
import { type CellProblem, type Counts, count, encodeFeature, encodeMissing, encodeTarget } from './encode-row.ts';
import { GrowingArray } from './growing-array.ts';
import type { RowBatch, Source, SourceRow } from './sources/source.ts';
import { standardise } from './standardise.ts';
import { SubgroupCollector } from './subgroups.ts';
import type { RowProblem, TabularDataset, TabularRows } from './tabular-dataset.ts';

/** Problems with cells that are listed one by one; a person mends those and looks again. */
const LISTED_PROBLEMS = 200;

/**
 * Reads a source as a plan sees it. Nothing else reads rows: what has to stand between the patients of a source and the arrays of a
 * data set stands here.
 *
 * A cell that cannot be read counts as missing, by the plan's rule; without its patient or target, a row is left out. So no record decides
 * whether there is a data set: a person sees what cannot be read in the report, where the plan is approved.
 *
 * @param split who is held out; the hospital's, never the plan's
 * @throws ConsiliumError what reading the source throws, for a source that is no table
 */
export async function buildDataset(source: Source, plan: CompiledPlan, split: Split): Promise<TabularDataset> {
  const { data } = plan.document;
  const columns = [data.patientId, data.target.column, ...plan.inputs.map((input) => input.name)];
  const reading = source.read(columns);
  const builder = new DatasetBuilder(plan, columns, split);
  for await (const batch of reading.batches) builder.add(batch);
  return { ...builder.finish(), contentHash: reading.contentHash(), isCurrent: () => reading.isCurrent() };
}

/** Rows on their way into columns. */
interface RowBuffer {
  readonly features: GrowingArray<Float32Array>;
  readonly targets: GrowingArray<Float32Array>;
  readonly patientOfRow: GrowingArray<Int32Array>;
  readonly patients: Map<string, number>;
  /** Rows of each patient so far. */
  readonly rowsOfPatient: number[];
}

const NO_IDENTIFIER = 'is no identifier: it is empty or holds control or zero-width characters';

/** Cells of a row before those of the inputs: the patient and the target. */
const FIRST_INPUT = 2;

/** Arrays in the making. Knows rows, and not where they came from. */
class DatasetBuilder {
  readonly #plan: CompiledPlan;
  readonly #split: Split;
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

  constructor(plan: CompiledPlan, columns: readonly string[], split: Split) {
    this.#plan = plan;
    this.#split = split;
    this.#columns = columns;
    this.#positions = new Map(columns.map((column, i) => [column, i]));
    this.#missingCodes = new Set(plan.document.data.missing.codes);
    this.#scratch = new Float32Array(plan.inputWidth);
    this.#subgroups = new SubgroupCollector(plan);
  }

  add(batch: RowBatch): void {
    for (const row of batch) this.#addRow(row);
  }

  #addRow({ row, cells, problem: ragged }: SourceRow): void {
    this.#rowsRead++;
    if (ragged !== undefined) {
      this.#note({ row, column: '' }, ragged);
      this.#rowsDropped++;
      return;
    }
    const { data } = this.#plan.document;
    const cell = (at: number): Cell => ({ text: cells[at] ?? '', row, column: this.#columns[at] ?? '' });
    const patient = cell(0);
    const id = normalPatientId(patient.text);
    const known = !this.#isMissing(patient) && !this.#note(patient, namesNobody(id) ? NO_IDENTIFIER : undefined);
    const targets = this.#targetsOf(cell(1));
    let drop = !known;
    this.#scratch.fill(0);
    for (const [i, input] of this.#plan.inputs.entries()) {
      const value = cell(FIRST_INPUT + i);
      if (!this.#isMissing(value) && !this.#note(value, encodeFeature(value, input, this.#scratch, 0, this.#outOfRange)))
        continue;
      if (data.missing.rule === 'drop-row') drop = true;
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
        return this.#missingCodes.has(text) ? undefined : text;
      };
      this.#subgroups.add(index, textOf);
    }
    part.patientOfRow.append([index]);
    part.features.append(this.#scratch);
    part.targets.append(targets);
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

  #targetsOf(cell: Cell): readonly number[] | undefined {
    if (this.#isMissing(cell)) return undefined;
    const targets = encodeTarget(cell, this.#plan.document.data.target, this.#outOfRange);
    if (typeof targets !== 'string') return targets;
    this.#note(cell, targets);
    return undefined;
  }

  finish(): Pick<TabularDataset, 'training' | 'heldOut' | 'subgroups' | 'report'> {
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

function emptyBuffer(): RowBuffer {
  return {
    features: new GrowingArray((length) => new Float32Array(length)),
    targets: new GrowingArray((length) => new Float32Array(length)),
    patientOfRow: new GrowingArray((length) => new Int32Array(length)),
    patients: new Map(),
    rowsOfPatient: [],
  };
}

/** Patient identifiers end here: from now on a patient is a number. */
function freeze(buffer: RowBuffer, width: number): TabularRows {
  return {
    rows: buffer.patientOfRow.length,
    width,
    features: buffer.features.finish(),
    targets: buffer.targets.finish(),
    patientOfRow: buffer.patientOfRow.finish(),
    patients: buffer.patients.size,
    patientLabels: Array.from(buffer.patients.keys(), sha256Hex),
  };
}

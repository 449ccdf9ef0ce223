import { sha256Hex } from '@consilium/core';
import type { CompiledPlan } from '@consilium/plan';
import { isHeldOut, namesNobody, normalPatientId, type Split } from '@consilium/learning';
import { type Cell, cellError } from './cell.ts';
import { type Counts, count, encodeFeature, encodeMissing, encodeTarget } from './encode-row.ts';
import { GrowingArray } from './growing-array.ts';
import { namedError, type RowBatch, type Source, type SourceRow } from './sources/source.ts';
import { standardise } from './standardise.ts';
import { SubgroupCollector } from './subgroups.ts';
import type { TabularDataset, TabularRows } from './tabular-dataset.ts';

/**
 * Reads a source as a plan sees it. Nothing else reads rows: what has to stand between the patients of a source and the arrays of a
 * data set stands here.
 *
 * @param split who is held out; the hospital's, never the plan's
 * @throws ConsiliumError `DATA_INVALID` naming source, row and column, and what reading the source throws
 */
export async function buildDataset(source: Source, plan: CompiledPlan, split: Split): Promise<TabularDataset> {
  const { data } = plan.document;
  const columns = [data.patientId, data.target.column, ...plan.inputs.map((input) => input.name)];
  const reading = source.read(columns);
  const builder = new DatasetBuilder(plan, columns, split);
  for await (const batch of reading.batches) {
    try {
      builder.add(batch);
    } catch (error) {
      throw namedError(error, source.name);
    }
  }
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

  #addRow({ row, cells }: SourceRow): void {
    this.#rowsRead++;
    const { data } = this.#plan.document;
    const cell = (at: number): Cell => ({ text: cells[at] ?? '', row, column: this.#columns[at] ?? '' });
    const patient = cell(0);
    const target = cell(1);
    const absent = [patient, target].filter(({ text }) => this.#missingCodes.has(text));
    for (const { column } of absent) count(this.#missing, column);
    let drop = absent.length > 0;
    this.#scratch.fill(0);
    for (const [i, input] of this.#plan.inputs.entries()) {
      const value = cell(FIRST_INPUT + i);
      if (!this.#missingCodes.has(value.text)) {
        encodeFeature(value, input, this.#scratch, 0, this.#outOfRange);
        continue;
      }
      count(this.#missing, input.name);
      if (data.missing.rule === 'drop-row') drop = true;
      else encodeMissing(input, this.#scratch, 0);
    }
    if (drop) {
      this.#rowsDropped++;
      return;
    }
    const id = normalPatientId(patient.text);
    if (namesNobody(id)) throw cellError(patient, 'is no identifier: it is empty or holds control or zero-width characters');
    const part = isHeldOut(id, this.#split) ? this.#parts.heldOut : this.#parts.training;
    const index = part.patients.get(id) ?? part.patients.size;
    part.patients.set(id, index);
    // Judged like every row, so that a bad cell is reported wherever it stands.
    const targets = encodeTarget(target, data.target, this.#outOfRange);
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
      this.#subgroups.add(index, row, textOf);
    }
    part.patientOfRow.append([index]);
    part.features.append(this.#scratch);
    part.targets.append(targets);
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

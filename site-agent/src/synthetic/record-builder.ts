import { type BatchFold, type Deidentified, type GatedBatch, textAt } from '@consilium/deidentify';
import { isHeldOut, namesNobody, normalPatientId, type Split } from '@consilium/learning';
import type { CompiledPlan } from '@consilium/plan';
import type { SyntheticRecords } from '@consilium/privacy';
import { MissingCodes } from '../datasets/column-decoder.ts';
import { GrowingArray } from '../datasets/growing-array.ts';
import { PatientTable } from '../datasets/patient-table.ts';
import type { DomainColumn } from './synthetic-domain.ts';

/**
 * One row for each patient who trains, as values of a domain: the first of each. A row that says nothing but whose patient is known counts with
 * everything missing, so that which row counts follows from the patient's own rows.
 */
export class RecordBuilder implements BatchFold<SyntheticRecords> {
  readonly #domain: readonly DomainColumn[];
  readonly #split: Split;
  readonly #missing: MissingCodes;
  readonly #patients: PatientTable = new PatientTable();
  readonly #values: readonly GrowingArray<Uint16Array>[];
  #rows = 0;

  /** @param split who is held out, and gives no row */
  constructor({ document }: CompiledPlan, domain: readonly DomainColumn[], split: Split) {
    this.#domain = domain;
    this.#split = split;
    this.#missing = new MissingCodes(document.data.missing.codes);
    this.#values = domain.map(() => new GrowingArray(Uint16Array));
  }

  /** Takes rows in. Their columns are those of the domain, in its order. */
  add(batch: Deidentified<GatedBatch>): void {
    const first = this.#firstRows(batch);
    this.#rows += first.length;
    for (const [i, column] of this.#domain.entries()) {
      const { cells, held } = batch.columns[i] ?? { cells: { kind: 'text', cells: [] }, held: new Set<number>() };
      const read = column.read(cells, this.#missing, held);
      for (const at of first)
        this.#values[i]?.push(batch.problems?.has(at) === true ? column.cells - 1 : (read[at] ?? column.cells - 1));
    }
  }

  /** Places of the rows that are the first of a patient who trains. */
  #firstRows(batch: GatedBatch): readonly number[] {
    const first: number[] = [];
    for (let at = 0; at < batch.length; at++) {
      const text = textAt(batch.patients, at);
      const id = normalPatientId(text);
      if (this.#missing.has(text) || namesNobody(id)) continue;
      const known = this.#patients.size;
      if (this.#patients.numberOf(id) === known && !isHeldOut(id, this.#split)) first.push(at);
    }
    return first;
  }

  finish(): SyntheticRecords {
    const columns = this.#domain.map(({ cells, ordered }) => ({ cells, ...(ordered === undefined ? {} : { ordered }) }));
    return { columns, rows: this.#rows, values: this.#values.map((values) => values.finish()) };
  }
}

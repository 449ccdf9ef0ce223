import { ConsiliumError } from '@consilium/core';
import type { RowCap } from '@consilium/plan';

/** A label for each patient by number, from 0. */
export interface PatientLabels {
  readonly length: number;
  at(patient: number): string | undefined;
}

/** Rows of a data set, and whose they are. A patient may have several rows: they are sampled and clipped together. */
export interface TrainingData {
  readonly rows: number;
  /** Features a row. */
  readonly width: number;
  /** `rows x width`, row-major. */
  readonly features: Float32Array;
  /** `rows x targetWidth`, row-major. */
  readonly targets: Float32Array;
  /** For each row its patient, 0 .. patients - 1. */
  readonly patientOfRow: Int32Array;
  readonly patients: number;
  /**
   * A name for each patient that does not depend on the others, for random numbers of its own; it never leaves the site.
   *
   * @default none: a model with dropout is then not trained with privacy for each patient
   */
  readonly patientLabels?: PatientLabels;
}

/** The rows of each patient: patient p owns `rows[starts[p]] .. rows[starts[p + 1] - 1]`. */
export interface PatientIndex {
  readonly starts: Int32Array;
  readonly rows: Int32Array;
}

function invalid(field: string, message: string): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({
    code: 'PARAMETER_INVALID',
    message: `data.${field} ${message}`,
    details: { field: `data.${field}` },
  });
}

/**
 * Checks that data have the promised shapes and finite values, and finds the rows of each patient.
 *
 * @throws ConsiliumError `PARAMETER_INVALID` that names the field. Never a value: it is a patient's.
 */
export function indexPatients(data: TrainingData, targetWidth: number, maxRowsPerPatient: RowCap): PatientIndex {
  const { rows, width, features, targets, patientOfRow, patients } = data;
  if (features.length !== rows * width) throw invalid('features', `has ${features.length} values, not ${rows} x ${width}`);
  if (!features.every(Number.isFinite)) throw invalid('features', 'contains values that are not finite');
  if (targets.length !== rows * targetWidth)
    throw invalid('targets', `has ${targets.length} values, not ${rows} x ${targetWidth}`);
  if (patientOfRow.length !== rows) throw invalid('patientOfRow', `has ${patientOfRow.length} entries, not ${rows}`);
  if (!targets.every(Number.isFinite)) throw invalid('targets', 'contains values that are not finite');
  const starts = new Int32Array(patients + 1);
  for (const patient of patientOfRow) {
    if (patient < 0 || patient >= patients) throw invalid('patientOfRow', `must lie between 0 and ${patients - 1}`);
    starts[patient + 1] = (starts[patient + 1] ?? 0) + 1;
  }
  // The reader of the file has left out what is too much; a caller that has not is a defect.
  if (starts.some((rowsOfPatient) => rowsOfPatient > maxRowsPerPatient))
    throw invalid('patientOfRow', `gives a patient more than ${maxRowsPerPatient} rows`);
  for (let p = 0; p < patients; p++) starts[p + 1] = (starts[p + 1] ?? 0) + (starts[p] ?? 0);
  const next = starts.slice();
  const ordered = new Int32Array(rows);
  patientOfRow.forEach((patient, row) => {
    const at = next[patient] ?? 0;
    ordered[at] = row;
    next[patient] = at + 1;
  });
  return { starts, rows: ordered };
}

/** Number of rows of a patient. */
export function rowCount(index: PatientIndex, patient: number): number {
  return (index.starts[patient + 1] ?? 0) - (index.starts[patient] ?? 0);
}

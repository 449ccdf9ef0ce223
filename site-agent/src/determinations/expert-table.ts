import { ConsiliumError } from '@consilium/core';
import type { Attribute, ExpertTable, Scale } from '@consilium/deidentify';
import { type CompiledPlan, inputCodes, targetColumns } from '@consilium/plan';
import type { Determination } from './determination.ts';
import type { TabularDataset, TabularRows } from '../datasets/tabular-dataset.ts';

type Columns = Pick<Determination, 'quasiIdentifiers' | 'sensitive'>;

/** A table of which somebody can ask whose a row is. */
export interface NamedTable extends ExpertTable {
  /** The label of the patient of a row: no identifier, but derived from one. */
  readonly labelOf: (row: number) => string;
}

/** Numbers of one column among those that a network gets, in each row. */
interface Place {
  readonly of: 'features' | 'targets';
  readonly offset: number;
  readonly width: number;
  /** Whether the numbers say which one of several codes it is. */
  readonly oneHot: boolean;
}

/**
 * The columns of a plan that an expert looks at, as the trainer gets them: behind the border, in the units and codes of the plan, cut to its ranges. Patients
 * who train and who are held out are all in it. A missing cell that the plan fills is what it is filled with.
 *
 * @throws ConsiliumError `PARAMETER_INVALID` for a column that the plan does not read; never for what a record holds
 */
export function expertTable(
  { training, heldOut }: Pick<TabularDataset, 'training' | 'heldOut'>,
  plan: CompiledPlan,
  columns: Columns,
): NamedTable {
  const parts = [training, heldOut];
  const patientOfRow = new Int32Array(training.rows + heldOut.rows);
  patientOfRow.set(training.patientOfRow);
  for (let row = 0; row < heldOut.rows; row++)
    patientOfRow[training.rows + row] = training.patients + (heldOut.patientOfRow[row] as number);
  const attribute = (name: string, place: Place): Attribute => ({ name, values: valuesAt(parts, place, plan) });
  const labelOf = (patient: number): string | undefined =>
    patient < training.patients ? training.patientLabels?.at(patient) : heldOut.patientLabels?.at(patient - training.patients);
  return {
    patientOfRow,
    labelOf: (row) => labelOf(patientOfRow[row] ?? -1) ?? '',
    quasiIdentifiers: columns.quasiIdentifiers.flatMap((name) => placesOf(plan, name).map((place) => attribute(name, place))),
    sensitive: columns.sensitive.map(({ name, scale }) => {
      const [place, ...more] = placesOf(plan, name);
      if (place === undefined || more.length > 0)
        throw invalid(`${name} is no single column, so that it cannot be a sensitive attribute`);
      return { ...attribute(name, place), scale };
    }),
  };
}

/** How the values of a column of a plan are compared: numbers by their order, codes as equally different. @throws ConsiliumError `PARAMETER_INVALID` */
export function scaleOf({ document }: CompiledPlan, name: string): Scale {
  const { features, target } = document.data;
  const column = features[name] ?? targetColumns(target).find((own) => own.column === name);
  if (column === undefined) throw notRead(name);
  return column.kind === 'number' ? 'ordered' : 'nominal';
}

function placesOf({ document, inputs }: CompiledPlan, name: string): readonly Place[] {
  const input = inputs.find((one) => one.name === name);
  if (input !== undefined) {
    const { feature, offset, width } = input;
    if (feature.kind === 'category' && inputCodes(feature).length > 1) return [{ of: 'features', offset, width, oneHot: true }];
    return Array.from({ length: width }, (_, i) => ({ of: 'features', offset: offset + i, width: 1, oneHot: false }));
  }
  const { target } = document.data;
  const column = targetColumns(target).findIndex((own) => own.column === name);
  if (column < 0) throw notRead(name);
  // Of a time to an event a row has the intervals survived, whether the event was seen, and the time.
  if (target.kind === 'time-to-event') return [{ of: 'targets', offset: 2 - column, width: 1, oneHot: false }];
  const width = target.kind === 'category' ? target.codes.length : 1;
  return [{ of: 'targets', offset: 0, width, oneHot: width > 1 }];
}

function valuesAt(parts: readonly TabularRows[], { of, offset, width, oneHot }: Place, plan: CompiledPlan): Float32Array {
  const stride = of === 'features' ? plan.inputWidth : plan.targetWidth;
  const values = new Float32Array(parts.reduce((sum, { rows }) => sum + rows, 0));
  let at = 0;
  for (const { rows, [of]: numbers } of parts) {
    for (let row = 0; row < rows; row++, at++) {
      const start = row * stride + offset;
      values[at] = oneHot ? numbers.subarray(start, start + width).indexOf(1) : (numbers[start] as number);
    }
  }
  return values;
}

function notRead(name: string): ConsiliumError<'PARAMETER_INVALID'> {
  return invalid(`the plan does not read a column ${name}`);
}

function invalid(message: string): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message });
}

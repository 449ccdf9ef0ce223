import { ConsiliumError, type Randomness, uniform53 } from '@consilium/core';
import { type ColumnCells } from '@consilium/deidentify';
import { type CompiledPlan, type Feature, type TargetColumn, targetColumns } from '@consilium/plan';
import type { SyntheticColumn } from '@consilium/privacy';
import { CodeDecoder, type DecodedColumn, decodeNumbers, type MissingCodes, PRESENT } from '../datasets/column-decoder.ts';

/** Most columns: each pair of them is counted once. */
export const MOST_COLUMNS = 100;

/** A column of a plan as values that can be counted. Its values follow from the plan: what records hold beyond them is missing. */
export interface DomainColumn extends SyntheticColumn {
  readonly name: string;
  /** The value of each row, the last one where it is missing. */
  read(cells: ColumnCells, missing: MissingCodes, held: ReadonlySet<number>): Uint16Array;
  /** A cell of the column's source that has this value. */
  write(value: number, random: Randomness): string;
}

/**
 * The columns of a plan beside the patient, the target first: numbers in equal parts of their declared range, codes as declared, of a binary target
 * its two sides, and missing as one value more.
 *
 * @throws ConsiliumError `SYNTHETIC_REFUSED` for a plan with too many columns, or with images or notes
 */
export function syntheticDomain({ document, inputs }: CompiledPlan, bins: number): readonly DomainColumn[] {
  const { target, missing } = document.data;
  const absent = missing.codes.includes('') ? '' : (missing.codes[0] ?? '');
  const columns = [
    ...targetColumns(target).map((column) => ofTarget(column, bins, absent)),
    ...inputs.map(({ name, feature }) => ofFeature(name, feature, bins, absent)),
  ];
  if (columns.length <= MOST_COLUMNS) return columns;
  throw new ConsiliumError({
    code: 'SYNTHETIC_REFUSED',
    message: `the plan has ${columns.length} columns; synthetic data are made of at most ${MOST_COLUMNS}`,
  });
}

function ofTarget(target: TargetColumn, bins: number, absent: string): DomainColumn {
  const { column } = target;
  switch (target.kind) {
    case 'number':
      return numbers(column, target.range, bins, absent);
    case 'category':
      return codes(
        column,
        target.codes.map((code) => [code]),
        absent,
      );
    case 'binary':
      return codes(column, [target.negative, target.positive], absent);
  }
}

function ofFeature(name: string, feature: Feature, bins: number, absent: string): DomainColumn {
  if (feature.kind === 'number') return numbers(name, feature.range, bins, absent);
  if (feature.kind === 'image' || feature.kind === 'words')
    throw new ConsiliumError({
      code: 'SYNTHETIC_REFUSED',
      message: `${name} is ${feature.kind === 'image' ? 'an image' : 'a note'}: synthetic data are made of numbers and codes`,
    });
  return codes(
    name,
    feature.codes.map((code) => [code]),
    absent,
  );
}

/** Codes of which some may mean the same: the first of them is written. */
function codes(name: string, sides: readonly (readonly string[])[], absent: string): DomainColumn {
  const listed = sides.flat();
  const sideOf = sides.flatMap((side, i) => side.map(() => i));
  return {
    name,
    cells: sides.length + 1,
    read(cells, missing, held) {
      const decoder = new CodeDecoder(listed);
      const decoded = decode(cells, held, (into) => decoder.decode(cells, 0, missing, into));
      return Uint16Array.from(decoded.fates, (fate, row) =>
        fate === PRESENT ? (sideOf[decoded.values[row] as number] as number) : sides.length,
      );
    },
    write: (value) => sides[value]?.[0] ?? absent,
  };
}

function numbers(name: string, [low, high]: readonly [number, number], bins: number, absent: string): DomainColumn {
  const width = (high - low) / bins;
  // As many decimals as tell a twentieth of a part.
  const decimals = Math.min(12, Math.max(0, Math.ceil(-Math.log10(width / 20))));
  return {
    name,
    cells: bins + 1,
    ordered: bins,
    read(cells, missing, held) {
      const decoded = decode(cells, held, (into) => decodeNumbers(cells, 0, missing, into));
      return Uint16Array.from(decoded.fates, (fate, row) => {
        if (fate !== PRESENT) return bins;
        // Beyond the range it counts as the end of the range, as it does for networks.
        return Math.min(bins - 1, Math.max(0, Math.floor(((decoded.values[row] as number) - low) / width)));
      });
    },
    write(value, random) {
      if (value === bins) return absent;
      const drawn = Number((low + (value + uniform53(random)) * width).toFixed(decimals));
      return String(Math.min(high, Math.max(low, drawn)));
    },
  };
}

/** What became of each cell; those that the border held back count as any other that says nothing. */
function decode(cells: ColumnCells, held: ReadonlySet<number>, read: (into: DecodedColumn) => void): DecodedColumn {
  const rows = cells.kind === 'text' ? (cells.coded?.places.length ?? cells.cells.length) : cells.cells.length;
  const decoded = { values: new Float64Array(rows), fates: new Uint8Array(rows) };
  read(decoded);
  for (const row of held) decoded.fates[row] = PRESENT + 1;
  return decoded;
}

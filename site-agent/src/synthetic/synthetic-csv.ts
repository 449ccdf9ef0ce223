import type { Randomness } from '@consilium/core';
import type { DomainColumn } from './synthetic-domain.ts';

/** The rows of values as a CSV file by the plan that the domain comes from: a made-up patient for each row, then the columns. */
export function syntheticCsv(
  patientColumn: string,
  domain: readonly DomainColumn[],
  values: readonly Uint16Array[],
  random: Randomness,
): Buffer {
  const rows = values[0]?.length ?? 0;
  const digits = String(rows).length;
  const lines = [[patientColumn, ...domain.map(({ name }) => name)].map(cell).join(',')];
  for (let row = 0; row < rows; row++) {
    const cells = domain.map((column, i) => cell(column.write(values[i]?.[row] ?? column.cells - 1, random)));
    lines.push([`synthetic-${String(row + 1).padStart(digits, '0')}`, ...cells].join(','));
  }
  return Buffer.from(`${lines.join('\n')}\n`, 'utf8');
}

function cell(text: string): string {
  return /[",\r\n]|^\s|\s$/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a spreadsheet takes for a formula, and is no number. */
const FORMULA = /^[=+\-@\t\r](?![\d.]*\d(e[+-]?\d+)?$)/i;

/** A line of a CSV file. Words come from the author of a plan: none of them is computed where the file is opened. */
export function csvLine(cells: readonly string[]): string {
  return cells.map(csvCell).join(',');
}

function csvCell(word: string): string {
  const text = FORMULA.test(word) ? `'${word}` : word;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

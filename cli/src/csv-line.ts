/** What a spreadsheet takes for a formula, and is no number: at the beginning, or after what separates cells where commas are decimal, quoted or not. */
const FORMULA = /(?:^[\t\r]|(?<=^|[;|\t\r\n])[=+\-@])(?![\d.]*\d(e[+-]?\d+)?$)/gi;

/** A line of a CSV file. Words come from the author of a plan: none of them is computed where the file is opened. */
export function csvLine(cells: readonly string[]): string {
  return cells.map(csvCell).join(',');
}

function csvCell(word: string): string {
  const text = word.replace(FORMULA, "'$&");
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

import { isDecimal } from '@consilium/deidentify';

const WITH_COMMA = /^[+-]?(?:\d+,\d*|,\d+)(?:e[+-]?\d+)?$/i;

/**
 * A cell of a column that writes decimal numbers with a comma, as others write it. A point in such a number stands between thousands, or for a mistake:
 * nobody knows which, so that it gets a comma and is left for nobody to read.
 */
export function pointNumber(text: string): string {
  if (WITH_COMMA.test(text)) return text.replace(',', '.');
  return text.includes('.') && isDecimal(text) ? text.replace('.', ',') : text;
}

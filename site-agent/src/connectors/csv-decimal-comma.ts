const WITH_COMMA = /^[+-]?(?:\d+,\d*|,\d+)(?:e[+-]?\d+)?$/i;
const IN_THOUSANDS = /^[+-]?\d{1,3}\.\d{3}$/;

/**
 * A cell of a file that writes decimal numbers with a comma, as other files write it. A point there may stand between thousands: `1.234` is left for
 * nobody to read as a number a thousand times smaller.
 */
export function pointNumber(text: string): string {
  if (WITH_COMMA.test(text)) return text.replace(',', '.');
  return IN_THOUSANDS.test(text) ? text.replace('.', ',') : text;
}

const MINUTE_MS = 60_000;
const QUOTE = 0x22;
const DOT = 0x2e;
const MINUS = 0x2d;
const PLUS = 0x2b;
const ZULU = 0x5a;

/** Where the parts of `2015-02-07T13:28:17` begin, each of two digits but the year. */
const [YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, REST] = [0, 5, 8, 11, 14, 17, 19];

/**
 * When something was written, in ms since 1970, of an instant as FHIR writes it: `2015-02-07T13:28:17.239+02:00`, at a place of a text behind its
 * quote. Read from the bytes, for it is asked of every resource.
 *
 * @returns -Infinity for what is no instant
 */
export function instantAt(bytes: Uint8Array, at: number): number {
  const two = (from: number): number => digit(bytes[at + from]) * 10 + digit(bytes[at + from + 1]);
  const year = two(YEAR) * 100 + two(YEAR + 2);
  const ms = Date.UTC(year, two(MONTH) - 1, two(DAY), two(HOUR), two(MINUTE), two(SECOND));
  let end = at + REST;
  let fraction = 0;
  if (bytes[end] === DOT) {
    let unit = 100;
    for (end++; bytes[end] !== QUOTE; end++, unit /= 10) {
      const value = digit(bytes[end]);
      if (Number.isNaN(value)) break;
      fraction += value * unit;
    }
  }
  const sign = bytes[end];
  if (sign === ZULU) return known(ms + fraction);
  if (sign !== PLUS && sign !== MINUS) return Number.NEGATIVE_INFINITY;
  const zone = (two(end - at + 1) * 60 + two(end - at + 4)) * MINUTE_MS;
  return known(ms + fraction + (sign === MINUS ? zone : -zone));
}

function digit(byte: number | undefined): number {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : Number.NaN;
}

function known(ms: number): number {
  return Number.isNaN(ms) ? Number.NEGATIVE_INFINITY : ms;
}

/** A decimal number as programs write it; `1,5` and `0x10` are mistakes that `Number` would pass over or misread. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Digits that a double holds whatever they are. */
const EXACT_DIGITS = 15;
const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;
const MINUS = 0x2d;
const PLUS = 0x2b;
const EXPONENT = 0x65;
const LOWER_CASE = 0x20;

/** Powers of ten that doubles hold exactly, so that one division by them rounds once, as reading the text does. */
const POWERS: Float64Array = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, i) => 10 ** i);

/** Whether text is a decimal number, whatever its size. */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

/**
 * The number that a decimal text means, or NaN for other text and beyond the range of numbers: the same bits as `Number` gives, several times as
 * fast for the short numbers of which tables consist.
 */
export function decimalOf(text: string): number {
  const { length } = text;
  let at = 0;
  const sign = text.charCodeAt(0);
  if (sign === MINUS || sign === PLUS) at = 1;
  let digits = 0;
  let count = 0;
  let point = -1;
  for (; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) {
      digits = digits * 10 + (code - ZERO);
      count++;
    } else if (code === POINT && point < 0) point = at;
    // Only an exponent can follow.
    else return (code | LOWER_CASE) === EXPONENT ? anyDecimal(text) : Number.NaN;
  }
  if (count === 0) return Number.NaN;
  if (count > EXACT_DIGITS) return anyDecimal(text);
  const value = point < 0 ? digits : digits / (POWERS[length - point - 1] as number);
  return sign === MINUS ? -value : value;
}

function anyDecimal(text: string): number {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}

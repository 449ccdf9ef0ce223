/**
 * The field of 65,536 elements, as polynomials over two elements modulo x^16 + x^12 + x^3 + x + 1, which is primitive: x generates all
 * nonzero elements (Lidl and Niederreiter, Introduction to Finite Fields, table F). Addition is exclusive or.
 *
 * Tables are indexed by secrets, so that timing of caches could tell them to another program on the same machine; a site's machine is its
 * own (docs/threat-model.md).
 */
const POLYNOMIAL = 0x1_100b;
const ORDER = 65_535;

const EXP = new Uint16Array(2 * ORDER);
const LOG = new Uint16Array(ORDER + 1);
for (let i = 0, x = 1; i < ORDER; i++) {
  EXP[i] = x;
  EXP[i + ORDER] = x;
  LOG[x] = i;
  x = x & 0x8000 ? (x << 1) ^ POLYNOMIAL : x << 1;
}

/** Product of two elements, each from 0 to 65,535. */
export function multiply(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : (EXP[(LOG[a] ?? 0) + (LOG[b] ?? 0)] ?? 0);
}

/** Quotient of two elements; `b` is not zero. */
export function divide(a: number, b: number): number {
  return a === 0 ? 0 : (EXP[(LOG[a] ?? 0) + ORDER - (LOG[b] ?? 0)] ?? 0);
}

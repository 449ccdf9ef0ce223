/** Order n of the base point of P-256 (SEC 2, section 2.4.2). */
const ORDER: bigint = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const INTEGER = 0x02;

/**
 * The lower of the two ECDSA signatures (r, s) and (r, n - s) on P-256: both hold, and anybody can make either of the other.
 *
 * @param signature DER, as `crypto.sign` gives it
 */
export function lowHalf(signature: Buffer): Buffer {
  const { r, s } = partsOf(signature);
  return isLow(s) ? signature : encode(r, ORDER - s);
}

/** Whether a signature that has been verified is the one that {@link lowHalf} gives. */
export function isLowHalf(signature: Buffer): boolean {
  return isLow(partsOf(signature).s);
}

function isLow(s: bigint): boolean {
  return s <= ORDER / 2n;
}

/** Numbers of a signature of less than 128 bytes, which all on P-256 are. */
function partsOf(signature: Buffer): { readonly r: bigint; readonly s: bigint } {
  const lengthOfR = signature[3] ?? 0;
  const atS = 4 + lengthOfR + 2;
  return { r: numberOf(signature.subarray(4, 4 + lengthOfR)), s: numberOf(signature.subarray(atS)) };
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

function encode(...numbers: readonly bigint[]): Buffer {
  const parts = numbers.map((number) => {
    const digits = number.toString(16);
    const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
    // DER numbers have a sign: a leading one would be read as negative.
    const unsigned = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
    return Buffer.concat([Buffer.of(INTEGER, unsigned.length), unsigned]);
  });
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

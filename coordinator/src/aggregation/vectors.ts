import { ConsiliumError } from '@consilium/core';

/** Bytes as a vector: the same memory where its address allows, a copy where not, since what arrives from wire or disk may start anywhere. */
export function float32Of(bytes: Uint8Array): Float32Array {
  if (bytes.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0)
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / Float32Array.BYTES_PER_ELEMENT);
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return new Float32Array(copy.buffer);
}

/** The bytes of a vector, without a copy. Little-endian, as every platform of Node is. */
export function bytesOf(vector: Float32Array | Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** @throws ConsiliumError `UPDATE_NOT_FINITE` naming the position of the first NaN or infinity */
export function assertFinite(vector: Float32Array, what: string, start = 0): void {
  for (let i = 0; i < vector.length; i++) {
    if (!Number.isFinite(vector[i])) {
      throw new ConsiliumError({
        code: 'UPDATE_NOT_FINITE',
        message: `${what} has ${String(vector[i])} at position ${start + i}`,
        details: { position: start + i },
      });
    }
  }
}

/** Square of the norm of integers. */
export function sumOfSquares(words: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < words.length; i++) sum += (words[i] as number) * (words[i] as number);
  return sum;
}

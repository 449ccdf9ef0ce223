import { ConsiliumError } from '@consilium/core';
import type { TensorManifest } from '@consilium/plan';
import { littleEndianBytes } from './little-endian.ts';

/** The header ends at a multiple of it, so that numbers behind it lie where machines can read them in place. */
const ALIGNMENT = 8;

/**
 * Writes weights as safetensors: the length of a header in 8 bytes, the header in JSON, the numbers (https://github.com/huggingface/safetensors,
 * format 0.4). Tensors have the names and the order of the plan, so that the bytes behind the header are the weights as they travel.
 *
 * @param weights flat, in manifest order
 * @param metadata for people
 * @returns the file in pieces; the last is the weights themselves
 * @throws ConsiliumError `MODEL_INVALID` for weights of another length
 */
export function exportSafetensors(
  { tensors, parameters }: TensorManifest,
  weights: Float32Array,
  metadata: Readonly<Record<string, string>>,
): readonly Uint8Array[] {
  if (weights.length !== parameters)
    throw new ConsiliumError({
      code: 'MODEL_INVALID',
      message: `the plan has ${parameters} parameters, and there are ${weights.length} weights`,
    });
  const entries = tensors.map(({ name, shape, offset, size }) => {
    const range = [offset, offset + size].map((at) => at * Float32Array.BYTES_PER_ELEMENT);
    return [name, { dtype: 'F32', shape, data_offsets: range }] as const;
  });
  const json = Buffer.from(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }));
  const header = Buffer.alloc(ALIGNMENT * Math.ceil(json.length / ALIGNMENT), ' ');
  header.set(json);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return [length, header, littleEndianBytes(weights)];
}

import { sha256Hex } from '@consilium/core';
import { UpdateEncoding } from '@consilium/proto';
import type { UpdateMeta } from '../outbox/update-meta.ts';

/** The attempt of every sample. */
export const ATTEMPT = { run: 'run-1', round: 2, attempt: 1 } as const;

/** What an update of these bytes is bound to. */
export function metaOf(bytes: Uint8Array): UpdateMeta {
  return {
    ...ATTEMPT,
    study: 'heart',
    planHash: 'a'.repeat(64),
    baseHash: 'b'.repeat(64),
    updateHash: sha256Hex(bytes),
    bytes: bytes.length,
    encoding: UpdateEncoding.UPDATE_ENCODING_GRID_INT32,
    population: 'patients',
    honest: 1,
    charged: true,
  };
}

/** Bytes no two stretches of which are alike. */
export function content(bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => (i * 7 + (i >> 10)) & 255);
}

/** The same bytes with one bit turned. */
export function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

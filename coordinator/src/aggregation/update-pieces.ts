import { ConsiliumError } from '@consilium/core';
import type { Attempt } from '../rounds/attempt-state.ts';

/** Names one update. */
export interface UpdateKey {
  readonly run: string;
  readonly round: number;
  readonly attempt: number;
  readonly site: string;
  readonly updateHash: string;
}

/** One piece of an upload. */
export interface UpdatePiece {
  readonly offset: number;
  readonly data: Uint8Array;
}

/**
 * Hands on the pieces of an upload from byte `start` to byte `end`, without a gap.
 *
 * @throws ConsiliumError `MESSAGE_INVALID`, `UPDATE_WRONG_SHAPE`, `UPDATE_CORRUPT` when they end early
 */
export async function inOrder(
  pieces: AsyncIterable<UpdatePiece>,
  start: number,
  end: number,
  write: (data: Uint8Array, offset: number) => void,
): Promise<void> {
  let size = start;
  for await (const { offset, data } of pieces) {
    if (offset !== size) {
      throw new ConsiliumError({
        code: 'MESSAGE_INVALID',
        message: `expected the chunk at byte ${size}, got the one at ${offset}`,
      });
    }
    if (size + data.length > end) {
      throw new ConsiliumError({
        code: 'UPDATE_WRONG_SHAPE',
        message: `the update is longer than the ${end} bytes it announced`,
      });
    }
    write(data, offset);
    size += data.length;
  }
  if (size < end) {
    throw new ConsiliumError({ code: 'UPDATE_CORRUPT', message: `the upload ended after ${size} of ${end} bytes` });
  }
}

/** Names of the stored updates that the attempt has counted. */
export function countedUpdates(run: string, { round, attempt, participants }: Attempt): readonly UpdateKey[] {
  return Object.entries(participants).flatMap(([site, known]) =>
    known.t === 'counted' ? [{ run, round, attempt, site, updateHash: known.updateHash }] : [],
  );
}

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
 * Hands on the pieces of an upload from byte `start` to byte `end`, without a gap. Pieces may begin before `start`: between the question how much is here
 * and the first piece, an older call of the same upload may have brought more. What is here already is passed over; the hash decides in the end.
 *
 * @throws ConsiliumError `UPDATE_WRONG_SHAPE`, `UPDATE_CORRUPT` where a piece is missing or they end early: the site asks again how much is here
 */
export async function inOrder(
  pieces: AsyncIterable<UpdatePiece>,
  start: number,
  end: number,
  write: (data: Uint8Array, offset: number) => Promise<void> | void,
): Promise<void> {
  let size = start;
  for await (const { offset, data } of pieces) {
    if (offset > size || (offset < size && size > start)) {
      throw new ConsiliumError({
        code: 'UPDATE_CORRUPT',
        message: `expected the chunk at byte ${size}, got the one at ${offset}`,
      });
    }
    const fresh = data.subarray(size - offset);
    if (size + fresh.length > end) {
      throw new ConsiliumError({
        code: 'UPDATE_WRONG_SHAPE',
        message: `the update is longer than the ${end} bytes it announced`,
      });
    }
    await write(fresh, size);
    size += fresh.length;
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

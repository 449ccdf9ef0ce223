import type { AuditSource } from '@consilium/coordinator';
import { systemClock } from '@consilium/core';
import { openCheckpoint, readVerifierKey } from '@consilium/transparency';
import { withResearch } from './connection.ts';

/** Which audit log of a coordinator to read. */
export interface WhichLog {
  /** Who asks the coordinator that runs. */
  readonly identity: string;
  /** Of a coordinator that does not run. */
  readonly folder?: string;
}

/** Reads the log of a running coordinator, or of one that does not run. */
export async function withLog<T>({ identity, folder }: WhichLog, work: (log: AuditSource) => Promise<T>): Promise<T> {
  if (folder !== undefined) {
    // With the store: who asks a coordinator that runs does not wait for it.
    const { withStoredAudit } = await import('@consilium/coordinator');
    return await withStoredAudit(folder, systemClock, work);
  }
  return await withResearch(identity, async (research) => {
    const read = async (after: number) => {
      const pieces = research.readAudit({ after })[Symbol.asyncIterator]();
      const first = await pieces.next();
      const { verifierKey = '', checkpoint = '' } = first.done === true ? {} : first.value;
      return { verifierKey, checkpoint, pieces };
    };
    const lines = async function* ({ pieces }: Awaited<ReturnType<typeof read>>) {
      for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield* next.value.entries;
    };
    const whole = await read(0);
    const { verifierKey, checkpoint } = whole;
    return await work({
      verifierKey,
      still: false,
      checkpoint: checkpoint === '' ? undefined : checkpoint,
      lines: lines(whole),
      entries: {
        async size() {
          const newest = await read(Number.MAX_SAFE_INTEGER);
          await newest.pieces.return?.();
          return newest.checkpoint === '' ? 0 : openCheckpoint(newest.checkpoint, readVerifierKey(newest.verifierKey)).size;
        },
        async *after(position) {
          yield* lines(await read(position));
        },
      },
    });
  });
}

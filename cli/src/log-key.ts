import { readFileSync } from 'node:fs';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import type { RunLogFacts } from '@consilium/model';

/** @throws ConsiliumError `DOSSIER_UNTRUSTED` for the log of another key, or none */
export function requireLog(shown: RunLogFacts | undefined, key: string): void {
  if (shown?.key.trim() === key.trim()) return;
  throw new ConsiliumError({
    code: 'DOSSIER_UNTRUSTED',
    message:
      shown === undefined
        ? 'the dossier is of a rehearsal, of which no audit log knows'
        : `the log of the run is signed by ${shown.key}, and the key given is ${key.trim()}`,
  });
}

/** The key in a file. @throws ConsiliumError `FILE_UNREADABLE` */
export function readLogKey(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

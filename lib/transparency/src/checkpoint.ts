import type { KeyObject } from 'node:crypto';
import { corrupt, type NoteVerifier, openNote, signNote } from './signed-note.ts';

/** What a log says of itself at one moment: so many entries, and the root of their tree. */
export interface Checkpoint {
  /** Which log: the name of the key that signs it. */
  readonly origin: string;
  readonly size: number;
  /** Merkle tree hash over the first `size` entries, 32 bytes. */
  readonly root: Buffer;
}

/** A signed checkpoint (C2SP tlog-checkpoint): origin, size and root, a line each, as a signed note. */
export function signCheckpoint({ origin, size, root }: Checkpoint, privateKey: KeyObject): string {
  return signNote(`${origin}\n${size}\n${root.toString('base64')}\n`, origin, privateKey);
}

/** Reads a checkpoint of the log of `verifier`. @throws ConsiliumError `AUDIT_CORRUPT` */
export function openCheckpoint(note: string, verifier: NoteVerifier): Checkpoint {
  const [origin = '', sizeText = '', rootText = ''] = openNote(note, verifier).split('\n');
  if (origin !== verifier.name) throw corrupt(`the checkpoint is of ${origin}, not of ${verifier.name}`);
  const size = Number(sizeText);
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(sizeText) || !Number.isSafeInteger(size)) throw corrupt('a checkpoint has no size');
  const root = Buffer.from(rootText, 'base64');
  if (root.length !== 32 || root.toString('base64') !== rootText) throw corrupt('a checkpoint has no root');
  return { origin, size, root };
}

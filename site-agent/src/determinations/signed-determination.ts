import { ConsiliumError, isConsiliumError } from '@consilium/core';
import { signingKey } from '@consilium/secure-sum';
import { cosignNote, type NoteVerifier, openNote, signNote } from '@consilium/transparency';
import { type Determination, readDetermination, writeDetermination } from './determination.ts';

/**
 * A record of a determination as people hand it on: its canonical JSON, and once somebody has signed it a C2SP signed note with that text, to which others
 * add their signatures.
 */
export interface SignedDetermination {
  readonly determination: Determination;
  /** Names under which it says it is signed; who they are, their keys say. */
  readonly signers: readonly string[];
}

const SIGNATURE = /^\u2014 (\S+) \S+$/u;

/** Reads a record, signed or not; checks no signature. @throws ConsiliumError `DETERMINATION_INVALID` */
export function readRecord(record: string): SignedDetermination {
  const [text = '', ...lines] = record.split('\n');
  const signatures = lines.filter((line) => line !== '');
  const signers = signatures.flatMap((line) => SIGNATURE.exec(line)?.[1] ?? []);
  const determination = readDetermination(`${text}\n`);
  if (signers.length !== signatures.length) throw invalid('behind the record stands a line that is no signature');
  return { determination, signers };
}

/** Adds a signature to a record. @param seed the private key, 32 bytes @throws ConsiliumError `DETERMINATION_INVALID`, `PARAMETER_INVALID` */
export function signRecord(record: string, name: string, seed: Uint8Array): string {
  const { determination, signers } = readRecord(record);
  const { secret } = signingKey(seed);
  if (signers.includes(name)) throw invalid(`${name} has signed it already`);
  const text = writeDetermination(determination);
  return signers.length === 0 ? signNote(text, name, secret) : cosignNote(record, name, secret);
}

/**
 * The determination of a record that all of these have signed.
 *
 * @param verifiers at least one
 * @throws ConsiliumError `DETERMINATION_INVALID`
 */
export function openRecord(record: string, verifiers: readonly NoteVerifier[]): Determination {
  const { determination } = readRecord(record);
  if (verifiers.length === 0) throw invalid('nobody is named whose signature it must carry');
  for (const verifier of verifiers) {
    try {
      if (openNote(record, verifier) !== writeDetermination(determination)) throw invalid('what is signed is another text');
    } catch (error) {
      if (!isConsiliumError(error, 'AUDIT_CORRUPT')) throw error;
      throw invalid(`${verifier.name} has not signed it with the key that was given`, error);
    }
  }
  return determination;
}

/** The refusal of a record. */
export function invalid(message: string, cause?: unknown): ConsiliumError<'DETERMINATION_INVALID'> {
  return new ConsiliumError({
    code: 'DETERMINATION_INVALID',
    message: `the record of the determination does not count: ${message}`,
    cause,
  });
}

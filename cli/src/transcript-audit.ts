import { ConsiliumError, isConsiliumError, sha256Hex } from '@consilium/core';
import { NOTHING_REMEMBERED, recordedStep, serverStepFromBytes } from '@consilium/plan';
import {
  checkTranscript,
  checkWords,
  decodeTranscript,
  decodeTranscriptFile,
  keyFingerprint,
  NO_PARENT,
  rosterHash,
  type SignedRoster,
  type Transcript,
  transcriptHash,
  type TranscriptMessage,
} from '@consilium/secure-sum';

/** What an offline check of a transcript has found; everything in it holds. */
export interface AuditedTranscript {
  readonly run: string;
  readonly round: number;
  readonly attempt: number;
  readonly plan: string;
  /** Hash of the roster that the sum was under. */
  readonly roster: string;
  /** Fingerprint of the key that has signed it; `null` where no signed roster was given, so that anybody could have made this one up. */
  readonly rosterSignedBy: string | null;
  /** Hashes as hexadecimal digits. */
  readonly transcript: string;
  readonly parent: string;
  readonly base: string;
  readonly sum: string;
  readonly model: string;
  /** Of what the strategy remembered before and remembers after. */
  readonly before: string;
  readonly after: string;
  readonly signed: readonly string[];
  /** Whether the model was made again from the sum; else the sum is no longer kept, and the model is the one that the sites have signed. */
  readonly madeAgain: boolean;
  /** Each check in words, in order. */
  readonly checks: readonly string[];
}

/**
 * Checks the file of a transcript by the functions by which sites check it, and makes the model again.
 *
 * @param roster the one that the consortium has signed, if it is to be compared
 * @param older whether this is one of an older round, of which sum and model before need not be kept
 * @throws ConsiliumError `TRANSCRIPT_INVALID` naming the first thing that does not hold
 */
export function auditTranscript(bytes: Uint8Array, roster?: SignedRoster, older = false): AuditedTranscript {
  const { transcript: content, words, base, sum, before } = decodeTranscriptFile(bytes);
  const transcript = decodeTranscript(content);
  const { terms, sumHash, modelHash, beforeHash, afterHash } = transcript;
  const checks = [...requireRoster(transcript, roster), ...checkTranscript(transcript), checkWords(transcript, words)];
  if (terms.parent === NO_PARENT)
    requireHash('what the strategy remembers before the first round', NOTHING_REMEMBERED, beforeHash);
  const madeAgain = sum.length > 0;
  if (madeAgain) {
    requireHash('the model before', base, Buffer.from(terms.baseHash, 'hex'));
    requireHash('the sum', sum, sumHash);
    requireHash('what the strategy remembered before', before, beforeHash);
    checks.push('sum, model before and memory of the strategy are those that the transcript names');
    checks.push(...makeAgain(transcript, { base, sum, before }));
  } else if (!older) throw invalid('the sum is not in the file, and without it nobody can make the model again');
  return {
    run: terms.run,
    round: terms.round,
    attempt: terms.attempt,
    plan: terms.planHash,
    roster: rosterHash(terms.roster),
    rosterSignedBy: roster === undefined ? null : keyFingerprint(roster.key),
    transcript: transcriptHash(content),
    parent: terms.parent,
    base: terms.baseHash,
    sum: hex(sumHash),
    model: hex(modelHash),
    before: hex(beforeHash),
    after: hex(afterHash),
    signed: words.map(({ site }: TranscriptMessage) => site),
    madeAgain,
    checks,
  };
}

function requireRoster({ terms }: Transcript, signed: SignedRoster | undefined): readonly string[] {
  if (signed === undefined) return [];
  const { roster } = signed;
  if (rosterHash(roster) !== rosterHash(terms.roster))
    throw invalid(`the sum was under another roster than the one given (epoch ${roster.epoch} of ${roster.consortium})`);
  return [
    `the roster is the one given, epoch ${roster.epoch} of ${roster.consortium}, signed by the key ${keyFingerprint(signed.key)}: whose key that is, people compare`,
  ];
}

function makeAgain(
  { terms, step, modelHash, afterHash }: Transcript,
  parts: Parameters<typeof serverStepFromBytes>[1],
): readonly string[] {
  try {
    const { model, after } = serverStepFromBytes(recordedStep(step, terms.round), parts, terms.scale);
    requireHash('the model made again', new Uint8Array(model.buffer, model.byteOffset, model.byteLength), modelHash);
    requireHash('what the strategy remembers', after, afterHash);
  } catch (error) {
    if (isConsiliumError(error, 'PARAMETER_INVALID')) throw invalid(error.message, error);
    throw error;
  }
  return ['the model follows from the sum bit for bit, and so does what the strategy remembers'];
}

function requireHash(what: string, content: Uint8Array, hash: Uint8Array): void {
  if (sha256Hex(content) !== hex(hash)) throw invalid(`${what} is not the one that the transcript names`);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function invalid(message: string, cause?: unknown): ConsiliumError<'TRANSCRIPT_INVALID'> {
  return new ConsiliumError({ code: 'TRANSCRIPT_INVALID', message, cause });
}

import { ConsiliumError } from '@consilium/core';
import { encodeFields, labelText } from './fields.ts';
import { decodeWords, encodeWords } from './message-bytes.ts';
import type { TranscriptMessage } from './messages.ts';

/** A transcript with what it takes to check it offline. Parts that were not kept are empty. */
export interface TranscriptFile {
  readonly transcript: Uint8Array;
  /** Of sites that have signed it. */
  readonly words: readonly TranscriptMessage[];
  /** The model that the sum started from. */
  readonly base: Uint8Array;
  /** The sum without masks. */
  readonly sum: Uint8Array;
  /** What the strategy remembered before. */
  readonly before: Uint8Array;
}

/** The file as bytes: its label and the five parts, each after its length in 64 bits, big-endian. */
export function encodeTranscriptFile({ transcript, words, base, sum, before }: TranscriptFile): Uint8Array {
  return encodeFields('transcript-file', transcript, encodeWords(words), base, sum, before);
}

const PARTS = 6;
const LENGTH_BYTES = 8;

/** @throws ConsiliumError `TRANSCRIPT_INVALID` for what {@link encodeTranscriptFile} has not written; what is inside is not looked at */
export function decodeTranscriptFile(bytes: Uint8Array): TranscriptFile {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Buffer[] = [];
  let at = 0;
  while (at < view.length && parts.length < PARTS) {
    if (view.length - at < LENGTH_BYTES) throw invalid();
    const length = Number(view.readBigUInt64BE(at));
    at += LENGTH_BYTES;
    if (length > view.length - at) throw invalid();
    parts.push(view.subarray(at, at + length));
    at += length;
  }
  const [label, transcript, words, base, sum, before] = parts;
  if (at !== view.length || label?.toString('latin1') !== labelText('transcript-file')) throw invalid();
  if (!transcript || !words || !base || !sum || !before) throw invalid();
  try {
    return { transcript, words: decodeWords(words), base, sum, before };
  } catch (error) {
    throw invalid(error);
  }
}

function invalid(cause?: unknown): ConsiliumError<'TRANSCRIPT_INVALID'> {
  return new ConsiliumError({
    code: 'TRANSCRIPT_INVALID',
    message: 'this is no file of a transcript, or it was cut',
    cause,
  });
}

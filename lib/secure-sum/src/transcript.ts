import { createHash } from 'node:crypto';
import { bytesOf, type Codec, decoded, encoded, list, oneOf, positive, record, text, whole } from './byte-codec.ts';
import type { CoordinatorState } from './coordinator-state.ts';
import { labelText } from './fields.ts';
import { agreementBytes, keysBytes, maskedBytes } from './message-bytes.ts';
import type { AgreementMessage, KeysMessage, MaskedMessage } from './messages.ts';
import { termsBytes } from './state-bytes.ts';
import type { Terms } from './terms.ts';

/** How a model was made of a sum. What the words mean, the plan says (`recordedStep` of lib/plan); here they are only bound. */
export interface MakingOfModel {
  /** The plan's strategy as canonical JSON. */
  readonly strategy: string;
  readonly summed: 'gradients' | 'updates';
  /** What the sum was divided by. */
  readonly denominator: number;
  /** Parameters that may not be negative. */
  readonly variances: readonly { readonly offset: number; readonly size: number }[];
  /** Rounds of the run. */
  readonly rounds: number;
}

/** What came of a sum; each hash is a SHA-256, 32 bytes. The model that it started from stands in the terms. */
export interface Published {
  readonly step: MakingOfModel;
  /** Of the sum without masks: 32-bit words, little-endian. */
  readonly sumHash: Uint8Array;
  /** Of the model: float32, little-endian. */
  readonly modelHash: Uint8Array;
  /** Of what the strategy remembered before, and of what it remembers now. */
  readonly beforeHash: Uint8Array;
  readonly afterHash: Uint8Array;
}

/**
 * One finished sum: who was asked, who took part and signed what, and what was made of it. Its masked vectors are named by their hashes; the
 * shares that were opened are not in it, since they prove something only to those who have the vectors.
 */
export interface Transcript extends Published {
  readonly terms: Terms;
  /** U1, in the order of the roster, as all lists here. */
  readonly keys: readonly KeysMessage[];
  /** U2. */
  readonly sharers: readonly string[];
  /** U3. */
  readonly survivors: readonly MaskedMessage[];
  readonly agreements: readonly AgreementMessage[];
}

const hash = bytesOf(32);
const HEAD = Buffer.from(labelText('transcript'), 'latin1');

const body: Codec<Transcript> = record<Transcript>({
  terms: termsBytes,
  keys: list(keysBytes),
  sharers: list(text),
  survivors: list(maskedBytes),
  agreements: list(agreementBytes),
  step: record<MakingOfModel>({
    strategy: text,
    summed: oneOf('gradients', 'updates'),
    denominator: positive,
    variances: list(record({ offset: whole, size: whole })),
    rounds: whole,
  }),
  sumHash: hash,
  modelHash: hash,
  beforeHash: hash,
  afterHash: hash,
});

/** The transcript of a sum whose masks were taken away. */
export function transcriptOf(sum: Extract<CoordinatorState, { t: 'opened' }>, published: Published): Transcript {
  const { terms, keys, sharers, survivors, agreements } = sum;
  return { terms, keys, sharers, survivors, agreements, ...published };
}

/** The one form of a transcript as bytes. @throws ConsiliumError `PARAMETER_INVALID` for what is none */
export function encodeTranscript(transcript: Transcript): Uint8Array {
  return new Uint8Array(Buffer.concat([HEAD, encoded(body, transcript)]));
}

/** A transcript of the right form; nothing more is known of it. @throws ConsiliumError `TRANSCRIPT_INVALID` */
export function decodeTranscript(bytes: Uint8Array): Transcript {
  const head = bytes.subarray(0, HEAD.length);
  // Bytes of something else than a transcript are read as one that ends at once.
  return decoded(body, HEAD.equals(head) ? bytes.subarray(HEAD.length) : new Uint8Array(), 'TRANSCRIPT_INVALID');
}

/** SHA-256 of a transcript's bytes, 64 hexadecimal digits: the parent of the next context of its run. */
export function transcriptHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

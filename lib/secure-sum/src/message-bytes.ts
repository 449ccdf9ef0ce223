import { bytesOf, type Codec, decoded, encoded, list, oneOf, record, text, union } from './byte-codec.ts';
import { KEY_BYTES, SIGNATURE_BYTES } from './keys.ts';
import type {
  AgreementMessage,
  ComplaintMessage,
  KeysMessage,
  MaskedMessage,
  OpenedShare,
  SealedShares,
  ShareHashes,
  SharesMessage,
  SiteMessage,
  TranscriptMessage,
  UnmaskMessage,
} from './messages.ts';
import { SECRET_BYTES } from './shamir.ts';
import { SEALED_BYTES } from './shares.ts';
import type { SiteEvent } from './site-sum.ts';

const HASH_BYTES = 32;
const key = bytesOf(KEY_BYTES);
const hash = bytesOf(HASH_BYTES);
const signature = bytesOf(SIGNATURE_BYTES);

export const keysBytes: Codec<KeysMessage> = record<KeysMessage>({
  site: text,
  agreement: key,
  masking: key,
  commitment: hash,
  nonce: key,
  signature,
});
const hashesBytes = record<ShareHashes>({ self: hash, pair: hash });
const sealedBytes = record<SealedShares>({ from: text, to: text, sealed: bytesOf(SEALED_BYTES), hashes: hashesBytes });
const sharesBytes = record<SharesMessage>({
  site: text,
  keysHash: hash,
  own: hashesBytes,
  messages: list(sealedBytes),
  signature,
});
const complaintBytes = record<ComplaintMessage>({ site: text, sharersHash: hash, accused: list(text), signature });
export const maskedBytes: Codec<MaskedMessage> = record<MaskedMessage>({
  site: text,
  sharersHash: hash,
  wordsHash: hash,
  signature,
});
export const agreementBytes: Codec<AgreementMessage> = record<AgreementMessage>({ site: text, survivorsHash: hash, signature });
const openedBytes = record<OpenedShare>({ of: text, kind: oneOf('self', 'pair'), bytes: bytesOf(SECRET_BYTES) });
const unmaskBytes = record<UnmaskMessage>({ site: text, survivorsHash: hash, shares: list(openedBytes), signature });
const wordBytes = record<TranscriptMessage>({ site: text, transcriptHash: hash, sumHash: hash, modelHash: hash, signature });

export const messageBytes: Codec<SiteMessage> = union<SiteMessage>({
  keys: keysBytes,
  shares: sharesBytes,
  masked: maskedBytes,
  complaint: complaintBytes,
  agreement: agreementBytes,
  unmask: unmaskBytes,
});

/** What a site receives. What it has done itself (`stored`) it never receives from another. */
export type ToldEvent = Exclude<SiteEvent, { readonly t: 'stored' }>;

const eventBytes = union<ToldEvent>({
  'keys-of-all': record({ messages: list(keysBytes) }),
  'shares-of-all': record({ sharers: list(text), messages: list(sealedBytes) }),
  survivors: record({ messages: list(maskedBytes) }),
  agreements: record({ messages: list(agreementBytes) }),
});

/** A message of a site as it travels. @throws ConsiliumError `PARAMETER_INVALID` for what no site says */
export function encodeMessage(message: SiteMessage): Uint8Array {
  return encoded(messageBytes, message);
}

/**
 * What a site says, by its bytes: of the right form, and nothing more is known of it. The caller has bounded their number.
 *
 * @throws ConsiliumError `MESSAGE_INVALID`
 */
export function decodeMessage(bytes: Uint8Array): SiteMessage {
  return decoded(messageBytes, bytes, 'MESSAGE_INVALID');
}

/** What a site receives, as it travels. @throws ConsiliumError `PARAMETER_INVALID` for what no coordinator says */
export function encodeEvent(event: ToldEvent): Uint8Array {
  return encoded(eventBytes, event);
}

/**
 * What a site receives, by its bytes: of the right form, and nothing more is known of it. The caller has bounded their number.
 *
 * @throws ConsiliumError `MESSAGE_INVALID`
 */
export function decodeEvent(bytes: Uint8Array): ToldEvent {
  return decoded(eventBytes, bytes, 'MESSAGE_INVALID');
}

/** A site's word for a transcript as it travels. */
export function encodeWord(word: TranscriptMessage): Uint8Array {
  return encoded(wordBytes, word);
}

/** A site's word for a transcript, by its bytes: of the right form, and nothing more is known of it. @throws ConsiliumError `MESSAGE_INVALID` */
export function decodeWord(bytes: Uint8Array): TranscriptMessage {
  return decoded(wordBytes, bytes, 'MESSAGE_INVALID');
}

const wordsBytes = list(wordBytes);

/** Words of several sites, in one piece. */
export function encodeWords(words: readonly TranscriptMessage[]): Uint8Array {
  return encoded(wordsBytes, words);
}

/** The inverse of {@link encodeWords}. @throws ConsiliumError `MESSAGE_INVALID` */
export function decodeWords(bytes: Uint8Array): readonly TranscriptMessage[] {
  return decoded(wordsBytes, bytes, 'MESSAGE_INVALID');
}

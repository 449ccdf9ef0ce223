import { encodeFields, type Field, hashFields } from './fields.ts';
import type { CheckedSignatures } from './checked-signatures.ts';
import { type KeyPair, sign, verifies } from './keys.ts';
import { remembered } from './remembered.ts';
import { type Roster, siteKey } from './roster.ts';

/** What a site says about itself first. Every message of a site carries its Ed25519 signature, 64 bytes, bound to the context. */
export interface KeysMessage {
  readonly site: string;
  /** X25519 key by which shares are encrypted to this site. */
  readonly agreement: Uint8Array;
  /** X25519 key by which masks with this site are made. */
  readonly masking: Uint8Array;
  /** Hash of the seed of the site's own mask; see {@link commitmentTo}. */
  readonly commitment: Uint8Array;
  /** 32 random bytes, for the order of the ring. */
  readonly nonce: Uint8Array;
  readonly signature: Uint8Array;
}

/** What binds a site to one pair of its shares: without it nobody could tell a wrong sharing from a wrong opening. See {@link shareHash}. */
export interface ShareHashes {
  /** Of the share of the seed of its own mask, 32 bytes. */
  readonly self: Uint8Array;
  /** Of the share of the seed of its masking key, 32 bytes. */
  readonly pair: Uint8Array;
}

/** One site's shares for another, which nobody else can read or make. */
export interface SealedShares {
  readonly from: string;
  readonly to: string;
  /**
   * AES-256-GCM of two shares, with the tag at the end, under a key of these two sites and bound to the keys of all, as the sender received
   * them: who received others has another sum, and cannot open it.
   */
  readonly sealed: Uint8Array;
  /** Of the two shares that are sealed. */
  readonly hashes: ShareHashes;
}

/** A site's shares for all its neighbours, in the order of the roster. */
export interface SharesMessage {
  readonly site: string;
  /** Hash of all keys messages, as this site received them. */
  readonly keysHash: Uint8Array;
  /** Of the shares that it keeps itself. */
  readonly own: ShareHashes;
  readonly messages: readonly SealedShares[];
  readonly signature: Uint8Array;
}

/** A site's word that shares of others did not open, or are not those that their senders are bound to; it goes no further in this sum. */
export interface ComplaintMessage {
  readonly site: string;
  /** Hash of those who shared, as this site knows them. */
  readonly sharersHash: Uint8Array;
  /** In the order of the roster, at least one. */
  readonly accused: readonly string[];
  readonly signature: Uint8Array;
}

/** A masked vector, by its hash; its words travel beside it. */
export interface MaskedMessage {
  readonly site: string;
  /** Hash of those who shared, as this site knows them. */
  readonly sharersHash: Uint8Array;
  /** SHA-256 of the masked words, little-endian. */
  readonly wordsHash: Uint8Array;
  readonly signature: Uint8Array;
}

/** A site's word that it knows this list of survivors and will know no other. */
export interface AgreementMessage {
  readonly site: string;
  readonly survivorsHash: Uint8Array;
  readonly signature: Uint8Array;
}

/** One share that a site opens: of the own mask of a survivor, or of the masking key of a site that dropped. */
export interface OpenedShare {
  readonly of: string;
  readonly kind: 'self' | 'pair';
  readonly bytes: Uint8Array;
}

/** The shares that a site opens, for each neighbour one. */
export interface UnmaskMessage {
  readonly site: string;
  readonly survivorsHash: Uint8Array;
  readonly shares: readonly OpenedShare[];
  readonly signature: Uint8Array;
}

/** A site's word that it has checked what was made of a sum; see `Transcript`. */
export interface TranscriptMessage {
  readonly site: string;
  /** SHA-256 of the transcript's bytes. */
  readonly transcriptHash: Uint8Array;
  readonly sumHash: Uint8Array;
  readonly modelHash: Uint8Array;
  readonly signature: Uint8Array;
}

/** Everything a site says in a sum. */
export type SiteMessage =
  | ({ readonly t: 'keys' } & KeysMessage)
  | ({ readonly t: 'shares' } & SharesMessage)
  | ({ readonly t: 'masked' } & MaskedMessage)
  | ({ readonly t: 'complaint' } & ComplaintMessage)
  | ({ readonly t: 'agreement' } & AgreementMessage)
  | ({ readonly t: 'unmask' } & UnmaskMessage);

/** Who signs and for which sum. */
export interface Signer {
  readonly site: string;
  /** 32 bytes; see `contextOf`. */
  readonly context: Uint8Array;
  readonly key: KeyPair;
  /** Signatures that it need not look at again, its own among them. */
  readonly checked?: CheckedSignatures | undefined;
}

/** Whether the messages of a sum are by who they say. */
export interface Verifier {
  readonly roster: Roster;
  readonly context: Uint8Array;
  /** Signatures that need not be looked at again. */
  readonly checked?: CheckedSignatures | undefined;
}

type Unsigned<M> = Omit<M, 'signature'>;

const keysText = (context: Uint8Array, m: Unsigned<KeysMessage>): Buffer =>
  encodeFields('keys', context, m.site, m.agreement, m.masking, m.commitment, m.nonce);
const sharesText = (context: Uint8Array, m: Unsigned<SharesMessage>): Buffer => {
  const sealed: Field[] = m.messages.flatMap(({ from, to, sealed: one, hashes }) => [from, to, one, hashes.self, hashes.pair]);
  return encodeFields('shares', context, m.site, m.keysHash, m.own.self, m.own.pair, ...sealed);
};
const complaintText = (context: Uint8Array, m: Unsigned<ComplaintMessage>): Buffer =>
  encodeFields('complaint', context, m.site, m.sharersHash, ...m.accused);
const maskedText = (context: Uint8Array, m: Unsigned<MaskedMessage>): Buffer =>
  encodeFields('masked', context, m.site, m.sharersHash, m.wordsHash);
const agreementText = (context: Uint8Array, m: Unsigned<AgreementMessage>): Buffer =>
  encodeFields('agreement', context, m.site, m.survivorsHash);
const unmaskText = (context: Uint8Array, m: Unsigned<UnmaskMessage>): Buffer => {
  const shares: Field[] = m.shares.flatMap(({ of, kind, bytes }) => [of, kind, bytes]);
  return encodeFields('unmask', context, m.site, m.survivorsHash, ...shares);
};
const transcriptText = (context: Uint8Array, m: Unsigned<TranscriptMessage>): Buffer =>
  encodeFields('transcript-word', context, m.site, m.transcriptHash, m.sumHash, m.modelHash);

/** Makes and checks one kind of message. */
interface Kind<M extends { readonly signature: Uint8Array }> {
  /** Signs what a site says. */
  signed(signer: Signer, message: Unsigned<M>): M;
  /**
   * Whether the site that it names has signed it for this sum.
   *
   * @param own what the site that asks has signed itself, which it knows again byte for byte
   * @throws ConsiliumError `ROSTER_INVALID` for a stranger
   */
  holds(verifier: Verifier, message: M, own?: M): boolean;
}

function kindOf<M extends { readonly signature: Uint8Array }>(
  author: (message: Unsigned<M>) => string,
  text: (context: Uint8Array, message: Unsigned<M>) => Buffer,
): Kind<M> {
  return {
    signed({ context, key, checked }, message) {
      const signed = text(context, message);
      const signature = sign(key, signed);
      checked?.made({ key: key.publicKey, text: signed, signature });
      return { ...message, signature } as M;
    },
    holds({ roster, context, checked }, message, own) {
      const signed = text(context, message);
      if (own !== undefined && author(own) === author(message))
        return signed.equals(text(context, own)) && Buffer.from(own.signature).equals(message.signature);
      const claim = { key: siteKey(roster, author(message)), text: signed, signature: message.signature };
      return checked === undefined ? verifies(claim.key, claim.text, claim.signature) : checked.holds(claim);
    },
  };
}

export const keysMessage: Kind<KeysMessage> = kindOf((m) => m.site, keysText);
export const sharesMessage: Kind<SharesMessage> = kindOf((m) => m.site, sharesText);
export const maskedMessage: Kind<MaskedMessage> = kindOf((m) => m.site, maskedText);
export const complaintMessage: Kind<ComplaintMessage> = kindOf((m) => m.site, complaintText);
export const agreementMessage: Kind<AgreementMessage> = kindOf((m) => m.site, agreementText);
export const unmaskMessage: Kind<UnmaskMessage> = kindOf((m) => m.site, unmaskText);
export const transcriptMessage: Kind<TranscriptMessage> = kindOf((m) => m.site, transcriptText);

/** The hash by which a site is bound to the seed of its own mask, 32 bytes. */
export function commitmentTo(context: Uint8Array, site: string, seed: Uint8Array): Buffer {
  return hashFields('commitment', context, site, seed);
}

/**
 * The hash by which a site is bound to one of its shares, 32 bytes. A share is as random as the seed that it is of: its hash tells nothing of it.
 *
 * @param of whose secret
 * @param holder who holds the share
 */
export function shareHash(context: Uint8Array, of: string, holder: string, kind: OpenedShare['kind'], share: Uint8Array): Buffer {
  return hashFields('share-hash', context, of, holder, kind, share);
}

/** Hash of all keys messages of a sum, in the order of the roster (U1). */
export const keysHashOf: (context: Uint8Array, messages: readonly KeysMessage[]) => Buffer = remembered(
  (context: Uint8Array, messages: readonly KeysMessage[]) =>
    hashFields('keys-of-all', context, ...messages.flatMap((m) => [keysText(context, m), m.signature])),
);

/** Hash of those whose shares arrived (U2). */
export function sharersHashOf(context: Uint8Array, keysHash: Uint8Array, sharers: readonly string[]): Buffer {
  return hashFields('sharers', context, keysHash, ...sharers);
}

/** Hash of those whose masked vectors arrived, and of the vectors (U3). */
export function survivorsHashOf(context: Uint8Array, sharersHash: Uint8Array, survivors: readonly MaskedMessage[]): Buffer {
  return hashFields('survivors', context, sharersHash, ...survivors.flatMap(({ site, wordsHash }) => [site, wordsHash]));
}

import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';

/** Algorithm byte of Ed25519 in keys and their hashes (C2SP signed-note, "Signature types"). */
const ED25519 = 0x01;
const PUBLIC_KEY_BYTES = 32;
const KEY_HASH_BYTES = 4;
/** What comes before a raw Ed25519 key in its DER form (RFC 8410, section 4). */
const ED25519_DER = Buffer.from('302a300506032b6570032100', 'hex');
/** An em dash and a blank begin a line of signature. */
const SIGNATURE = '\u2014 ';

/** Who signs notes, for those who check them. */
export interface NoteVerifier {
  readonly name: string;
  /** Raw Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array;
}

/**
 * A verifier key as one line of text, `<name>+<key hash>+<key>` (C2SP signed-note, "Verifier keys"), which other people's
 * tools take as it stands.
 *
 * @throws ConsiliumError `PARAMETER_INVALID` for a name with white space or a plus
 */
export function writeVerifierKey({ name, publicKey }: NoteVerifier): string {
  if (name === '' || /[\s+]/u.test(name))
    throw new ConsiliumError({ code: 'PARAMETER_INVALID', message: `a name of a key has no white space and no "+": ${name}` });
  const typed = Buffer.concat([Buffer.of(ED25519), publicKey]);
  return `${name}+${keyHash(name, publicKey).toString('hex')}+${typed.toString('base64')}`;
}

/** Reads what {@link writeVerifierKey} writes. @throws ConsiliumError `AUDIT_CORRUPT` */
export function readVerifierKey(text: string): NoteVerifier {
  const [, name = '', hash = '', key = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(text.trim()) ?? [];
  const typed = Buffer.from(key, 'base64');
  const publicKey = typed.subarray(1);
  if (typed[0] !== ED25519 || publicKey.length !== PUBLIC_KEY_BYTES || typed.toString('base64') !== key)
    throw corrupt('the key of the log is not an Ed25519 verifier key');
  if (keyHash(name, publicKey).toString('hex') !== hash) throw corrupt('the key of the log does not have its own hash');
  return { name, publicKey };
}

/**
 * Signs a text (C2SP signed-note): the text, an empty line, and a line with the signer's name and its Ed25519 signature.
 *
 * @param text whole lines, each with its line end
 */
export function signNote(text: string, name: string, privateKey: KeyObject): string {
  return `${text}\n${signatureLine(text, name, privateKey)}`;
}

/** Adds a signature to a note that others have signed. @throws ConsiliumError `AUDIT_CORRUPT` when it is none */
export function cosignNote(note: string, name: string, privateKey: KeyObject): string {
  return `${note}${signatureLine(note.slice(0, textEnd(note)), name, privateKey)}`;
}

function signatureLine(text: string, name: string, privateKey: KeyObject): string {
  const publicKey = rawPublicKey(createPublicKey(privateKey));
  const signature = sign(null, Buffer.from(text, 'utf8'), privateKey);
  return `${SIGNATURE}${name} ${Buffer.concat([keyHash(name, publicKey), signature]).toString('base64')}\n`;
}

/** Where the text of a note ends and the empty line before its signatures begins. @throws ConsiliumError `AUDIT_CORRUPT` */
function textEnd(note: string): number {
  const end = note.lastIndexOf('\n\n');
  if (end === -1 || !note.endsWith('\n')) throw corrupt('a checkpoint is not a signed note');
  return end + 1;
}

/**
 * The text of a note, if `verifier` has signed it. Signatures of others are passed over, as the format asks.
 *
 * @throws ConsiliumError `AUDIT_CORRUPT`
 */
export function openNote(note: string, verifier: NoteVerifier): string {
  const end = textEnd(note);
  const text = note.slice(0, end);
  const own = keyHash(verifier.name, verifier.publicKey);
  const key = createPublicKey({ key: Buffer.concat([ED25519_DER, verifier.publicKey]), format: 'der', type: 'spki' });
  for (const line of note.slice(end + 1, -1).split('\n')) {
    const [, name, encoded = ''] = /^\u2014 (\S+) (\S+)$/u.exec(line) ?? [];
    if (name === undefined) throw corrupt('a checkpoint has a line that is no signature');
    const bytes = Buffer.from(encoded, 'base64');
    if (bytes.toString('base64') !== encoded) throw corrupt('a signature of a checkpoint is not in base64');
    if (name !== verifier.name || !bytes.subarray(0, KEY_HASH_BYTES).equals(own)) continue;
    if (!verify(null, Buffer.from(text, 'utf8'), key, bytes.subarray(KEY_HASH_BYTES)))
      throw corrupt(`the signature of ${name} does not fit the checkpoint`);
    return text;
  }
  throw corrupt(`${verifier.name} has not signed the checkpoint with the key that is known`);
}

/** The 32 bytes of an Ed25519 public key. */
export function rawPublicKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(ED25519_DER.length);
}

/** `SHA-256(name || 0x0A || algorithm || key)`, its first four bytes. */
function keyHash(name: string, publicKey: Uint8Array): Buffer {
  const hash = createHash('sha256').update(name, 'utf8').update(Buffer.of(0x0a, ED25519)).update(publicKey).digest();
  return hash.subarray(0, KEY_HASH_BYTES);
}

/** The error for a log, a checkpoint or a key that is not what it was. */
export function corrupt(message: string, cause?: unknown): ConsiliumError<'AUDIT_CORRUPT'> {
  return new ConsiliumError({ code: 'AUDIT_CORRUPT', message, cause });
}

import { type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson, ConsiliumError, sha256Hex } from '@consilium/core';
import { z } from 'zod';
import { comparePaths, SIGNATURE_FILE } from '../folder/dossier-paths.ts';
import { canonicalText, untrusted } from '../folder/canonical-text.ts';
import { isLowHalf, lowHalf } from './low-half.ts';
import { keyHint, publicHalf } from './release-key.ts';

/** SHA-256 (hex) of each file, by its path. */
export type FileDigests = ReadonlyMap<string, string>;

const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
const PREDICATE_TYPE = 'https://model_signing/signature/v1.0';

/** What a bundle of ours looks like, and nothing beside it: what is not checked could be changed unseen. */
const bundleSchema = z.strictObject({
  mediaType: z.literal(BUNDLE_TYPE),
  verificationMaterial: z.strictObject({
    publicKey: z.strictObject({ hint: z.string() }),
    tlogEntries: z.tuple([]),
  }),
  dsseEnvelope: z.strictObject({
    payload: z.base64(),
    payloadType: z.literal(PAYLOAD_TYPE),
    signatures: z.tuple([z.strictObject({ sig: z.base64(), keyid: z.literal('') })]),
  }),
});

const HASH = z.string().regex(/^[0-9a-f]{64}$/);

const statementSchema = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.tuple([z.strictObject({ name: z.string(), digest: z.strictObject({ sha256: HASH }) })]),
  predicateType: z.literal(PREDICATE_TYPE),
  predicate: z.strictObject({
    serialization: z.strictObject({
      method: z.literal('files'),
      hash_type: z.literal('sha256'),
      allow_symlinks: z.literal(false),
      ignore_paths: z.tuple([z.literal(SIGNATURE_FILE)]),
    }),
    resources: z.array(z.strictObject({ name: z.string(), algorithm: z.literal('sha256'), digest: HASH })),
  }),
});

/**
 * Signs files as OpenSSF Model Signing 1.0 does with a key: a Sigstore bundle with a DSSE envelope over an in-toto statement that names
 * every file with its SHA-256 (https://github.com/sigstore/model-transparency, "model signing format"). Its reference verifier takes it.
 *
 * @param name what is signed, in a word; verifiers only show it
 * @returns content of the signature file: canonical JSON. ECDSA draws a nonce, so that two signatures of the same files differ; of the two that
 * each nonce gives, s and n - s, it is the lower one, so that nobody but the owner of the key makes another file of it.
 */
export function signFiles(files: FileDigests, name: string, key: KeyObject): string {
  const payload = Buffer.from(canonicalJson(statementOf(files, name)));
  const sig = lowHalf(sign('sha256', preAuthentication(payload), key));
  return canonicalJson({
    mediaType: BUNDLE_TYPE,
    verificationMaterial: { publicKey: { hint: keyHint(key) }, tlogEntries: [] },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType: PAYLOAD_TYPE,
      signatures: [{ sig: sig.toString('base64'), keyid: '' }],
    },
  });
}

/**
 * The files that a signature speaks of, once it is certain that the key made it.
 *
 * @throws ConsiliumError `DOSSIER_UNTRUSTED` for the signature of another key, `DOSSIER_ALTERED` for bytes that {@link signFiles} does not write
 */
export function signedFiles(content: Uint8Array, key: KeyObject): FileDigests {
  const bundle = canonicalText(content, bundleSchema, SIGNATURE_FILE);
  const { hint } = bundle.verificationMaterial.publicKey;
  const ours = keyHint(key);
  if (hint !== ours) throw untrusted(`${SIGNATURE_FILE} names the key ${hint}, and the key given is ${ours}`);
  const { payload: encoded, signatures } = bundle.dsseEnvelope;
  const payload = fromBase64(encoded);
  const sig = fromBase64(signatures[0].sig);
  if (!verify('sha256', preAuthentication(payload), publicHalf(key), sig))
    throw untrusted(`${SIGNATURE_FILE} was not made by the key given, or was changed`);
  if (!isLowHalf(sig)) throw altered('the twin of a signature: the same files have another one that holds as well');
  const statement = canonicalText(payload, statementSchema, `the statement in ${SIGNATURE_FILE}`);
  const { resources } = statement.predicate;
  const files = new Map(resources.map(({ name, digest }) => [name, digest]));
  if (canonicalJson(statementOf(files, statement.subject[0].name)) !== Buffer.from(payload).toString('utf8'))
    throw altered('files that are named twice, in another order, or with another digest of them all');
  return files;
}

function statementOf(files: FileDigests, name: string): Parameters<typeof canonicalJson>[0] {
  const resources = [...files]
    .sort(([a], [b]) => comparePaths(a, b))
    .map(([path, digest]) => ({ name: path, algorithm: 'sha256', digest }));
  const all = Buffer.concat(resources.map(({ digest }) => Buffer.from(digest, 'hex')));
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name, digest: { sha256: sha256Hex(all) } }],
    predicateType: PREDICATE_TYPE,
    predicate: {
      serialization: { method: 'files', hash_type: 'sha256', allow_symlinks: false, ignore_paths: [SIGNATURE_FILE] },
      resources,
    },
  };
}

/** What a DSSE signature is over (https://github.com/secure-systems-lab/dsse, protocol 1.0): nothing can be taken for another type. */
function preAuthentication(payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `), payload]);
}

/** Bytes of their one base64 text. */
function fromBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw altered('base64 that is not as it was written');
  return bytes;
}

function altered(what: string): ConsiliumError<'DOSSIER_ALTERED'> {
  return new ConsiliumError({ code: 'DOSSIER_ALTERED', message: `${SIGNATURE_FILE} has ${what}` });
}

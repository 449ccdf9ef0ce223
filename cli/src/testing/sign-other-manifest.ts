import { type KeyObject, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, type Json, sha256Hex } from '@consilium/core';
import { MANIFEST_FILE, SIGNATURE_FILE } from '@consilium/model';

interface Statement {
  readonly subject: readonly [{ readonly name: string; readonly digest: { sha256: string } }];
  readonly predicate: { readonly resources: readonly { readonly name: string; digest: string }[] };
}

interface Bundle {
  readonly dsseEnvelope: { payload: string; readonly payloadType: string; readonly signatures: readonly [{ sig: string }] };
}

/** Changes what the manifest of a dossier says, and signs all files again, as the owner of its key can without any program of ours. */
export function signOtherManifest(folder: string, change: object, key: KeyObject): void {
  const manifest = canonicalJson({ ...read<object>(folder, MANIFEST_FILE), ...change } as unknown as Json);
  writeFileSync(join(folder, MANIFEST_FILE), manifest);
  const bundle = read<Bundle>(folder, SIGNATURE_FILE);
  const envelope = bundle.dsseEnvelope;
  const statement = JSON.parse(Buffer.from(envelope.payload, 'base64').toString()) as Statement;
  const { resources } = statement.predicate;
  for (const resource of resources) if (resource.name === MANIFEST_FILE) resource.digest = sha256Hex(manifest);
  statement.subject[0].digest.sha256 = sha256Hex(Buffer.concat(resources.map(({ digest }) => Buffer.from(digest, 'hex'))));
  const payload = Buffer.from(canonicalJson(statement as unknown as Json));
  envelope.payload = payload.toString('base64');
  const { payloadType } = envelope;
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `), payload]);
  let sig: Buffer;
  // Of the two signatures that a nonce gives, dossiers have the lower one.
  do sig = sign('sha256', signed, { key, dsaEncoding: 'ieee-p1363' });
  while ((sig[32] ?? 0) >= 0x7f);
  envelope.signatures[0].sig = der(sig.subarray(0, 32), sig.subarray(32)).toString('base64');
  writeFileSync(join(folder, SIGNATURE_FILE), canonicalJson(bundle as unknown as Json));
}

function der(...numbers: readonly Buffer[]): Buffer {
  const parts = numbers.map((number) => {
    const digits = number.subarray(number.findIndex((byte) => byte !== 0));
    const bytes = (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits;
    return Buffer.concat([Buffer.of(2, bytes.length), bytes]);
  });
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

function read<T>(folder: string, name: string): T {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;
}

import { join } from 'node:path';
import { makePrivateFolder, readFileIfPresent, writeFileDurably } from '@consilium/host';
import { signingKey } from '@consilium/secure-sum';
import { corrupt, writeVerifierKey } from '@consilium/transparency';
import { loadOrCreateKeyFile } from '@consilium/trust';
import type { LogSigner } from '../audit/stored-log.ts';

/** Folder of the key of the audit log. */
export const AUDIT_FOLDER = 'audit';

/**
 * The key that signs the audit log of a coordinator, made when there is none.
 *
 * @throws ConsiliumError `KEY_INVALID`, `AUDIT_CORRUPT` when the public half beside it is another's, `DISK_FULL`
 */
export function logSigner(folder: string, consortium: string): LogSigner {
  const own = join(folder, AUDIT_FOLDER);
  makePrivateFolder(own);
  const { publicKey, secret } = signingKey(loadOrCreateKeyFile(join(own, 'signing.key')));
  const verifier = { name: `consilium/${consortium}/coordinator`, publicKey };
  const known = readFileIfPresent(keyPath(folder))?.toString('utf8');
  if (known !== undefined && known !== keyText(verifier))
    throw corrupt(`${keyPath(folder)} names another key, or another consortium, than this log is signed with`);
  return {
    verifier,
    privateKey: secret,
    used: known !== undefined,
    remember: () => writeFileDurably(keyPath(folder), keyText(verifier)),
  };
}

function keyPath(folder: string): string {
  return join(folder, AUDIT_FOLDER, 'key.vkey');
}

function keyText(verifier: LogSigner['verifier']): string {
  return `${writeVerifierKey(verifier)}\n`;
}

import { hkdfSync } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { SEALING_KEY_BYTES } from '../sealed-format.ts';

/** Permissions of everybody. Those of the group stand for the access list by which systemd lets the service's user in. */
const EVERYBODY = 0o007;
const HEX = /^[0-9a-f]{64}\n?$/i;

const ADVICE =
  'Commands need it as the service does: systemd-run --pipe --wait --uid=USER --property=LoadCredentialEncrypted=NAME PROGRAM ... (docs/operations.md, "Keys at rest").';

/**
 * The key that a credential of systemd gives, from `$CREDENTIALS_DIRECTORY`: 32 random bytes, as they are or as 64 hex digits. No passphrase, which would need stretching.
 *
 * @throws ConsiliumError `KEY_STORE_UNAVAILABLE` outside the service, `KEY_INVALID` for other contents, or where everybody may read it
 */
export function credentialKey(name: string): Buffer {
  const folder = process.env['CREDENTIALS_DIRECTORY'];
  if (folder === undefined || folder === '')
    throw unavailable(`there is no credential ${name}: $CREDENTIALS_DIRECTORY is not set`);
  const secret = randomBytesOf(name, join(folder, name));
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), 'consilium/systemd-credential/v1', SEALING_KEY_BYTES));
}

function randomBytesOf(name: string, path: string): Buffer {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    throw unavailable(`there is no credential ${name}: ${fromUnknown(error).message}`, error);
  }
  try {
    if ((fstatSync(fd).mode & EVERYBODY) !== 0)
      throw invalid(`everybody on this machine may read the credential ${name} (${path})`);
    const content = readFileSync(fd);
    const text = content.toString('latin1');
    if (HEX.test(text)) return Buffer.from(text.trimEnd(), 'hex');
    if (content.length === SEALING_KEY_BYTES) return content;
    throw invalid(`the credential ${name} is not ${SEALING_KEY_BYTES} random bytes, as they are or as hex digits`);
  } finally {
    closeSync(fd);
  }
}

function unavailable(message: string, cause?: unknown): ConsiliumError<'KEY_STORE_UNAVAILABLE'> {
  return new ConsiliumError({ code: 'KEY_STORE_UNAVAILABLE', message, advice: ADVICE, cause });
}

function invalid(message: string): ConsiliumError<'KEY_INVALID'> {
  const advice = 'Make one with: openssl rand -hex 32 | systemd-creds encrypt --name=NAME - /etc/credstore.encrypted/NAME';
  return new ConsiliumError({ code: 'KEY_INVALID', message, advice });
}

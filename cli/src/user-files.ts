import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, ConsiliumError, fromUnknown } from '@consilium/core';
import { makePrivateFolder, parseJson, readFileIfPresent, syncFolder, writeFileDurably } from '@consilium/host';
import {
  IDENTITY_FILES,
  type KeyFacts,
  keyFacts,
  keyPairOf,
  parseIdentity,
  readIdentityFolder,
  readIdentityKey,
  requestFor,
  requireOwnCertificate,
  waitingKey,
  writeIdentityFolder,
} from '@consilium/trust';
import { z } from 'zod';
import { holdsLogin } from './login/login-folder.ts';

/** Who asks, and of whom. */
const askedSchema = z.strictObject({ user: z.string(), consortium: z.string(), address: z.string() });
/** See {@link askedSchema}. */
export type AskedIdentity = z.output<typeof askedSchema>;

/** What was asked for, until the certificate is there. */
const ASKED_FILE = 'request.json';

/**
 * Makes the key of a user, or takes the one that waits or is in use, and a certificate request for it. A user who has a certificate asks for
 * another one of the same key, as commands do by themselves while the one before holds.
 *
 * @returns the request as PEM, and the key as people know it
 * @throws ConsiliumError `CONFIG_INVALID` for a folder of somebody else or of a login, `KEY_INVALID`, `PARAMETER_INVALID`
 */
export async function requestAsUser(
  folder: string,
  asked: AskedIdentity,
): Promise<{ readonly requestPem: string; readonly key: KeyFacts; readonly renews: boolean }> {
  if (holdsLogin(folder)) throw otherFolder(`${folder} holds a login`);
  const renews = existsSync(join(folder, IDENTITY_FILES.certificate));
  const before = renews ? ofCertificate(folder) : readAsked(folder);
  if (before !== undefined && (before.user !== asked.user || before.consortium !== asked.consortium))
    throw otherFolder(`${folder} is of the user ${before.user} of ${before.consortium}`);
  makePrivateFolder(folder);
  writeFileDurably(join(folder, ASKED_FILE), `${JSON.stringify(asked, null, 2)}\n`);
  const keyPair = renews ? keyPairOf(readIdentityKey(folder)) : await waitingKey(join(folder, IDENTITY_FILES.key));
  const requestPem = requestFor({ consortium: asked.consortium, kind: 'user', id: asked.user }, keyPair);
  return { requestPem, key: keyFacts(keyPair.privateKeyPem), renews };
}

/**
 * Checks a certificate and makes it, with the key that waited for it, the identity of the user; repeating it completes it or changes nothing.
 *
 * @throws ConsiliumError `CERTIFICATE_INVALID`, `KEY_INVALID`, `CONFIG_INVALID` where nothing was asked for, `DISK_FULL`
 */
export function installCertificate(
  folder: string,
  { certificatePem, authorityPem }: { readonly certificatePem: string; readonly authorityPem: string },
  clock: Pick<Clock, 'now'>,
): AskedIdentity & { readonly key: KeyFacts } {
  const asked = readAsked(folder);
  if (asked === undefined)
    throw new ConsiliumError({
      code: 'CONFIG_INVALID',
      message: `no certificate was asked for in ${folder}`,
      advice: 'Name the folder that "consilium user request" made with --folder.',
    });
  const { user, consortium, address } = asked;
  const privateKeyPem = readIdentityKey(folder);
  requireOwnCertificate(certificatePem, { kind: 'user', id: user, consortium }, { authorityPem, privateKeyPem, clock });
  writeIdentityFolder(folder, { certificatePem, privateKeyPem, authorityPem, consortium, address });
  const path = join(folder, ASKED_FILE);
  try {
    syncFolder(folder);
    rmSync(path, { force: true });
    syncFolder(folder);
  } catch (error) {
    throw fromUnknown(error, path);
  }
  return { ...asked, key: keyFacts(privateKeyPem) };
}

function readAsked(folder: string): AskedIdentity | undefined {
  const path = join(folder, ASKED_FILE);
  const content = readFileIfPresent(path);
  return content === undefined ? undefined : parseJson(content.toString('utf8'), askedSchema, path, 'CONFIG_INVALID').value;
}

function ofCertificate(folder: string): Pick<AskedIdentity, 'user' | 'consortium'> {
  const { id: user, consortium } = parseIdentity(readIdentityFolder(folder).certificatePem);
  return { user, consortium };
}

function otherFolder(message: string): ConsiliumError<'CONFIG_INVALID'> {
  return new ConsiliumError({
    code: 'CONFIG_INVALID',
    message: `${message}, and nothing was changed`,
    advice: 'Name another folder with --folder.',
  });
}

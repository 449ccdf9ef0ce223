import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, ConsiliumError } from '@consilium/core';
import { makePrivateFolder, writeFileDurably } from '@consilium/host';
import {
  beginKeyStore,
  createAuthority,
  generateKeyPair,
  type KeyStoreAddress,
  type MemberIdentity,
  OPERATOR_FOLDER,
  publicKeyFingerprint,
  writeIdentityFolder,
} from '@consilium/trust';
import { formatAddress } from '@consilium/transport';
import { issueFor, writeFirstAuthority } from './authorities.ts';
import { CONFIG_FILE, type CoordinatorConfig, configSchema, IDENTITY_FOLDER } from './config.ts';

/** Name of the first operator as a user of the store. */
export const OPERATOR = 'operator';

/**
 * Makes a coordinator's folder: authority, the coordinator's identity, and one for its operator.
 *
 * @param keyStore what is to seal keys, models and updates. @default nothing but the mode of the files
 * @throws ConsiliumError `CONFIG_INVALID` when the folder already holds a coordinator, `PARAMETER_INVALID`, `KEY_STORE_UNAVAILABLE`, `KEY_INVALID`
 */
export async function initCoordinator(
  folder: string,
  init: Omit<CoordinatorConfig, 'operator' | 'oidc'>,
  clock: Clock,
  keyStore?: KeyStoreAddress,
): Promise<{ readonly authorityFingerprint: string }> {
  if (existsSync(join(folder, CONFIG_FILE))) {
    throw new ConsiliumError({
      code: 'CONFIG_INVALID',
      message: `${folder} already holds a coordinator`,
      advice: 'Start it with "consilium coordinator start", or name another folder with --folder: its authority is made once.',
    });
  }
  makePrivateFolder(folder);
  // Before the first key: none ever lies there in the clear.
  if (keyStore !== undefined) beginKeyStore(folder, keyStore);
  const [authorityKey, coordinatorKey, operatorKey] = await Promise.all([
    generateKeyPair(),
    generateKeyPair(),
    generateKeyPair(),
  ]);
  const config: CoordinatorConfig = { ...init, operator: publicKeyFingerprint(operatorKey.privateKeyPem) };
  const authority = createAuthority({ consortium: config.consortium, clock, keyPair: authorityKey });
  writeFirstAuthority(folder, authority);
  const member = (kind: 'coordinator' | 'user', id: string, pair: typeof coordinatorKey): MemberIdentity => ({
    certificatePem: issueFor(
      authority,
      { publicKeyPem: pair.publicKeyPem },
      { consortium: config.consortium, kind, id },
      clock,
      kind === 'coordinator' ? config.hosts : [],
    ),
    privateKeyPem: pair.privateKeyPem,
    authorityPem: authority.certificatePem,
    consortium: config.consortium,
    address: formatAddress({ host: config.hosts[0] ?? 'localhost', port: config.port }),
  });
  writeIdentityFolder(join(folder, IDENTITY_FOLDER), member('coordinator', 'coordinator', coordinatorKey));
  writeIdentityFolder(join(folder, OPERATOR_FOLDER), member('user', OPERATOR, operatorKey));
  // Last: a folder with this file is complete.
  writeFileDurably(join(folder, CONFIG_FILE), `${JSON.stringify(configSchema.parse(config), null, 2)}\n`);
  return { authorityFingerprint: authority.fingerprint };
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, ConsiliumError } from '@consilium/core';
import { makePrivateFolder, parseJson, readFileIfPresent, writeFileDurably } from '@consilium/host';
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
import { z } from 'zod';
import { providerSchema } from '../oidc/provider-settings.ts';
import { issueFor, writeFirstAuthority } from './authorities.ts';

const configSchema = z.strictObject({
  consortium: z.string(),
  /** Names and addresses under which the coordinator is dialled; the first one is given to members. */
  hosts: z.array(z.string()).min(1),
  port: z.number().int().min(0).max(65_535),
  /** Fingerprint of the key of the first operator, who is a user of the store from its first start on, until another operator decides otherwise. */
  operator: z.string().regex(/^[0-9a-f]{64}$/),
  /** The identity provider whose tokens people may call with; without it they show certificates. */
  oidc: providerSchema.optional(),
});

/** What `coordinator init` decided. */
export type CoordinatorConfig = z.output<typeof configSchema>;

/** What `coordinator init` decided, and what was decided since. */
export const CONFIG_FILE = 'coordinator.json';
/** Identity of the coordinator itself. */
export const IDENTITY_FOLDER = 'identity';
/** Name of that user. */
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

/** Reads the configuration of a coordinator's folder. @throws ConsiliumError `CONFIG_INVALID` */
export function readCoordinatorConfig(folder: string): CoordinatorConfig {
  const content = readFileIfPresent(join(folder, CONFIG_FILE));
  if (content === undefined)
    throw new ConsiliumError({
      code: 'CONFIG_INVALID',
      message: `${folder} holds no coordinator: run "consilium coordinator init" first`,
    });
  return readConfig(content, join(folder, CONFIG_FILE));
}

/** Reads `coordinator.json`. @throws ConsiliumError `CONFIG_INVALID` */
export function readConfig(content: Buffer, name: string): CoordinatorConfig {
  return parseJson(content.toString('utf8'), configSchema, name, 'CONFIG_INVALID').value;
}

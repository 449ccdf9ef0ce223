import { join } from 'node:path';
import { ConsiliumError } from '@consilium/core';
import { makePrivateFolder, readFileIfPresent, writeFileDurably } from '@consilium/host';
import { readSecretFile, writeSecretFile } from './secret-file.ts';

/** Who a program is and whom it dials: everything it needs to open a connection. */
export interface MemberIdentity {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  readonly authorityPem: string;
  readonly consortium: string;
  /** `host:port` of the coordinator. */
  readonly address: string;
}

const FILES = {
  certificate: 'certificate.pem',
  key: 'key.pem',
  authority: 'authority.pem',
  connection: 'connection.json',
} as const;

/** Writes an identity into a folder that only its owner may enter; the key is written first and readable by nobody else. */
export function writeIdentityFolder(folder: string, identity: MemberIdentity): void {
  makePrivateFolder(folder);
  writeSecretFile(join(folder, FILES.key), identity.privateKeyPem);
  writeFileDurably(join(folder, FILES.authority), identity.authorityPem);
  const { consortium, address } = identity;
  writeFileDurably(join(folder, FILES.connection), `${JSON.stringify({ consortium, address }, null, 2)}\n`);
  writeFileDurably(join(folder, FILES.certificate), identity.certificatePem);
}

/** Reads an identity. @throws ConsiliumError `KEY_INVALID`, `FILE_UNREADABLE` naming the file that is missing */
export function readIdentityFolder(folder: string): MemberIdentity {
  const connection: unknown = JSON.parse(text(folder, FILES.connection));
  if (typeof connection !== 'object' || connection === null || !('consortium' in connection) || !('address' in connection)) {
    throw new ConsiliumError({
      code: 'CONFIG_INVALID',
      message: `${join(folder, FILES.connection)} names no consortium and address`,
    });
  }
  return {
    certificatePem: text(folder, FILES.certificate),
    privateKeyPem: readSecretFile(join(folder, FILES.key)).toString('utf8'),
    authorityPem: text(folder, FILES.authority),
    consortium: String(connection.consortium),
    address: String(connection.address),
  };
}

function text(folder: string, name: string): string {
  const path = join(folder, name);
  const content = readFileIfPresent(path);
  if (content === undefined) throw new ConsiliumError({ code: 'FILE_UNREADABLE', message: `${path} is missing` });
  return content.toString('utf8');
}

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError, type ErrorCode, fromUnknown } from '@consilium/core';
import { makePrivateFolder, readFileIfPresent, writeFileDurably } from '@consilium/host';
import { IDENTITY_FILES } from './identity-files.ts';
import { promotedKey } from './next-identity.ts';
import { readSecretFile, writeSecretFile } from './secret-file.ts';
import { certificatesIn, issuerIn } from './trusted-authorities.ts';

/** Who a program is and whom it dials: everything it needs to open a connection. */
export interface MemberIdentity {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** The consortium's authority; while one follows another, both, the newest first. */
  readonly authorityPem: string;
  readonly consortium: string;
  /** `host:port` of the coordinator. */
  readonly address: string;
}

/** Writes an identity into a folder that only its owner may enter; the key is written first and readable by nobody else. */
export function writeIdentityFolder(folder: string, identity: MemberIdentity): void {
  makePrivateFolder(folder);
  writeSecretFile(join(folder, IDENTITY_FILES.key), identity.privateKeyPem);
  writeFileDurably(join(folder, IDENTITY_FILES.authority), identity.authorityPem);
  const { consortium, address } = identity;
  writeFileDurably(join(folder, IDENTITY_FILES.connection), `${JSON.stringify({ consortium, address }, null, 2)}\n`);
  writeFileDurably(join(folder, IDENTITY_FILES.certificate), identity.certificatePem);
}

/** Puts another certificate of the same key in the place of the one in use. */
export function writeCertificate(folder: string, certificatePem: string): void {
  writeFileDurably(join(folder, IDENTITY_FILES.certificate), certificatePem);
}

/** Changes whom an identity believes; one of them must have issued its certificate. */
export function writeAuthorities(folder: string, authorityPem: string): void {
  writeFileDurably(join(folder, IDENTITY_FILES.authority), authorityPem);
}

/** What to do about an identity of which a file is damaged. */
const RESTORE =
  'Restore the file from a copy. A hospital can also renew: "consilium-site init" on the same folder, then "consilium-site certificate" with what the operator sends back.';

/**
 * Reads an identity, and checks that its files belong together: a connection with files that do not would fail in the words of a
 * library, or look like a defect.
 *
 * @throws ConsiliumError `KEY_INVALID`, `CERTIFICATE_INVALID`, `CONFIG_INVALID`, `FILE_UNREADABLE`, naming the file
 */
export function readIdentityFolder(folder: string): MemberIdentity {
  const certificatePem = text(folder, IDENTITY_FILES.certificate);
  const identity = {
    certificatePem,
    // Where a renewal was cut off between its last two steps, the key still has its other name.
    privateKeyPem: promotedKey(folder, certificatePem) ?? readIdentityKey(folder),
    authorityPem: text(folder, IDENTITY_FILES.authority),
    ...readConnection(folder),
  };
  // A renewal of another process may come in between the two reads.
  if (text(folder, IDENTITY_FILES.certificate) !== certificatePem) return readIdentityFolder(folder);
  requirePair(folder, identity);
  return identity;
}

/** The key of an identity alone, whatever has become of its other files. @throws ConsiliumError `KEY_INVALID` */
export function readIdentityKey(folder: string): string {
  return readSecretFile(join(folder, IDENTITY_FILES.key)).toString('utf8');
}

function readConnection(folder: string): Pick<MemberIdentity, 'consortium' | 'address'> {
  const path = join(folder, IDENTITY_FILES.connection);
  let connection: unknown;
  try {
    connection = JSON.parse(text(folder, IDENTITY_FILES.connection));
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged('CONFIG_INVALID', `${path} is not JSON`, error);
    throw error;
  }
  if (typeof connection !== 'object' || connection === null || !('consortium' in connection) || !('address' in connection)) {
    throw damaged('CONFIG_INVALID', `${path} names no consortium and address`);
  }
  return { consortium: String(connection.consortium), address: String(connection.address) };
}

function requirePair(folder: string, { certificatePem, privateKeyPem, authorityPem }: MemberIdentity): void {
  const certificatePath = join(folder, IDENTITY_FILES.certificate);
  const authorityPath = join(folder, IDENTITY_FILES.authority);
  const keyPath = join(folder, IDENTITY_FILES.key);
  const certificate = certificateOf(certificatePem, certificatePath);
  requireAuthority(authorityPem, authorityPath);
  let matches: boolean;
  try {
    matches = certificate.checkPrivateKey(createPrivateKey(privateKeyPem));
  } catch (error) {
    throw damaged('KEY_INVALID', `${keyPath} is not a private key`, error);
  }
  if (!matches) throw damaged('KEY_INVALID', `${keyPath} is not the key of ${certificatePath}`);
  if (issuerIn(authorityPem, certificate) === undefined) {
    throw new ConsiliumError({
      code: 'CERTIFICATE_INVALID',
      message: `${authorityPath} is not the authority that issued ${certificatePath}`,
      advice: `Compare its fingerprint with what the operator says: openssl x509 -in ${authorityPath} -noout -fingerprint -sha256. ${RESTORE}`,
    });
  }
}

/** A certificate that somebody sent, as PEM. @throws ConsiliumError `CERTIFICATE_INVALID`, `FILE_UNREADABLE` */
export function readCertificateFile(path: string): string {
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
  try {
    return new X509Certificate(pem).toString();
  } catch (error) {
    const advice = 'Name the file that the operator sent, as it came; ask for it again if it is damaged.';
    throw new ConsiliumError({ code: 'CERTIFICATE_INVALID', message: `${path} is not a certificate`, cause: error, advice });
  }
}

function certificateOf(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw damaged('CERTIFICATE_INVALID', `${path} is not a certificate`, error);
  }
}

function requireAuthority(pem: string, path: string): void {
  try {
    certificatesIn(pem);
  } catch (error) {
    throw damaged('CERTIFICATE_INVALID', `${path} is not a certificate`, error);
  }
}

function damaged(code: ErrorCode, message: string, cause?: unknown): ConsiliumError {
  return new ConsiliumError({ code, message, cause, advice: RESTORE });
}

function text(folder: string, name: string): string {
  const path = join(folder, name);
  const content = readFileIfPresent(path);
  if (content === undefined)
    throw new ConsiliumError({ code: 'FILE_UNREADABLE', message: `${path} is missing`, advice: RESTORE });
  return content.toString('utf8');
}

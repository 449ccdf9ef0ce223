import { existsSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { jsonOption } from '@consilium/command-line';
import { type Clock, fromUnknown, systemClock } from '@consilium/core';
import { print, syncFolder } from '@consilium/host';
import {
  certificateFingerprint,
  keyFacts,
  keyLines,
  readCertificateFile,
  readIdentityKey,
  readSecretFile,
  requireOwnCertificate,
  writeIdentityFolder,
} from '@consilium/trust';
import { Command } from 'commander';
import { folderOption } from './options.ts';
import type { SiteConfig } from './site-files.ts';
import type { SiteFolder } from './site-folder.ts';

/** `consilium-site certificate` */
export function certificateCommand(): Command {
  return new Command('certificate')
    .argument('<file>', 'certificate of this site')
    .requiredOption('--authority <file>', "certificate of the consortium's authority")
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site certificate cleveland.pem --authority authority.pem\n')
    .action((file: string, options: { authority: string; folder: SiteFolder; json?: boolean }) => {
      const authorityPem = readCertificateFile(options.authority);
      const { site, address } = takeCertificate(
        options.folder,
        { certificatePem: readCertificateFile(file), authorityPem },
        systemClock,
      );
      const key = keyFacts(readIdentityKey(options.folder.identityPath));
      const authority = certificateFingerprint(authorityPem);
      print(options.json, { site, address, key, authority }, () => [
        ...keyLines(site, key),
        'Fingerprint of the authority; compare it with what the operator says by phone or in person:',
        `  ${authority}`,
        `${site} may connect to ${address}. Next: consilium-site data add, then consilium-site start`,
      ]);
    });
}

/**
 * Checks a certificate and makes it, with the key that waited for it, the identity of the site. The waiting copy of the key goes
 * only when the identity is on the disk, so that a crash at any moment leaves the key somewhere; repeating it completes it or
 * changes nothing.
 *
 * @throws ConsiliumError `CERTIFICATE_INVALID`, `KEY_INVALID`, `CONFIG_INVALID`, `DISK_FULL`
 */
export function takeCertificate(
  folder: SiteFolder,
  certificate: { readonly certificatePem: string; readonly authorityPem: string },
  clock: Pick<Clock, 'now'>,
): SiteConfig {
  const config = folder.config();
  const { site, consortium, address } = config;
  const { certificatePem, authorityPem } = certificate;
  // Without a waiting key this certificate may have been taken in before, or be a new one for the same key.
  const privateKeyPem =
    existsSync(folder.pendingKeyPath) || !existsSync(folder.identityPath)
      ? readSecretFile(folder.pendingKeyPath).toString('utf8')
      : readIdentityKey(folder.identityPath);
  requireOwnCertificate(certificatePem, { kind: 'site', id: site, consortium }, { authorityPem, clock, privateKeyPem });
  folder.record(userInfo().username, {
    event: 'identity.joined',
    certificate: certificateFingerprint(certificatePem),
    consortium,
  });
  writeIdentityFolder(folder.identityPath, { certificatePem, privateKeyPem, authorityPem, consortium, address });
  try {
    syncFolder(folder.path);
    rmSync(folder.pendingKeyPath, { force: true });
    syncFolder(folder.path);
  } catch (error) {
    throw fromUnknown(error, folder.pendingKeyPath);
  }
  return config;
}

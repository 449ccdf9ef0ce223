import { existsSync } from 'node:fs';
import { argumentOf, jsonOption } from '@consilium/command-line';
import { print, writeFileDurably } from '@consilium/host';
import { formatAddress, parseAddress } from '@consilium/transport';
import { type KeyStoreAddress, keyFacts, keyLines, readIdentityKey, requestFor, waitingKey } from '@consilium/trust';
import { Command } from 'commander';
import { keyStoreOption } from './key-store-option.ts';
import { folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';
import { beginSite } from './site-key.ts';

/** `consilium-site init` */
export function initCommand(): Command {
  return new Command('init')
    .requiredOption('--site <id>', 'identifier of this site')
    .requiredOption('--consortium <name>', 'name of the consortium')
    .requiredOption('--coordinator <host:port>', 'where the coordinator answers', coordinatorAddress)
    .requiredOption('--request <file>', 'where to write the certificate request for the operator')
    .addOption(keyStoreOption())
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site init --site cleveland --consortium cardio --coordinator fl.example.org:8443 --request cleveland.csr\n',
    )
    .action(async (options: InitOptions) => {
      const { folder, site, consortium, request } = options;
      beginSite(folder, { site, consortium, address: options.coordinator }, options.keyStore);
      const keyPair = await waitingKey(folder.pendingKeyPath);
      const renews = existsSync(folder.identityPath);
      const keyInUse = renews ? readIdentityKey(folder.identityPath) : undefined;
      const requestPem = requestFor({ consortium, kind: 'site', id: site }, keyPair, keyInUse);
      writeFileDurably(request, requestPem, 0o644);
      const key = keyFacts(keyPair.privateKeyPem);
      print(options.json, { site, consortium, request, renews, key }, () => [
        ...keyLines(site, key),
        `Send ${request} to the operator, and read the words out by phone or in person; nothing here is secret.`,
        'Then: consilium-site certificate <file> --authority <file>',
      ]);
    });
}

interface InitOptions {
  readonly site: string;
  readonly consortium: string;
  readonly coordinator: string;
  readonly request: string;
  readonly keyStore?: KeyStoreAddress;
  readonly folder: SiteFolder;
  readonly json?: boolean;
}

/** Reads an address. @throws InvalidArgumentError, which commander prints with the name of the option */
const coordinatorAddress: (text: string) => string = argumentOf((text) => formatAddress(parseAddress(text)));

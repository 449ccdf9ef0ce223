import { makePrivateFolder, say, writeFileDurably } from '@consilium/host';
import { createRequest, generateKeyPair, writeSecretFile } from '@consilium/trust';
import { Command, InvalidArgumentError } from 'commander';
import { createPolicyFile } from '../gate/index.ts';
import { folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';

/** `consilium-site init` */
export function initCommand(): Command {
  return new Command('init')
    .description('Make the key of this site and a certificate request; the key never leaves')
    .requiredOption('--site <id>', 'identifier of this site')
    .requiredOption('--consortium <name>', 'name of the consortium')
    .requiredOption('--coordinator <host:port>', 'where the coordinator answers', parseAddress)
    .requiredOption('--request <file>', 'where to write the certificate request for the operator')
    .addOption(folderOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site init --site cleveland --consortium cardio --coordinator fl.example.org:8443 --request cleveland.csr\n',
    )
    .action(async (options: { site: string; consortium: string; coordinator: string; request: string; folder: SiteFolder }) => {
      const { folder } = options;
      makePrivateFolder(folder.path);
      makePrivateFolder(folder.statePath);
      const { csrPem, privateKeyPem } = createRequest({
        identity: { consortium: options.consortium, kind: 'site', id: options.site },
        keyPair: await generateKeyPair(),
      });
      writeSecretFile(folder.pendingKeyPath, privateKeyPem);
      createPolicyFile(folder.policyPath);
      folder.writeConfig({ site: options.site, consortium: options.consortium, address: options.coordinator });
      writeFileDurably(options.request, csrPem, 0o644);
      say(
        `Send ${options.request} to the operator; nothing in it is secret. Then: consilium-site certificate <file> --authority <file>`,
      );
    });
}

/** `host:port` or `[address]:port`. @throws InvalidArgumentError */
function parseAddress(text: string): string {
  const [, host, digits] = /^(\[[0-9a-f:.]+\]|[^\s:/@]+):(\d{1,5})$/i.exec(text) ?? [];
  const port = Number(digits);
  if (host === undefined || port < 1 || port > 65_535)
    throw new InvalidArgumentError('expected host:port, with a port from 1 to 65535');
  return text;
}

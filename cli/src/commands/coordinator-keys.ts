import { argumentOf, jsonOption } from '@consilium/command-line';
import { coordinatorKeys } from '@consilium/coordinator/folder';
import { print } from '@consilium/host';
import { KEY_STORE_FORMS, keysLines, type KeyStoreAddress, parseKeyStore } from '@consilium/trust';
import { Command, Option } from 'commander';
import { DEFAULT_COORDINATOR_FOLDER } from '../default-identities.ts';

/** The command that seals. */
const SEAL = 'consilium coordinator keys seal';

interface FolderOptions {
  readonly folder: string;
  readonly json?: boolean;
}

/** `consilium coordinator keys ...` */
export function keysCommands(): Command {
  const command = new Command('keys');
  folderCommand(command, 'seal')
    .description(
      'Seal all keys, models and updates of the folder under a key store, finish what was cut off, or move the folder to another store; stop the coordinator first',
    )
    .addOption(keyStoreOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium coordinator keys seal --key-store passphrase:/etc/consilium-coordinator/passphrase\n',
    )
    .action(async ({ folder, keyStore, json }: FolderOptions & { readonly keyStore?: KeyStoreAddress }) => {
      const { sealCoordinator } = await import('@consilium/coordinator');
      const standing = await sealCoordinator({ folder, ...(keyStore === undefined ? {} : { store: keyStore }) });
      print(json, standing, () => [
        ...keysLines(standing, SEAL),
        standing.changed
          ? 'Copies that were made before hold keys and models as they were: destroy them. If one may be in wrong hands: consilium coordinator rollover.'
          : 'So they were before: nothing was written.',
      ]);
    });
  folderCommand(command, 'status')
    .description('Show what seals the secrets of the folder, and which of them are not sealed')
    .addHelpText('after', '\nExample:\n  $ consilium coordinator keys status\n')
    .action(({ folder, json }: FolderOptions) => {
      const standing = coordinatorKeys(folder);
      print(json, standing, () => keysLines(standing, SEAL));
    });
  return command;
}

/** `--key-store`. @param what it is for. @default that of commands that make keys */
export function keyStoreOption(what = 'what seals the secrets of the folder'): Option {
  return new Option('--key-store <name>', `${what}: ${KEY_STORE_FORMS}`).argParser(argumentOf(parseKeyStore));
}

function folderCommand(parent: Command, name: string): Command {
  return parent
    .command(name)
    .option('--folder <folder>', 'folder made by init', DEFAULT_COORDINATOR_FOLDER)
    .addOption(jsonOption());
}

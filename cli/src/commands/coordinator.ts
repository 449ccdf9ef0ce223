import { addCommands, type LazyCommand } from '@consilium/host/program';
import { Command } from 'commander';

const COMMANDS: readonly LazyCommand<Command>[] = [
  {
    name: 'init',
    usage: '[options]',
    description: 'Make the authority of a consortium and the identities of its coordinator and operator',
    load: async () => (await import('./coordinator-init.ts')).initCommand(),
  },
  {
    name: 'start',
    usage: '[options]',
    description: 'Serve sites and researchers until stopped; takes up every run where it stood',
    load: async () => (await import('./coordinator-start.ts')).startCommand(),
  },
  {
    name: 'status',
    usage: '[options]',
    description:
      'Certificates of the coordinator, its operator and the authority: until when they hold, what nears its end, what seals the keys, and how far the audit log was shipped',
    load: async () => (await import('./coordinator-certificates.ts')).statusCommand(),
  },
  {
    name: 'renew',
    usage: '[options]',
    description: 'Renew what is due or over in the folder of a coordinator that does not run; one that runs does so by itself',
    load: async () => (await import('./coordinator-certificates.ts')).renewCommand(),
  },
  {
    name: 'rollover',
    usage: '[options]',
    description:
      'Let another authority follow the present one. Both are believed for a time, in which a running coordinator and all members that connect follow by themselves',
    load: async () => (await import('./coordinator-certificates.ts')).rolloverCommand(),
  },
  {
    name: 'keys',
    description: 'What seals the secrets of the folder: keys, models, updates',
    load: async () => (await import('./coordinator-keys.ts')).keysCommands(),
  },
  {
    name: 'backup',
    usage: '[options] <file>',
    description: 'Copy the folder into one encrypted file while the coordinator works: database, contents, keys, audit log',
    load: async () => (await import('./coordinator-backup.ts')).backupCommand(),
  },
  {
    name: 'restore',
    usage: '[options] <file>',
    description: 'Check a backup without writing anything, or restore it into an empty folder; sites notice that it is older',
    load: async () => (await import('./coordinator-backup.ts')).restoreCommand(),
  },
  {
    name: 'oidc',
    usage: '[options]',
    description:
      'Name the identity provider (OpenID Connect) whose tokens people may call with, at a port of its own; without --issuer show it. Who may what stays in the table of users here',
    load: async () => (await import('./coordinator-oidc.ts')).oidcCommand(),
  },
];

/**
 * `consilium coordinator ...`
 *
 * @param words what follows on the command line, of which the command that it calls is loaded; without it, all are
 */
export async function coordinatorCommands(words?: readonly string[]): Promise<Command> {
  const command = new Command('coordinator');
  await addCommands(command, COMMANDS, () => new Command(), words);
  return command;
}

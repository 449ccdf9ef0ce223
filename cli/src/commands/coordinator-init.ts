import { join } from 'node:path';
import { jsonOption, portNumber } from '@consilium/command-line';
import { systemClock } from '@consilium/core';
import { createLogger, evalAllowed, hangupSignals, print, rerunWithoutEval } from '@consilium/host';
import { initCoordinator, inviteFirst, type NewUser } from '@consilium/coordinator';
import { isRole, ROLES } from '@consilium/proto';
import { type KeyStoreAddress, OPERATOR_FOLDER, readIdentityFolder } from '@consilium/trust';
import { Command, InvalidArgumentError, Option } from 'commander';
import { keyStoreOption } from './coordinator-keys.ts';
import { DEFAULT_LISTEN, serve } from './coordinator-serving.ts';
import { DEFAULT_COORDINATOR_FOLDER } from '../default-identities.ts';
import { hostArgument } from '../options.ts';
import { VERSION } from '../version.ts';
import {
  DEFAULT_VALIDITY_MS,
  invitationLines,
  type ShownInvitation,
  type ShownUserInvitation,
  shownInvitation,
  shownUserInvitation,
  userInvitationLines,
} from './invitation.ts';

/** Port that agents dial unless told otherwise; one port, outbound only, is all a hospital's firewall must allow. */
const DEFAULT_PORT = 8443;

/** Names that a coordinator for trials has. */
const DEFAULT_HOSTS: readonly string[] = ['localhost', '127.0.0.1'];

/** `consilium coordinator init` */
export function initCommand(): Command {
  return new Command('init')
    .requiredOption('--consortium <name>', 'name of the consortium')
    .addOption(
      new Option('--host <name...>', 'names or addresses under which sites dial the coordinator')
        .argParser((text: string, before: readonly string[] | undefined) => [
          ...(before === DEFAULT_HOSTS ? [] : (before ?? [])),
          hostArgument(text),
        ])
        .default(DEFAULT_HOSTS),
    )
    .option('--port <number>', 'port that sites dial', portNumber, DEFAULT_PORT)
    .option('--folder <folder>', 'where to keep everything', DEFAULT_COORDINATOR_FOLDER)
    .addOption(keyStoreOption())
    .option('--invite <site...>', 'also invite these sites, as "consilium site invite" does', [])
    .option(
      '--user <name=role...>',
      'also add these users, as "consilium user add" does; several roles between commas',
      parseUsers,
      [],
    )
    .option('--start', 'then serve, as "consilium coordinator start" does')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium coordinator init --consortium cardio --host fl.example.org --invite cleveland hungary --user ada=researcher --start\n',
    )
    .action(async (options: InitOptions) => {
      if (options.start === true && evalAllowed(process)) {
        process.exitCode = await rerunWithoutEval(process, hangupSignals(undefined));
        return;
      }
      const { consortium, host, port, folder } = options;
      const { authorityFingerprint } = await initCoordinator(
        folder,
        { consortium, hosts: host, port },
        systemClock,
        options.keyStore,
      );
      const { invitations, users } = await invitedAtOnce(folder, options);
      print(options.json, { folder, consortium, authorityFingerprint, invitations, users }, () => [
        `The consortium ${consortium} lives in ${folder}.`,
        `Fingerprint of its authority (give it to hospitals out of band, such as by phone):`,
        `  ${authorityFingerprint}`,
        ...(invitations.length === 0 ? [] : invitationLines(invitations)),
        ...(users.length === 0 ? [] : userInvitationLines(users)),
        ...(options.start === true ? [] : [`Next: consilium coordinator start --folder ${folder}`]),
      ]);
      if (options.start === true) await serve({ folder, listen: DEFAULT_LISTEN }, { logLevel: 'info' });
    });
}

interface InitOptions {
  readonly consortium: string;
  readonly host: string[];
  readonly port: number;
  readonly folder: string;
  readonly keyStore?: KeyStoreAddress;
  readonly invite: readonly string[];
  readonly user: readonly NewUser[];
  readonly start?: boolean;
  readonly json?: boolean;
}

/** Invites sites and users while nobody serves the folder. */
async function invitedAtOnce(
  folder: string,
  { invite: sites, user: users }: Pick<InitOptions, 'invite' | 'user'>,
): Promise<{ readonly invitations: readonly ShownInvitation[]; readonly users: readonly ShownUserInvitation[] }> {
  if (sites.length === 0 && users.length === 0) return { invitations: [], users: [] };
  const identity = readIdentityFolder(join(folder, OPERATOR_FOLDER));
  const log = createLogger({ component: 'coordinator' });
  const made = await inviteFirst({ folder, log, version: VERSION }, { sites, users }, DEFAULT_VALIDITY_MS);
  return {
    invitations: made.sites.map((invitation) => shownInvitation(identity, invitation)),
    users: made.users.map((invitation) => shownUserInvitation(identity, invitation)),
  };
}

/** Reads `name=role` or `name=role,role`. @throws InvalidArgumentError */
function parseUsers(text: string, before: readonly NewUser[]): readonly NewUser[] {
  const [, user = '', list = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const roles = list.split(',').filter(isRole);
  if (user === '' || roles.length !== list.split(',').length)
    throw new InvalidArgumentError(`expected name=role; roles are ${ROLES.join(', ')}`);
  return [...before, { user, roles }];
}

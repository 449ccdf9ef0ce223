import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flaggedLog, jsonOption, type LogFlags, portNumber, secondsOfADay, withLogOptions } from '@consilium/command-line';
import { ConsiliumError, fromUnknown, systemClock } from '@consilium/core';
import {
  answerToParent,
  createLogger,
  evalAllowed,
  hangupSignals,
  print,
  rerunWithoutEval,
  serviceManager,
} from '@consilium/host';
import {
  initCoordinator,
  inviteFirst,
  MODEL_RETENTIONS,
  type ModelRetention,
  type NewUser,
  type RunningCoordinator,
  serveCoordinator,
  type ServeOptions,
} from '@consilium/coordinator';
import { isRole, ROLES } from '@consilium/proto';
import type { Address } from '@consilium/transport';
import { type KeyStoreAddress, OPERATOR_FOLDER, readIdentityFolder } from '@consilium/trust';
import { Command, InvalidArgumentError, Option } from 'commander';
import { backupCommands } from './coordinator-backup.ts';
import { certificateCommands } from './coordinator-certificates.ts';
import { keysCommands, keyStoreOption } from './coordinator-keys.ts';
import { oidcCommand } from './coordinator-oidc.ts';
import { shipCollector, type ShipOptions, withShipOptions } from '../collector-options.ts';
import { DEFAULT_COORDINATOR_FOLDER } from '../connection.ts';
import { addressParts, hostArgument } from '../options.ts';
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

/** Address to listen on unless told otherwise. */
const DEFAULT_LISTEN = '0.0.0.0';

/** Names that a coordinator for trials has. */
const DEFAULT_HOSTS: readonly string[] = ['localhost', '127.0.0.1'];

/** As long as the longest wait of an agent between two tries to connect. */
const DEFAULT_GRACE_SECONDS = 30;

/** `consilium coordinator ...` */
export function coordinatorCommands(): Command {
  const command = new Command('coordinator');
  command
    .command('init')
    .description('Make the authority of a consortium and the identities of its coordinator and operator')
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
  const start = command
    .command('start')
    .description('Serve sites and researchers until stopped; takes up every run where it stood')
    .option('--folder <folder>', 'folder made by init', DEFAULT_COORDINATOR_FOLDER)
    .option('--listen <address>', 'address to listen on', hostArgument, DEFAULT_LISTEN)
    .option('--rehearsal', 'accept agents and plans without protection; never with data of real patients')
    .addOption(
      new Option('--keep-models <which>', 'models of a run that stay: the newest, those that were evaluated, or all')
        .choices([...MODEL_RETENTIONS])
        .default('newest'),
    )
    .option(
      '--grace <seconds>',
      'how long a round that has its quorum waits for a site whose connection is gone',
      secondsOfADay,
      DEFAULT_GRACE_SECONDS,
    )
    .option(
      '--monitor <address>',
      'show health (/healthz, /readyz) and metrics for Prometheus (/metrics) at this address and port of this machine',
      addressParts,
    )
    .option('--incident-webhook <url>', 'tell incidents there: https, signed with the secret, again until it answers 2xx')
    .option('--incident-webhook-secret <file>', 'file with the secret that signs, readable by its owner alone')
    .option('--incident-webhook-authority <file>', 'PEM of the authority of that server, where it is not a public one');
  withShipOptions(withLogOptions(start))
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium coordinator start --folder consilium-coordinator --monitor 127.0.0.1:9464 --ship-to logs.example.org:6514 --ship-ca /etc/ssl/our-ca.pem\n',
    )
    .action(async ({ grace, incidentWebhook, incidentWebhookSecret, incidentWebhookAuthority, ...options }: StartOptions) => {
      if (evalAllowed(process)) {
        process.exitCode = await rerunWithoutEval(process, hangupSignals(options.logFile));
        return;
      }
      const webhook = webhookOptions(incidentWebhook, incidentWebhookSecret, incidentWebhookAuthority);
      const collector = shipCollector(options);
      await serve({ ...options, ...webhook, graceMs: grace * 1000, ...(collector === undefined ? {} : { collector }) }, options);
    });
  for (const certificates of certificateCommands()) command.addCommand(certificates);
  command.addCommand(keysCommands());
  for (const backups of backupCommands()) command.addCommand(backups);
  command.addCommand(oidcCommand());
  return command;
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

/** Serves until the process is asked to stop, in a process without eval. */
async function serve(options: Omit<ServeOptions, 'log' | 'version'>, logging: LogFlags): Promise<void> {
  const log = flaggedLog('coordinator', logging);
  answerToParent();
  const running = await serveCoordinator({ ...options, log, version: VERSION });
  log.info({ port: running.port, ...extraPorts(running) }, 'serving');
  const manager = serviceManager(process.env, log);
  manager.ready(() => `serving on port ${running.port}`);
  await stopSignal();
  log.info('stopping');
  manager.stopping();
  await running.stop();
}

/** Ports beside the one that members dial. */
function extraPorts({ monitorPort: monitor, peoplePort: people }: RunningCoordinator): Readonly<Record<string, number>> {
  return { ...(monitor === undefined ? {} : { monitor }), ...(people === undefined ? {} : { people }) };
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

interface StartOptions extends LogFlags, ShipOptions {
  readonly folder: string;
  readonly listen: string;
  readonly rehearsal?: boolean;
  readonly keepModels: ModelRetention;
  /** In seconds. */
  readonly grace: number;
  readonly monitor?: Address;
  readonly incidentWebhook?: string;
  readonly incidentWebhookSecret?: string;
  readonly incidentWebhookAuthority?: string;
}

/** Where incidents are announced. @throws ConsiliumError `USAGE` where one option lacks another, `FILE_UNREADABLE` */
function webhookOptions(
  url: string | undefined,
  secretFile: string | undefined,
  authority: string | undefined,
): Pick<ServeOptions, 'webhook'> {
  if (url === undefined && secretFile === undefined && authority === undefined) return {};
  if (url === undefined || secretFile === undefined)
    throw new ConsiliumError({
      code: 'USAGE',
      message: '--incident-webhook and --incident-webhook-secret are named together: nothing is sent without a signature',
    });
  if (authority === undefined) return { webhook: { url, secretFile } };
  try {
    return { webhook: { url, secretFile, authorityPem: readFileSync(authority, 'utf8') } };
  } catch (error) {
    throw fromUnknown(error, authority);
  }
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    // Not once: a terminal and the parent may both tell it, and a signal that nobody listens to ends a process at once.
    process.on('SIGINT', () => resolve());
    process.on('SIGTERM', () => resolve());
  });
}

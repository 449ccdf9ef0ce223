import { readFileSync } from 'node:fs';
import { type LogFlags, secondsOfADay, withLogOptions } from '@consilium/command-line';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { evalAllowed, hangupSignals, rerunWithoutEval } from '@consilium/host';
import { MODEL_RETENTIONS, type ModelRetention, type ServeOptions } from '@consilium/coordinator';
import type { Address } from '@consilium/transport';
import { Command, Option } from 'commander';
import { DEFAULT_LISTEN, serve } from './coordinator-serving.ts';
import { shipCollector, type ShipOptions, withShipOptions } from '../collector-options.ts';
import { DEFAULT_COORDINATOR_FOLDER } from '../default-identities.ts';
import { addressParts, hostArgument } from '../options.ts';

/** As long as the longest wait of an agent between two tries to connect. */
const DEFAULT_GRACE_SECONDS = 30;

/** `consilium coordinator start` */
export function startCommand(): Command {
  const start = new Command('start')
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
  return start;
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

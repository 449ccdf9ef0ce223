import { systemClock } from '@consilium/core';
import { answerToParent, createLogger, evalAllowed, print, rerunWithoutEval } from '@consilium/host';
import { initCoordinator, MODEL_RETENTIONS, type ModelRetention, serveCoordinator } from '@consilium/coordinator';
import { Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_COORDINATOR_FOLDER } from '../connection.ts';
import { VERSION } from '../version.ts';

/** Port that agents dial unless told otherwise; one port, outbound only, is all a hospital's firewall must allow. */
const DEFAULT_PORT = 8443;

/** `consilium coordinator ...` */
export function coordinatorCommands(): Command {
  const command = new Command('coordinator').description('Set up and run the coordinator');
  command
    .command('init')
    .description('Make the authority of a consortium and the identities of its coordinator and operator')
    .requiredOption('--consortium <name>', 'name of the consortium')
    .option('--host <name...>', 'names or addresses under which sites dial the coordinator', ['localhost', '127.0.0.1'])
    .option('--port <number>', 'port that sites dial', parsePort, DEFAULT_PORT)
    .option('--folder <folder>', 'where to keep everything', DEFAULT_COORDINATOR_FOLDER)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ consilium coordinator init --consortium cardio --host fl.example.org\n')
    .action(async (options: { consortium: string; host: string[]; port: number; folder: string; json?: boolean }) => {
      const { consortium, host, port, folder } = options;
      const { authorityFingerprint } = await initCoordinator(folder, { consortium, hosts: host, port }, systemClock);
      print(options.json, { folder, consortium, authorityFingerprint }, () => [
        `The consortium ${consortium} lives in ${folder}.`,
        `Fingerprint of its authority (give it to hospitals out of band, such as by phone):`,
        `  ${authorityFingerprint}`,
        `Next: consilium coordinator start --folder ${folder}`,
      ]);
    });
  command
    .command('start')
    .description('Serve sites and researchers until stopped; takes up every run where it stood')
    .option('--folder <folder>', 'folder made by init', DEFAULT_COORDINATOR_FOLDER)
    .option('--listen <address>', 'address to listen on', '0.0.0.0')
    .option('--rehearsal', 'accept agents and plans without protection; never with data of real patients')
    .addOption(
      new Option('--keep-models <which>', 'models of a run that stay: the newest, those that were evaluated, or all')
        .choices([...MODEL_RETENTIONS])
        .default('newest'),
    )
    .addHelpText('after', '\nExample:\n  $ consilium coordinator start --folder consilium-coordinator\n')
    .action(async (options: { folder: string; listen: string; rehearsal?: boolean; keepModels: ModelRetention }) => {
      if (evalAllowed(process)) {
        process.exitCode = await rerunWithoutEval(process);
        return;
      }
      answerToParent();
      const log = createLogger({ component: 'coordinator' });
      const running = await serveCoordinator({ ...options, log, version: VERSION });
      log.info({ port: running.port }, 'serving');
      await stopSignal();
      log.info('stopping');
      await running.stop();
    });
  return command;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new InvalidArgumentError('expected a port from 1 to 65535');
  return port;
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    // Not once: a terminal and the parent may both tell it, and a signal that nobody listens to ends a process at once.
    process.on('SIGINT', () => resolve());
    process.on('SIGTERM', () => resolve());
  });
}

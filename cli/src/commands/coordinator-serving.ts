import { flaggedLog, type LogFlags } from '@consilium/command-line';
import { answerToParent, serviceManager } from '@consilium/host';
import { type RunningCoordinator, serveCoordinator, type ServeOptions } from '@consilium/coordinator';
import { VERSION } from '../version.ts';

/** Address to listen on unless told otherwise. */
export const DEFAULT_LISTEN = '0.0.0.0';

/** Serves until the process is asked to stop, in a process without eval. */
export async function serve(options: Omit<ServeOptions, 'log' | 'version'>, logging: LogFlags): Promise<void> {
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

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    // Not once: a terminal and the parent may both tell it, and a signal that nobody listens to ends a process at once.
    process.on('SIGINT', () => resolve());
    process.on('SIGTERM', () => resolve());
  });
}

import { spawn } from 'node:child_process';
import type { Logger } from './log.ts';

/** For systemd-notify, which waits until systemd has taken what it says. */
const TELL_MS = 10_000;
/** How often a status is looked at that may have changed. */
const LOOK_MS = 5000;

/** What started this program as a service, and learns how it stands. */
export interface ServiceManager {
  /** It serves now. @param status in a line, for people; asked for again from time to time */
  ready(status: () => string): void;
  /** It is about to end. */
  stopping(): void;
}

/** A program that nobody runs as a service. */
const NOBODY: ServiceManager = { ready: () => {}, stopping: () => {} };

/**
 * Tells systemd how this program stands (sd_notify(3)), where it is one of its services (`NOTIFY_SOCKET`). That is a datagram to a Unix socket, which
 * Node has none of: systemd's own systemd-notify sends it, one at a time. The message comes from a child of this process then, so the unit has
 * `NotifyAccess=all`. There is no watchdog: the first of our two processes ends the second when that hangs, and ends with it.
 */
export function serviceManager(
  environment: Readonly<Record<string, string | undefined>>,
  log: Pick<Logger, 'warn'>,
  command = 'systemd-notify',
): ServiceManager {
  if (!environment['NOTIFY_SOCKET']) return NOBODY;
  let turn = Promise.resolve();
  let told = '';
  const tell = (...words: readonly string[]): void => {
    turn = turn.then(async () => {
      const trouble = await run(command, words);
      if (trouble !== undefined) log.warn({ command, said: words }, `systemd was not told how this program stands: ${trouble}`);
    });
  };
  let look: NodeJS.Timeout | undefined;
  return {
    ready(status) {
      told = status();
      tell('--ready', `--status=${told}`);
      look = setInterval(() => {
        const now = status();
        if (now === told) return;
        told = now;
        tell(`--status=${now}`);
      }, LOOK_MS);
      // What serves holds the process, not what it says of that.
      look.unref();
    },
    stopping() {
      clearInterval(look);
      tell('STOPPING=1', '--status=stopping');
    },
  };
}

/** Runs a command to its end. @returns why it did not do what it was asked for */
async function run(command: string, words: readonly string[]): Promise<string | undefined> {
  return await new Promise((resolve) => {
    const child = spawn(command, words, { stdio: 'ignore', timeout: TELL_MS });
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code === 0 ? undefined : `it ended with ${code ?? signal}`));
  });
}

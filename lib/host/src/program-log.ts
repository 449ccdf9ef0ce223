import { fromUnknown } from '@consilium/core';
import { createLogger, type Logger, type LogLevel } from './log.ts';
import { LogFile } from './log-file.ts';
import { standardError } from './output/standard-streams.ts';

/** How a program that serves writes its log. */
export interface ProgramLogOptions {
  readonly component: string;
  readonly level?: LogLevel;
  /** @default standard error */
  readonly file?: string;
}

/**
 * What reopens the log of a program that serves, and which the process that was started hands on. At a terminal without a log file SIGHUP
 * means what it always did: the terminal is gone.
 */
export function hangupSignals(file: string | undefined): readonly NodeJS.Signals[] {
  return file !== undefined || !standardError.interactive ? ['SIGHUP'] : [];
}

/** The log of a program that serves, which opens its file again on SIGHUP. @throws ConsiliumError `FILE_UNREADABLE`, `DISK_FULL` */
export function programLog({ component, level = 'info', file }: ProgramLogOptions): Logger {
  const destination = file === undefined ? undefined : new LogFile(file);
  const log = createLogger({ component, level, ...(destination === undefined ? {} : { destination }) });
  for (const signal of hangupSignals(file))
    process.on(signal, () => {
      if (destination === undefined) return;
      try {
        destination.reopen();
        log.info('the log goes on in a new file');
      } catch (error) {
        const { code, message } = fromUnknown(error);
        log.error({ code }, `the log goes on in the file before: ${message}`);
      }
    });
  return log;
}

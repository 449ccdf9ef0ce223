import { fromUnknown } from '@consilium/core';
import { createLogger, LOG_LEVELS, type Logger, type LogLevel } from './log.ts';
import { LogFile } from './log-file.ts';
import { standardError } from './output/standard-streams.ts';

/** How a program that serves writes its log. */
export interface ProgramLogOptions {
  readonly component: string;
  readonly level?: LogLevel;
  /** @default standard error */
  readonly file?: string;
}

/** What a command line says of the log of a program that serves. */
export interface LogFlags {
  readonly logFile?: string;
  readonly logLevel: LogLevel;
}

/**
 * Gives a command that serves the options of its log.
 *
 * @param option makes an option of commander
 */
export function withLogOptions<
  O extends { choices(values: readonly string[]): O; default(value: unknown): O },
  C extends { option(flags: string, description: string): unknown; addOption(option: O): unknown },
>(command: C, option: (flags: string, description: string) => O): C {
  command.option('--log-file <file>', 'write the log there and not to standard error; opened again on SIGHUP, for logrotate');
  command.addOption(option('--log-level <level>', 'from which lines on it is written').choices(LOG_LEVELS).default('info'));
  return command;
}

/** The log that a command line asks for. @throws ConsiliumError as {@link programLog} */
export function flaggedLog(component: string, { logFile, logLevel }: LogFlags): Logger {
  return programLog({ component, level: logLevel, ...(logFile === undefined ? {} : { file: logFile }) });
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

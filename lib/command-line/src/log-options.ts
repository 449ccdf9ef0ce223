import { LOG_LEVELS, type Logger, type LogLevel, programLog } from '@consilium/host';
import { type Command, Option } from 'commander';

/** What a command line says of the log of a program that serves. */
export interface LogFlags {
  readonly logFile?: string;
  readonly logLevel: LogLevel;
}

/** Gives a command that serves the options of its log. */
export function withLogOptions(command: Command): Command {
  return command
    .option('--log-file <file>', 'write the log there and not to standard error; opened again on SIGHUP, for logrotate')
    .addOption(new Option('--log-level <level>', 'from which lines on it is written').choices(LOG_LEVELS).default('info'));
}

/** The log that a command line asks for. @throws ConsiliumError `FILE_UNREADABLE`, `DISK_FULL` */
export function flaggedLog(component: string, { logFile, logLevel }: LogFlags): Logger {
  return programLog({ component, level: logLevel, ...(logFile === undefined ? {} : { file: logFile }) });
}

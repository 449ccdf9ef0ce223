import { fromUnknown } from '@consilium/core';
import { LOG_LEVELS, type Logger, type LogLevel, programLog } from '@consilium/host';
import { formatAddress, parseAddress, parseHost } from '@consilium/transport';
import { type Command, InvalidArgumentError, Option } from 'commander';

/** How a command that serves writes its log. */
export interface LogOptions {
  readonly logFile?: string;
  readonly logLevel: LogLevel;
}

/** Gives a command that serves the options of its log. */
export function withLogOptions(command: Command): Command {
  return command
    .option('--log-file <file>', 'write the log there and not to standard error; opened again on SIGHUP, for logrotate')
    .addOption(new Option('--log-level <level>', 'from which lines on it is written').choices(LOG_LEVELS).default('info'));
}

/** The log of a coordinator that serves. @throws ConsiliumError `FILE_UNREADABLE`, `DISK_FULL` */
export function coordinatorLog({ logFile, logLevel }: LogOptions): Logger {
  return programLog({ component: 'coordinator', level: logLevel, ...(logFile === undefined ? {} : { file: logFile }) });
}

/** Reads a number above 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0) || value === Infinity) throw new InvalidArgumentError('expected a number above 0');
  return value;
}

/** Reads any number; what it may be is for the library to say, which names the field. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('expected a number');
  return value;
}

/** Reads a whole number of at least 1. */
export function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number, at least 1');
  return value;
}

/** Reads a day as `YYYY-MM-DD`. */
export function calendarDay(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('expected a day as YYYY-MM-DD');
  return text;
}

/** Reads a name or an address. @throws InvalidArgumentError, which commander prints with the name of the option */
export function hostArgument(text: string): string {
  try {
    return parseHost(text);
  } catch (error) {
    const { message, advice } = fromUnknown(error);
    throw new InvalidArgumentError(`${message}. ${advice}`);
  }
}

/** Reads an address with its port. @throws InvalidArgumentError, which commander prints with the name of the option */
export function addressArgument(text: string): string {
  try {
    return formatAddress(parseAddress(text));
  } catch (error) {
    const { message, advice } = fromUnknown(error);
    throw new InvalidArgumentError(`${message}. ${advice}`);
  }
}

/** Reads a port. @throws InvalidArgumentError */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new InvalidArgumentError('expected a port from 1 to 65535');
  return port;
}

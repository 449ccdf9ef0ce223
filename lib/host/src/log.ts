import { createRequire } from 'node:module';
import { ConsiliumError, isErrorCode } from '@consilium/core';
import type { pino as Pino, DestinationStream, Logger as PinoLogger } from 'pino';
import { visibleRecord } from './output/json-output.ts';

const require = createRequire(import.meta.url);

/** Structured logger. Bind `component`, `runId`, `round`, `siteId`; never a patient's value, never a secret. */
export type Logger = PinoLogger;

/** From which lines on are written. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** See {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** How to make a logger. */
export interface LogOptions {
  readonly component: string;
  /** @default 'info' */
  readonly level?: LogLevel | 'silent';
  /** @default standard error, so that standard output stays free for results */
  readonly destination?: DestinationStream;
}

/** Fields that are cut out of every record wherever they appear at the first two levels. */
const REDACTED = ['key', 'privateKey', 'passphrase', 'token', '*.key', '*.privateKey', '*.passphrase', '*.token'];

/** A record with a code of the catalogue says what to do about it, in the words of the catalogue where it has none of its own. */
function withAdvice(record: Record<string, unknown>): Record<string, unknown> {
  const { code, advice } = record;
  if (!isErrorCode(code) || advice !== undefined) return record;
  return { ...record, advice: new ConsiliumError({ code, message: '' }).advice };
}

/** A JSON-lines logger, with times in ISO 8601. What a reader of the log prints of a record holds no hidden character, see `visibleRecord`. */
export function createLogger(options: LogOptions): Logger {
  // Loaded with the first logger: commands that do not serve have none.
  const pino = require('pino') as typeof Pino;
  const destination = options.destination ?? pino.destination({ fd: 2, sync: true });
  return pino(
    {
      level: options.level ?? 'info',
      base: { component: options.component },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { log: withAdvice },
      redact: { paths: REDACTED, censor: '[redacted]' },
    },
    { write: (line) => destination.write(visibleRecord(line)) },
  );
}

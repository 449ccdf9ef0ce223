import pino, { type DestinationStream, type Logger as PinoLogger } from 'pino';
import { visibleRecord } from './output/json-output.ts';

/** Structured logger. Bind `component`, `runId`, `round`, `siteId`; never a patient's value, never a secret. */
export type Logger = PinoLogger;

/** How to make a logger. */
export interface LogOptions {
  readonly component: string;
  /** @default 'info' */
  readonly level?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** @default standard error, so that standard output stays free for results */
  readonly destination?: DestinationStream;
}

/** Fields that are cut out of every record wherever they appear at the first two levels. */
const REDACTED = ['key', 'privateKey', 'passphrase', 'token', '*.key', '*.privateKey', '*.passphrase', '*.token'];

/** A JSON-lines logger. What a reader of the log prints of a record holds no hidden character, see `visibleRecord`. */
export function createLogger(options: LogOptions): Logger {
  const destination = options.destination ?? pino.destination({ fd: 2, sync: true });
  return pino(
    { level: options.level ?? 'info', base: { component: options.component }, redact: { paths: REDACTED, censor: '[redacted]' } },
    { write: (line) => destination.write(visibleRecord(line)) },
  );
}

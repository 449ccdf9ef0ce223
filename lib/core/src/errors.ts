import { ERROR_CATALOG, type ErrorCode, type ErrorEntry } from './error-catalog.ts';

/** What a {@link ConsiliumError} is made from. */
export interface ErrorInit<C extends ErrorCode = ErrorCode> {
  readonly code: C;
  /** One sentence in plain words: what happened, to what. Never a secret, never a patient's value. */
  readonly message: string;
  readonly cause?: unknown;
  /** What to do here, where the catalog's sentence for the code would send a person the wrong way. It never crosses the wire. */
  readonly advice?: string;
  /** Small facts for machines (row, column, site id); the same rule as for `message`. */
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

/** The one error class of the project: a code of the catalog, a message for a person, details for a machine. */
export class ConsiliumError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly details: Readonly<Record<string, string | number | boolean>>;
  /** One sentence: what to do. */
  readonly advice: string;

  constructor(init: ErrorInit<C>) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = 'ConsiliumError';
    this.code = init.code;
    this.details = init.details ?? {};
    this.advice = init.advice ?? ERROR_CATALOG[init.code].advice;
  }

  /** The catalog row of this error. */
  get entry(): ErrorEntry {
    return ERROR_CATALOG[this.code];
  }

  /** Whether the same call may succeed later without a change. */
  get retryable(): boolean {
    return this.entry.retryable;
  }

  /** Two lines for a terminal: what happened and what to do. */
  toUserText(): string {
    return `${this.message}\n${this.advice}`;
  }
}

/**
 * An error that says no by a rule. It has no stack: the place in the code tells nobody anything, and looking it up takes several times as long as
 * all the rest of a refusal, which others may ask for as often as they like.
 */
export function refusalOf<C extends ErrorCode>(init: ErrorInit<C>): ConsiliumError<C> {
  const { stackTraceLimit } = Error;
  // For this one error; nothing else runs before it is set back.
  Error.stackTraceLimit = 0;
  try {
    return new ConsiliumError(init);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Whether `value` is a code of the catalog. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_CATALOG, value);
}

/** Whether `error` is a {@link ConsiliumError}, with the given code if one is named. */
export function isConsiliumError<C extends ErrorCode = ErrorCode>(error: unknown, code?: C): error is ConsiliumError<C> {
  return error instanceof ConsiliumError && (code === undefined || error.code === code);
}

/** What a path, its rights and its volume can be the reason of; nothing that a record of a patient could cause. */
const OUT_OF_REACH: ReadonlySet<string> = new Set([
  'ENOENT',
  'EACCES',
  'EPERM',
  'EROFS',
  'EISDIR',
  'ENOTDIR',
  'ENAMETOOLONG',
  'ELOOP',
]);

/**
 * The only conversion from anything thrown to a {@link ConsiliumError}: known errors pass, a full disk, full memory and missing files
 * get their codes, everything else becomes `INTERNAL` with the original as `cause` (which never crosses the wire).
 */
export function fromUnknown(error: unknown, context?: string): ConsiliumError {
  if (error instanceof ConsiliumError) return error;
  const prefix = context === undefined ? '' : `${context}: `;
  const errno = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  const text = error instanceof Error ? error.message : String(error);
  if (errno === 'ENOSPC' || errno === 'EDQUOT' || errno === 'SQLITE_FULL') {
    return new ConsiliumError({ code: 'DISK_FULL', message: `${prefix}the disk is full`, cause: error });
  }
  if (errno === 'ENOMEM' || errno === 'ERR_MEMORY_ALLOCATION_FAILED' || text === 'Array buffer allocation failed') {
    return new ConsiliumError({ code: 'MEMORY_FULL', message: `${prefix}the memory is full`, cause: error });
  }
  if (typeof errno === 'string' && OUT_OF_REACH.has(errno)) {
    return new ConsiliumError({ code: 'FILE_UNREADABLE', message: `${prefix}${text}`, cause: error });
  }
  return new ConsiliumError({ code: 'INTERNAL', message: `${prefix}${text}`, cause: error });
}

const OF_MACHINE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['DISK_FULL', 'FILE_UNREADABLE', 'MEMORY_FULL']);

/**
 * Whether an error is the machine's and says nothing about numbers. Of all others that come up once patients were touched, one record may be
 * the cause: they must cost that patient's contribution and no more.
 */
export function isMachineError(error: unknown): boolean {
  return OF_MACHINE.has(fromUnknown(error).code);
}

/** Marks code that the type system proves unreachable. */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}

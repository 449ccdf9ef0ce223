/** A failure that a person can act on: what went wrong, what to do about it, and the tail of the tool's own words. */
export class SetupError extends Error {
  /**
   * @param {string} message one sentence: what went wrong
   * @param {string} advice what to do, in the imperative
   * @param {{ output?: string, cause?: unknown }} [more] the failing tool's last lines
   */
  constructor(message, advice, more = {}) {
    super(message, { cause: more.cause });
    this.name = 'SetupError';
    this.advice = advice;
    this.output = more.output ?? '';
  }
}

/** Signs of a network that does not answer, in the words of npm, pip and Node. */
const NETWORK_SIGNS =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|network (?:request|timeout)|NewConnectionError|ConnectTimeoutError|Name or service not known|Temporary failure in name resolution|Could not fetch URL|ProxyError|SSLError|ReadTimeoutError|CERT_|SELF_SIGNED/;

/** Signs of a full disk or an exhausted quota. */
const DISK_SIGNS = /ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/;

/**
 * What kind of trouble a tool's output speaks of.
 * @param {string} text
 * @returns {'disk' | 'network' | 'other'}
 */
export function classifyFailure(text) {
  if (DISK_SIGNS.test(text)) return 'disk';
  if (NETWORK_SIGNS.test(text)) return 'network';
  return 'other';
}

/**
 * The error for a full disk, wherever it showed.
 * @param {string} where the folder that was written to
 * @param {{ output?: string, cause?: unknown }} [more]
 */
export function diskFull(where, more = {}) {
  return new SetupError(
    `The disk is full: could not write to ${where}.`,
    'Free some space (a first set-up needs about 2 GB: 0.6 GB in this folder, up to 1.1 GB in the cache) and run the command again; it goes on where it stopped. XDG_CACHE_HOME moves the cache to another disk.',
    more,
  );
}

/**
 * @param {unknown} error
 * @returns {string | undefined} the operating system's code, if there is one
 */
export function errorCode(error) {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * Turns whatever was thrown into an error that says what to do.
 * @param {unknown} error
 * @param {string} where the folder that set-up was writing to
 * @returns {SetupError}
 */
export function toSetupError(error, where) {
  if (error instanceof SetupError) return error;
  const code = errorCode(error);
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(where, { cause: error });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new SetupError(
      `No permission to write: ${text.split('\n')[0]}`,
      'Run as the user who owns this folder and its cache, or set XDG_CACHE_HOME to a folder that you may write to.',
      { cause: error },
    );
  }
  return new SetupError('Set-up met something unexpected.', 'Please report the lines below.', { output: text, cause: error });
}

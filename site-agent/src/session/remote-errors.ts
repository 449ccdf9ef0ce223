import { ConsiliumError, type ErrorCode, fromUnknown, visibleText } from '@consilium/core';
import type { siteService } from '@consilium/proto';
import { type Client, isNotConnected } from '@consilium/transport';

/** Most characters of what a coordinator says in an error. */
const MAX_TEXT = 500;

/** Most characters of a name or a version. */
const MAX_NAME = 100;

/**
 * Codes that a coordinator may say, or that stand for a connection to it. All others are words about this site: from outside they would
 * pass for its own errors, and some of those end the agent, with advice about its ledger.
 */
const REMOTE_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ADMISSION_REFUSED',
  'BLOB_UNKNOWN',
  'CERTIFICATE_INVALID',
  'CERTIFICATE_UNKNOWN',
  'COORDINATOR_FAILED',
  'INVITATION_INVALID',
  'LEASE_LOST',
  'MESSAGE_INVALID',
  'NOT_IMPLEMENTED',
  'NOT_TLS',
  'QUEUE_FULL',
  'REHEARSAL_ONLY',
  'REQUEST_INVALID',
  'ROLE_MISSING',
  'RUN_STOPPED',
  'RUN_UNKNOWN',
  'SECOND_HOLDER',
  'SESSION_REPLACED',
  'SITE_QUARANTINED',
  'UNREACHABLE',
  'UPDATE_CORRUPT',
  'UPDATE_NOT_FINITE',
  'UPDATE_REPLAYED',
  'UPDATE_STALE',
  'UPDATE_TOO_LONG',
  'UPDATE_UNEXPECTED',
  'UPDATE_WRONG_SHAPE',
  'VERSION_INCOMPATIBLE',
]);

/** A name or a version that a coordinator said, short and on one line; `undefined` where it said none. */
export function remoteName(name: string | null | undefined): string | undefined {
  return name === null || name === undefined ? undefined : visibleText(name.slice(0, MAX_NAME));
}

/** An error that came over the wire, in words that cannot be taken for this site's own. */
export function remoteError(code: string | null | undefined, message: string | null | undefined): ConsiliumError {
  const text = visibleText((message ?? '').slice(0, MAX_TEXT));
  const known = [...REMOTE_CODES].find((allowed) => allowed === code);
  if (known !== undefined) return new ConsiliumError({ code: known, message: text });
  const said = visibleText((code ?? '').slice(0, MAX_TEXT));
  return new ConsiliumError({ code: 'REMOTE_PROBLEM', message: `the coordinator reports ${said || 'a problem'}: "${text}"` });
}

/** An error of a call: about the way to the coordinator in this side's words, or in words that the other side may have chosen, as {@link remoteError} reads them. */
export function fromRemote(error: unknown): ConsiliumError {
  // Made here, about the way to the coordinator: no word of it.
  if (isNotConnected(error)) return error;
  const { code, message, cause, advice } = fromUnknown(error);
  const { code: told, message: text } = remoteError(code, message);
  // Advice never crosses the wire: it is of this side's transport.
  return new ConsiliumError({ code: told, message: text, cause, ...(told === code ? { advice } : {}) });
}

/**
 * The same for a call in the middle of work: a connection that could not be made is a cut one there, whatever stood in its way. Only a word of the coordinator
 * may end what a site has paid for.
 */
function duringWork(error: unknown): ConsiliumError {
  const read = fromRemote(error);
  if (!isNotConnected(read)) return read;
  const { message, advice } = read;
  return new ConsiliumError({ code: 'UNREACHABLE', message, advice, cause: read });
}

/** The calls of a coordinator with every error of theirs read by {@link remoteError}; errors of what this site sends stay its own. */
export function readingRemoteErrors(client: Client<typeof siteService>): Client<typeof siteService> {
  return {
    session: (messages, options) => heard(own(messages), (sent) => client.session(sent, options), fromRemote),
    async listPlans(request, options) {
      try {
        return await client.listPlans(request, options);
      } catch (error) {
        throw fromRemote(error);
      }
    },
    async greet(request, options) {
      try {
        return await client.greet(request, options);
      } catch (error) {
        throw fromRemote(error);
      }
    },
    getBlob: (request, options) => heard(own([]), () => client.getBlob(request, options), duringWork),
    async getUploadStatus(request, options) {
      try {
        return await client.getUploadStatus(request, options);
      } catch (error) {
        throw duringWork(error);
      }
    },
    async putUpdate(messages, options) {
      const sent = own(messages);
      try {
        return await client.putUpdate(sent.messages, options);
      } catch (error) {
        throw sent.failed() ? error : duringWork(error);
      }
    },
  };
}

/** What this site sends, and whether making it has failed. */
interface Own<T> {
  readonly messages: AsyncIterable<T>;
  failed(): boolean;
}

function own<T>(messages: AsyncIterable<T> | Iterable<T>): Own<T> {
  let failed = false;
  async function* watched(): AsyncGenerator<T> {
    try {
      yield* messages;
    } catch (error) {
      failed = true;
      throw error;
    }
  }
  return { messages: watched(), failed: () => failed };
}

async function* heard<T, R>(
  sent: Own<T>,
  call: (messages: AsyncIterable<T>) => AsyncIterable<R>,
  read: (error: unknown) => ConsiliumError,
): AsyncGenerator<R> {
  const messages = call(sent.messages)[Symbol.asyncIterator]();
  try {
    for (;;) {
      let next: IteratorResult<R>;
      try {
        next = await messages.next();
      } catch (error) {
        throw sent.failed() ? error : read(error);
      }
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await messages.return?.();
  }
}

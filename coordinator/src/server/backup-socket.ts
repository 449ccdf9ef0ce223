import { readdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { ConsiliumError, fromUnknown, isErrorCode } from '@consilium/core';
import { type Logger, parseJson } from '@consilium/host';
import { z } from 'zod';

/** Longest path of a Unix socket in bytes: what Linux has room for, less the zero at its end (unix(7)). */
const MAX_PATH_BYTES = 107;
const LONGEST_LINE = 10_000;
/** A copy of its store, which goes when who has asked for it goes. */
const COPY = /^copy-/;

const requestSchema = z.strictObject({ store: z.enum(['passphrase', 'systemd', 'pkcs11']) });
const answerSchema = z.union([z.strictObject({ folder: z.string() }), z.strictObject({ code: z.string(), message: z.string() })]);

/** What encrypts the backup that a copy is for. */
export type BackupRequest = z.output<typeof requestSchema>;

/** Where a coordinator that runs is asked for a copy of its store. */
export function backupSocketPath(folder: string): string {
  return join(folder, 'backup.sock');
}

/** How copies are made. */
export interface BackupServing {
  readonly path: string;
  /** State folder, in which copies lie as long as somebody wants them. */
  readonly state: string;
  /** Writes down that somebody asks, and copies the store into a new folder. */
  readonly copy: (request: BackupRequest, folder: string) => Promise<void>;
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * Makes copies of the store for who may open the socket: this account and root, for it lies in the coordinator's own folder. No other process can open the
 * database while this one works. A copy is there as long as its connection: who is killed leaves nothing.
 *
 * A path that no socket can have is a warning: the coordinator works, and is backed up while it is stopped.
 */
export async function serveBackups({ path, state, copy, log }: BackupServing): Promise<{ close(): Promise<void> }> {
  for (const name of readdirSync(state)) if (COPY.test(name)) rmSync(join(state, name), { recursive: true, force: true });
  const sockets = new Set<Socket>();
  let last: Promise<void> = Promise.resolve();
  let copies = 0;
  const answer = async (socket: Socket, line: string): Promise<void> => {
    // Whose turn comes too late does not want it any more.
    if (socket.destroyed) return;
    const folder = join(state, `copy-${(copies += 1)}`);
    try {
      const request = parseJson(line, requestSchema, path, 'MESSAGE_INVALID').value;
      await copy(request, folder);
      socket.write(`${JSON.stringify({ folder })}\n`);
      if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
    } catch (error) {
      const { code, message } = fromUnknown(error);
      log.warn({ code }, `the store could not be copied for a backup: ${message}`);
      socket.end(`${JSON.stringify({ code, message })}\n`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    lineOf(socket, (line) => {
      // One at a time: each takes as much room as the database.
      last = last.then(async () => await answer(socket, line));
    });
  });
  const listening = await listen(server, path);
  if (listening !== undefined)
    log.warn({ code: 'FILE_UNREADABLE' }, `backups are made only while this coordinator is stopped: ${listening}`);
  return {
    async close() {
      for (const socket of sockets) socket.destroy();
      await last;
      if (listening === undefined) await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** @returns why it does not listen, if it does not */
async function listen(server: ReturnType<typeof createServer>, path: string): Promise<string | undefined> {
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return `a socket has a path of at most ${MAX_PATH_BYTES} bytes: ${path}`;
  // Of one that was killed: nobody else works on this folder.
  rmSync(path, { force: true });
  return await new Promise((resolve) => {
    server.once('error', ({ message }) => resolve(message));
    server.listen(path, () => resolve(undefined));
  });
}

/** Gives the first line that comes, once. */
function lineOf(socket: Socket, take: (line: string) => void): void {
  let text = '';
  const more = (part: string): void => {
    text += part;
    const end = text.indexOf('\n');
    if (end === -1 && text.length <= LONGEST_LINE) return;
    socket.off('data', more);
    take(end === -1 ? '' : text.slice(0, end));
  };
  socket.setEncoding('utf8').on('data', more);
}

/** A copy of a store that a coordinator has made. */
export interface HeldCopy {
  readonly folder: string;
  /** It is not wanted any more. */
  release(): void;
}

/**
 * Asks the coordinator that runs on a folder for a copy of its store.
 *
 * @returns `undefined` where none runs
 * @throws ConsiliumError with the code of what kept it from making one; `UNREACHABLE` when it ends meanwhile
 */
export async function requestCopy(path: string, request: BackupRequest): Promise<HeldCopy | undefined> {
  const socket = connect(path);
  const line = await new Promise<string | undefined>((resolve, reject) => {
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(undefined);
      else reject(fromUnknown(error, path));
    });
    socket.once('close', () =>
      reject(new ConsiliumError({ code: 'UNREACHABLE', message: 'the coordinator has ended before it had copied its store' })),
    );
    lineOf(socket, resolve);
    socket.write(`${JSON.stringify(request)}\n`);
  });
  if (line === undefined) return undefined;
  const answer = parseJson(line, answerSchema, path, 'MESSAGE_INVALID').value;
  if ('folder' in answer) {
    const { folder } = answer;
    return {
      folder,
      release: () => {
        rmSync(folder, { recursive: true, force: true });
        socket.destroy();
      },
    };
  }
  socket.destroy();
  const { code, message } = answer;
  throw new ConsiliumError({ code: isErrorCode(code) ? code : 'INTERNAL', message });
}

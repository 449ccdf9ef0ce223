import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { ConsiliumError } from '@consilium/core';
import { parseJson } from '@consilium/host';
import { type AgentStanding, agentStandingSchema } from './agent-standing.ts';

/** Longest path of a Unix socket in bytes: what Linux has room for, less the zero at its end (unix(7)). */
const MAX_PATH_BYTES = 107;
/** An agent that trains answers between two steps. */
const ANSWER_MS = 10_000;
const MAX_ANSWER_CHARACTERS = 100_000;

/** A socket that tells where an agent stands. */
export interface StandingSocket {
  close(): Promise<void>;
}

/**
 * Tells everybody who may open the socket where the agent stands: this account and root, for it lies in the agent's own folder. Only for the process that
 * holds the locks of the folder: a socket that a killed one left there is taken away.
 *
 * @throws ConsiliumError `FILE_UNREADABLE` for a path that no socket can have, or where none can be made
 */
export async function serveStanding(path: string, standing: () => AgentStanding): Promise<StandingSocket> {
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) throw unusable(path, `a socket has a path of at most ${MAX_PATH_BYTES} bytes`);
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(JSON.stringify(standing()));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(unusable(path, error.message, error)));
    server.listen(path, resolve);
  });
  return { close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/**
 * Asks the agent of a folder where it stands.
 *
 * @returns `undefined` when no agent runs
 * @throws ConsiliumError `UNREACHABLE` for one that says nothing in time, `MESSAGE_INVALID` for what is no answer, `FILE_UNREADABLE`
 */
export async function askStanding(path: string, limitMs: number = ANSWER_MS): Promise<AgentStanding | undefined> {
  const text = await new Promise<string | undefined>((resolve, reject) => {
    const socket = connect(path);
    let received = '';
    const fail = (error: ConsiliumError): void => {
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(
      () => fail(unreachable(`the agent does not say within ${limitMs / 1000} s where it stands`)),
      limitMs,
    );
    socket.setEncoding('utf8').on('data', (part: string) => {
      received += part;
      if (received.length > MAX_ANSWER_CHARACTERS) fail(unreachable('what answers in the place of the agent is none'));
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(undefined);
      else reject(unusable(path, error.message, error));
    });
    socket.once('end', () => resolve(received));
    socket.once('close', () => clearTimeout(timer));
  });
  return text === undefined ? undefined : parseJson(text, agentStandingSchema, path, 'MESSAGE_INVALID').value;
}

function unreachable(message: string): ConsiliumError<'UNREACHABLE'> {
  return new ConsiliumError({
    code: 'UNREACHABLE',
    message,
    advice: 'Look into its log; if it hangs, stop it and start it again.',
  });
}

function unusable(path: string, why: string, cause?: unknown): ConsiliumError<'FILE_UNREADABLE'> {
  return new ConsiliumError({
    code: 'FILE_UNREADABLE',
    message: `${path} cannot be the socket that tells where the agent stands: ${why}`,
    cause,
    advice: 'Only "consilium-site status" misses it. Move the folder of the site to a shorter path.',
  });
}

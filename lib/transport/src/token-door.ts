import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { ConsiliumError } from '@consilium/core';
import { type Metadata, ServerInterceptingCall, type ServerInterceptor, status } from '@grpc/grpc-js';
import { TOKEN_CALLERS } from './limits.ts';
import type { ProvedToken } from './service.ts';
import { toStatus } from './status.ts';

/** A call that comes with a token, or should. */
export interface TokenCall {
  /** What the caller sent after `Bearer`. */
  readonly token: string;
  /** `/package.Service/Method`. */
  readonly path: string;
  /** `host:port` of the caller. */
  readonly address: string;
}

/** Proves a token. @throws ConsiliumError when it proves nothing */
export type ProveToken = (call: TokenCall) => Promise<ProvedToken>;

/** `authorization: Bearer` (RFC 6750, section 2.1): the token has no character that would need quotes. */
const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i;

/** See {@link TOKEN_CALLERS}. */
export type TokenCallerLimits = { readonly [Name in Exclude<keyof typeof TOKEN_CALLERS, 'callsAtOnce' | 'idleMs'>]: number };

/** A connection that is open. */
interface Connection {
  readonly socket: Socket;
  /** As grpc-js writes it. A name is no key: a port may be taken again before the end of the connection before it is known. */
  readonly address: string;
  /** Cuts it; none while the last token that came over it proved somebody. */
  late: NodeJS.Timeout | undefined;
  /** Calls in a row that were refused. */
  refused: number;
  /** Who was proved over it last; empty before anybody was. */
  person: string;
}

/**
 * Asks for a token with every call, before a byte of its message is read, and bounds what those cost who have none: they come without a
 * certificate, so that TLS knows nothing of them.
 */
export class TokenDoor {
  readonly #prove: ProveToken;
  readonly #limits: TokenCallerLimits;
  readonly #failed: (method: string, error: unknown) => void;
  /** What was proved, by the metadata of the call, which grpc-js hands on as it is. */
  readonly #proved: WeakMap<Metadata, ProvedToken> = new WeakMap();
  readonly #open: Set<Connection> = new Set();

  /** @param failed told of what went wrong while a token was looked at, and is no refusal */
  constructor(
    prove: ProveToken,
    limits: TokenCallerLimits = TOKEN_CALLERS,
    failed: (method: string, error: unknown) => void = () => {},
  ) {
    this.#prove = prove;
    this.#limits = limits;
    this.#failed = failed;
  }

  /** Refuses a call without a token that proves something; its message stays unread. */
  readonly interceptor: ServerInterceptor = ({ path }, call) =>
    new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, pass) => {
            const address = call.getPeer();
            void this.#ask({ metadata, path, address }).then(
              () => pass(metadata),
              (error: unknown) => {
                const { code, details, metadata: trailer } = toStatus(error);
                if (code === status.INTERNAL) this.#failed(path, error);
                if (code === status.UNAUTHENTICATED || code === status.PERMISSION_DENIED) this.#unproved(address);
                call.sendStatus({ code, details, metadata: trailer });
              },
            );
          },
        }),
    });

  /** What the token of a call has proved. @throws ConsiliumError `TOKEN_INVALID` for a call that this door has not let in */
  tokenOf(metadata: Metadata): ProvedToken {
    const token = this.#proved.get(metadata);
    if (token === undefined) throw new ConsiliumError({ code: 'TOKEN_INVALID', message: 'the call came without a token' });
    return token;
  }

  /** Watches the connections of a server. */
  watch(server: EventEmitter): void {
    const take = server.listeners('connection') as ((this: EventEmitter, socket: Socket) => void)[];
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => {
      if (!this.#admit(socket)) return socket.destroy();
      for (const listener of take) listener.call(server, socket);
    });
  }

  async #ask({ metadata, path, address }: { readonly metadata: Metadata } & Omit<TokenCall, 'token'>): Promise<void> {
    const given = metadata.get('authorization');
    const [value] = given;
    const [, token] = given.length === 1 && typeof value === 'string' ? (BEARER.exec(value) ?? []) : [];
    // The check of the coordinator sees every refusal, this one too, so that none goes uncounted.
    const proved = await this.#prove({ token: token ?? '', path, address });
    this.#proved.set(metadata, proved);
    // As JSON, in which neither part can pass for some of the other.
    const person = JSON.stringify([proved.issuer, proved.subject]);
    for (const connection of this.#from(address)) {
      clearTimeout(connection.late);
      connection.late = undefined;
      connection.refused = 0;
      connection.person = person;
    }
    this.#makeRoom(person);
  }

  /** One person who opens more and more connections cuts their own, and nobody else's. */
  #makeRoom(person: string): void {
    const theirs = [...this.#open].filter((connection) => connection.person === person);
    for (const { socket } of theirs.slice(0, Math.max(0, theirs.length - this.#limits.ofOnePerson))) socket.destroy();
  }

  /** Who is refused where they were proved before, revoked meanwhile or with a token that has ended, holds no place of those who are. */
  #unproved(address: string): void {
    for (const connection of this.#from(address)) {
      connection.late ??= this.#lateOf(connection.socket);
      connection.refused += 1;
      // Each costs a signature that is checked, and a connection brings thousands in a second.
      if (connection.refused > this.#limits.refusedInARow) connection.socket.destroy();
    }
  }

  #from(address: string): readonly Connection[] {
    return [...this.#open].filter((connection) => connection.address === address);
  }

  #lateOf(socket: Socket): NodeJS.Timeout {
    return setTimeout(() => socket.destroy(), this.#limits.provedWithinMs);
  }

  #admit(socket: Socket): boolean {
    const { atOnce, unprovedAtOnce } = this.#limits;
    const unproved = [...this.#open].filter(({ late }) => late !== undefined);
    const [oldest] = unproved;
    // Of those who have shown nothing the oldest gives way: if it were the newest, a stranger would shut people out with two connections a second.
    if (oldest !== undefined && (unproved.length >= unprovedAtOnce || this.#open.size >= atOnce)) {
      this.#open.delete(oldest);
      oldest.socket.destroy();
    }
    if (this.#open.size >= atOnce) return false;
    const address = `${socket.remoteAddress}:${socket.remotePort}`;
    const connection: Connection = { socket, address, late: this.#lateOf(socket), refused: 0, person: '' };
    this.#open.add(connection);
    socket.once('close', () => {
      clearTimeout(connection.late);
      this.#open.delete(connection);
    });
    return true;
  }
}

import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { ConsiliumError } from '@consilium/core';
import { type Metadata, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { formatAddress } from './address.ts';
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
export type TokenCallerLimits = { readonly [Name in Exclude<keyof typeof TOKEN_CALLERS, 'callsAtOnce'>]: number };

/**
 * Asks for a token with every call, before a byte of its message is read, and bounds what those cost who have none: they come without a
 * certificate, so that TLS knows nothing of them.
 */
export class TokenDoor {
  readonly #prove: ProveToken;
  readonly #limits: TokenCallerLimits;
  /** What was proved, by the metadata of the call, which grpc-js hands on as it is. */
  readonly #proved: WeakMap<Metadata, ProvedToken> = new WeakMap();
  /** Connections by their address; the timer cuts one over which no token was proved. */
  readonly #open: Map<string, NodeJS.Timeout | undefined> = new Map();

  constructor(prove: ProveToken, limits: TokenCallerLimits = TOKEN_CALLERS) {
    this.#prove = prove;
    this.#limits = limits;
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
    this.#proved.set(metadata, await this.#prove({ token: token ?? '', path, address }));
    clearTimeout(this.#open.get(address));
    if (this.#open.has(address)) this.#open.set(address, undefined);
  }

  #admit(socket: Socket): boolean {
    const { atOnce, unprovedAtOnce, provedWithinMs } = this.#limits;
    const unproved = [...this.#open.values()].filter((timer) => timer !== undefined).length;
    if (this.#open.size >= atOnce || unproved >= unprovedAtOnce) return false;
    const address = formatAddress({ host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 });
    const late = setTimeout(() => socket.destroy(), provedWithinMs);
    this.#open.set(address, late);
    socket.once('close', () => {
      clearTimeout(this.#open.get(address));
      this.#open.delete(address);
    });
    return true;
  }
}

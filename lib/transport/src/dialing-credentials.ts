import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { ConsiliumError } from '@consilium/core';
import { ChannelCredentials } from '@grpc/grpc-js';
import { type Address, formatAddress } from './address.ts';
import { inTime, notConnected, STAGE_MS } from './connecting.ts';
import { reach } from './reach.ts';
import type { Route } from './route.ts';
import { trustProblem } from './status.ts';
import { openTunnel } from './tunnel.ts';

type CreateArguments = Parameters<ChannelCredentials['_createSecureConnector']>;
type Connector = ReturnType<ChannelCredentials['_createSecureConnector']>;
type Connected = Awaited<ReturnType<Connector['connect']>>;

/**
 * Credentials that watch over each stage of a connection and, where there is a proxy, go through it.
 *
 * grpc-js dials TCP itself, without any deadline, and a dial that nobody answers holds the process for minutes. So it is asked to wait until a connection
 * of ours has shown that somebody answers. What it then has, a socket to the proxy or to the address, is given a tunnel and TLS here.
 */
export class DialingCredentials extends ChannelCredentials {
  readonly #inner: ChannelCredentials;
  readonly #route: Route;
  readonly #address: Address;
  /** Whether the channel has a connection that works. */
  readonly #ready: () => boolean;
  #failure: ConsiliumError | undefined;
  #dialing = false;
  #dials = 0;

  constructor(
    inner: ChannelCredentials,
    way: { readonly route: Route; readonly address: Address; readonly ready: () => boolean },
  ) {
    super();
    this.#inner = inner;
    this.#route = way.route;
    this.#address = way.address;
    this.#ready = way.ready;
  }

  /** Why the last connection could not be made, as far as that was seen here. */
  get failure(): ConsiliumError | undefined {
    return this.#failure;
  }

  /** Whether an address has been found and a connection to it is made, or stands. */
  get dialing(): boolean {
    return this.#dialing;
  }

  /** How often an address has been found, and a connection to it begun. */
  get dials(): number {
    return this.#dials;
  }

  override compose(): ChannelCredentials {
    return this;
  }

  override _isSecure(): boolean {
    return true;
  }

  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(...parts: CreateArguments): Connector {
    const inner = this.#inner['_createSecureConnector'](...parts);
    return {
      waitForReady: async () => {
        this.#dialing = true;
        this.#dials += 1;
        await this.#noted(async () => {
          await reach(this.#route, this.#address);
          await inner.waitForReady();
        });
      },
      connect: async (socket) => await this.#noted(async () => await this.#connect(inner, socket)),
      getCallCredentials: () => inner.getCallCredentials(),
      destroy: () => inner.destroy(),
    };
  }

  async #connect(inner: Connector, socket: Socket): Promise<Connected> {
    try {
      if (this.#route.kind === 'proxy') await openTunnel(socket, this.#route.proxy, this.#address);
      const result = await inTime(inner.connect(socket), () => tlsSilent(this.#address));
      if (typeof (result.socket as TLSSocket).alpnProtocol !== 'string') throw noHttp2(this.#address);
      // Not before: the next try begins while a call that failed with this one is still being explained.
      this.#failure = undefined;
      this.#watch(result.socket);
      return result;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  /** After TLS the other side has to say its first words of HTTP/2, for which grpc-js waits for ever. */
  #watch(socket: Socket): void {
    const timer = setTimeout(() => {
      if (this.#ready()) return;
      this.#failure = http2Silent(this.#address);
      socket.destroy(this.#failure);
    }, STAGE_MS);
    timer.unref();
    socket.once('close', () => {
      clearTimeout(timer);
      this.#dialing = false;
    });
  }

  async #noted<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#dialing = false;
      this.#failure =
        error instanceof ConsiliumError ? error : trustProblem(error instanceof Error ? error.message : String(error));
      throw error;
    }
  }
}

const SOMETHING_BETWEEN =
  'Something between here and there takes connections and passes nothing on: a firewall or a proxy that looks into TLS. Ask for this address to be let through as it is.';

/** @internal */
export function tlsSilent(address: Address): ReturnType<typeof notConnected<'NOT_TLS'>> {
  const message = `${formatAddress(address)} accepts the connection, but does not answer TLS within ${STAGE_MS / 1000} s`;
  return notConnected('tls', { code: 'NOT_TLS', message, advice: SOMETHING_BETWEEN });
}

/** @internal */
export function noHttp2(address: Address): ReturnType<typeof notConnected<'NOT_TLS'>> {
  const message = `${formatAddress(address)} speaks TLS, but not HTTP/2 (ALPN h2)`;
  return notConnected('http2', {
    code: 'NOT_TLS',
    message,
    advice: 'Check the port: something other than a coordinator answers there, or a proxy in between that speaks no HTTP/2.',
  });
}

function http2Silent(address: Address): ReturnType<typeof notConnected<'COORDINATOR_FAILED'>> {
  const message = `${formatAddress(address)} answers TLS, but says nothing within ${STAGE_MS / 1000} s`;
  return notConnected('http2', {
    code: 'COORDINATOR_FAILED',
    message,
    advice: 'Ask the operator whether the coordinator is well; a proxy in between may also swallow what it says.',
  });
}

import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { checkServerIdentity, connect, type TLSSocket } from 'node:tls';
import { type Clock, ConsiliumError, fromUnknown, sleep } from '@consilium/core';
import { z } from 'zod';

/** How a collector of syslog over TLS is reached; files are read at each connection, so that renewed ones are taken up. */
export const collectorSchema = z.strictObject({
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
  /** File with the certificates (PEM) that the collector's has to be issued by; the system's list is not asked. */
  authority: z.string(),
  /** Name that its certificate has to bear. @default the host */
  name: z.string().optional(),
  /** Files with a certificate and its key (PEM), for a collector that asks for them. */
  certificate: z.string().optional(),
  key: z.string().optional(),
  /** How long it may take from reading a message to having it safe, in seconds. @default 10 */
  settleSeconds: z.number().positive().max(3600).optional(),
});

/** See {@link collectorSchema}. */
export type Collector = z.output<typeof collectorSchema>;

/** Until name, TCP and TLS stand, and until a collector has closed what was ended. */
const PATIENCE_MS = 15_000;
/** A program that stops does not wait longer for its collector. */
const LEAVE_MS = 2000;
/** Idle connections are probed, so that one that is gone is noticed. */
const PROBE_MS = 30_000;

/** Where a collector is, for people. */
export function collectorText({ host, port }: Pick<Collector, 'host' | 'port'>): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A connection to a collector, which says nothing: that it has read what was sent shows only by its end. */
export class CollectorConnection {
  readonly #socket: TLSSocket;
  readonly #collector: Collector;
  readonly #clock: Clock;
  readonly #closed: Promise<void>;
  #isClosed = false;
  #failure: ConsiliumError | undefined;
  #ending = false;

  private constructor(socket: TLSSocket, collector: Collector, clock: Clock, signal: AbortSignal) {
    this.#socket = socket;
    this.#collector = collector;
    this.#clock = clock;
    let cancel = (): void => {};
    const leave = (): void => void (cancel = clock.setTimer(LEAVE_MS, () => socket.destroy()));
    signal.addEventListener('abort', leave, { once: true });
    this.#closed = new Promise((resolve) => {
      socket.once('close', () => {
        signal.removeEventListener('abort', leave);
        cancel();
        this.#isClosed = true;
        resolve();
      });
    });
    socket.on('error', (error) => (this.#failure ??= failed(collector, error.message, error)));
    socket.once('end', () => {
      if (!this.#ending) this.#failure ??= failed(collector, 'it has ended the connection');
    });
    // Whatever it says is no part of the protocol; unread, it would hide the end.
    socket.resume();
  }

  /**
   * Connects, and checks that the collector is the one that it must be.
   *
   * @param signal that nobody needs it any more: what is under way then has two seconds
   * @throws ConsiliumError `COLLECTOR_FAILED`; `FILE_UNREADABLE` for files of this side
   */
  static async dial(collector: Collector, clock: Clock, signal: AbortSignal): Promise<CollectorConnection> {
    const { host, port, name = host } = collector;
    const files = {
      ca: textOf(collector.authority),
      ...(collector.certificate === undefined ? {} : { cert: textOf(collector.certificate) }),
      ...(collector.key === undefined ? {} : { key: textOf(collector.key) }),
    };
    return await new Promise((resolve, reject) => {
      let socket: TLSSocket | undefined;
      const give = (error: ConsiliumError): void => {
        cancel();
        signal.removeEventListener('abort', stopped);
        socket?.destroy();
        reject(error);
      };
      const cancel = clock.setTimer(PATIENCE_MS, () =>
        give(failed(collector, `no TLS connection within ${PATIENCE_MS / 1000} s`)),
      );
      const stopped = (): void => give(failed(collector, 'shipping was stopped'));
      signal.addEventListener('abort', stopped, { once: true });
      try {
        socket = connect({
          host,
          port,
          ...files,
          // An address is checked as one; SNI has names only.
          ...(isIP(name) === 0 ? { servername: name } : {}),
          ...(name === host ? {} : { checkServerIdentity: (_host, shown) => checkServerIdentity(name, shown) }),
          minVersion: 'TLSv1.2',
          rejectUnauthorized: true,
        });
      } catch (error) {
        give(failed(collector, fromUnknown(error).message, error));
        return;
      }
      const refused = (error: Error): void => give(failed(collector, error.message, error));
      const ended = (): void => give(failed(collector, 'it has ended the connection'));
      const dialled = socket;
      dialled.once('error', refused).once('close', ended);
      dialled.once('secureConnect', () => {
        cancel();
        signal.removeEventListener('abort', stopped);
        dialled.off('error', refused).off('close', ended);
        dialled.setKeepAlive(true, PROBE_MS);
        resolve(new CollectorConnection(dialled, collector, clock, signal));
      });
    });
  }

  /** Whether the collector still holds its side. @throws ConsiliumError `COLLECTOR_FAILED` */
  check(): void {
    this.#requireWhole();
  }

  /** Hands bytes over to the kernel, or waits until it takes more. @throws ConsiliumError `COLLECTOR_FAILED` */
  async send(bytes: Buffer): Promise<void> {
    this.#requireWhole();
    if (this.#socket.write(bytes)) return;
    const drained = new Promise<void>((resolve) => this.#socket.once('drain', () => resolve()));
    await Promise.race([drained, this.#closed]);
    this.#requireWhole();
  }

  /**
   * Ends this side and waits until the other one has ended its own, which a collector does once it has read everything (RFC 5425, section 4.4).
   *
   * @throws ConsiliumError `COLLECTOR_FAILED` where that does not happen: what was sent may be lost
   */
  async finish(): Promise<void> {
    this.#requireWhole();
    this.#ending = true;
    const answered = new Promise<boolean>((resolve) => this.#socket.once('end', () => resolve(true)));
    this.#socket.end();
    const late = new AbortController();
    const ended = await Promise.race([
      answered,
      this.#closed.then(() => false),
      sleep(this.#clock, PATIENCE_MS, late.signal).then(() => false),
    ]);
    late.abort();
    this.#socket.destroy();
    if (this.#failure !== undefined) throw this.#failure;
    if (!ended)
      throw failed(this.#collector, 'it has not closed a connection that ended, so that nothing tells what it has read');
  }

  /** Gives the connection up. */
  destroy(): void {
    this.#socket.destroy();
  }

  #requireWhole(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#isClosed) throw failed(this.#collector, 'the connection is closed');
  }
}

function failed(collector: Collector, why: string, cause?: unknown): ConsiliumError<'COLLECTOR_FAILED'> {
  return new ConsiliumError({
    code: 'COLLECTOR_FAILED',
    message: `the collector ${collectorText(collector)} does not take the audit log: ${why}`,
    cause,
  });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** One forwarded connection. */
interface Link {
  readonly client: Socket;
  readonly server: Socket;
}

/**
 * A cable between agents and coordinator that a test can cut, stretch and block. It forwards TCP bytes and understands
 * nothing of them, so that a cut can fall into the middle of anything.
 */
export class ChaosProxy {
  readonly #server: Server;
  readonly #links: Set<Link> = new Set();
  /** Milliseconds by which every piece is late. */
  delayMs = 0;
  #blocked = false;
  #bytesUntilCut = Number.POSITIVE_INFINITY;
  #cuts = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Listens on a free port and forwards to `target`. */
  static async start(target: number): Promise<ChaosProxy> {
    const server = createServer();
    const proxy = new ChaosProxy(server);
    server.on('connection', (client) => proxy.#forward(client, target));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** Connections that were cut so far. */
  get cuts(): number {
    return this.#cuts;
  }

  /** Cuts every connection at once. */
  cut(): void {
    for (const link of this.#links) this.#cutLink(link);
  }

  /** Cuts whichever connection carries the byte `bytes` from now: in the middle of whatever is being said then. */
  cutAfter(bytes: number): void {
    this.#bytesUntilCut = bytes;
  }

  /** A black hole: connections stay, nothing passes. */
  block(): void {
    this.#blocked = true;
    for (const { client, server } of this.#links) {
      client.pause();
      server.pause();
    }
  }

  /** Lets everything that waited pass. */
  unblock(): void {
    this.#blocked = false;
    for (const { client, server } of this.#links) {
      client.resume();
      server.resume();
    }
  }

  /** Cuts everything and stops listening. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.cut();
    await closed;
  }

  #forward(client: Socket, target: number): void {
    const server = connect({ host: '127.0.0.1', port: target });
    const link: Link = { client, server };
    this.#links.add(link);
    this.#pipe(link, client, server);
    this.#pipe(link, server, client);
    if (this.#blocked) {
      client.pause();
      server.pause();
    }
  }

  #pipe(link: Link, from: Socket, to: Socket): void {
    from.setNoDelay(true);
    // A connection that the other side resets is one of the things that happen on a bad cable.
    from.on('error', () => this.#drop(link));
    from.on('close', () => this.#drop(link));
    let order: Promise<void> = Promise.resolve();
    from.on('data', (piece: Buffer) => {
      order = order.then(async () => {
        if (this.delayMs > 0) await wait(this.delayMs);
        this.#pass(link, to, piece);
      });
    });
  }

  #pass(link: Link, to: Socket, piece: Buffer): void {
    if (to.destroyed) return;
    if (piece.length < this.#bytesUntilCut) {
      this.#bytesUntilCut -= piece.length;
      to.write(piece);
      return;
    }
    to.write(piece.subarray(0, this.#bytesUntilCut));
    this.#bytesUntilCut = Number.POSITIVE_INFINITY;
    this.#cutLink(link);
  }

  #cutLink(link: Link): void {
    if (this.#links.has(link)) this.#cuts++;
    this.#drop(link);
  }

  #drop(link: Link): void {
    this.#links.delete(link);
    link.client.destroy();
    link.server.destroy();
  }
}

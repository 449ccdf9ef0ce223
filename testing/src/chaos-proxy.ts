import { connect, createServer, type Server, type Socket } from 'node:net';
import { setImmediate, setTimeout as wait } from 'node:timers/promises';

/** One forwarded connection. */
interface Link {
  readonly client: Socket;
  readonly server: Socket;
  /** Nothing passes any more, either way, though both ends may still be open. */
  stranded: boolean;
}

/**
 * What becomes of a connection: both ends see it `cut`; only the end that dialled, or only the one that serves, sees a reset, and the other one a silence;
 * or both see a `silence`, as of packets that are dropped.
 */
export type Breakage = 'cut' | 'reset-client' | 'reset-server' | 'silence';

/** How a cut is made. */
interface CutOptions {
  /** @default 'cut' */
  readonly breakage?: Breakage;
  /** Which bytes count: those to the end that serves, or those to the one that dialled. @default all */
  readonly way?: 'up' | 'down';
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
  /**
   * Turns of the event loop before every piece. With some of them the cable is slower than ends in this process, however slow the machine: a cut then takes
   * what is on the cable, and not what waits in front of a busy end.
   */
  turns = 0;
  #blocked = false;
  /** Bytes carried so far, both ways together. */
  carried = 0;
  #bytesUntilCut = Number.POSITIVE_INFINITY;
  /** After how many bytes comes the next cut, how many follow, and of which kind they are. */
  #again: CutOptions & { readonly bytes: number; left: number } = { bytes: 0, left: 0 };
  #cuts = 0;
  /** Connections of which an end may still be open, and nobody closes it. */
  readonly #halfOpen: Set<Link> = new Set();

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

  /** Connections that were cut, or broken in another way, so far. */
  get cuts(): number {
    return this.#cuts;
  }

  /** Cuts every connection at once. */
  cut(): void {
    this.breakAll('cut');
  }

  /** Cuts whichever connection carries the byte `bytes` from now: in the middle of whatever is being said then. */
  cutAfter(bytes: number): void {
    this.cutEvery(bytes, 1);
  }

  /** {@link cutAfter}, so many times, each counted from the one before. */
  cutEvery(bytes: number, times: number, options: CutOptions = {}): void {
    this.#bytesUntilCut = bytes;
    this.#again = { ...options, bytes, left: times - 1 };
  }

  /** Breaks every connection that is open now; new ones are as good as ever. */
  breakAll(breakage: Breakage): void {
    for (const link of this.#links) this.#break(link, breakage);
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
    for (const link of [...this.#links, ...this.#halfOpen]) this.#drop(link);
    await closed;
  }

  #forward(client: Socket, target: number): void {
    const server = connect({ host: '127.0.0.1', port: target });
    const link: Link = { client, server, stranded: false };
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
    from.on('error', () => this.#ended(link));
    from.on('close', () => this.#ended(link));
    let order: Promise<void> = Promise.resolve();
    from.on('data', (piece: Buffer) => {
      order = order.then(async () => {
        if (this.delayMs > 0) await wait(this.delayMs);
        for (let turn = 0; turn < this.turns; turn++) await setImmediate();
        this.#pass(link, to, piece);
      });
    });
  }

  #pass(link: Link, to: Socket, piece: Buffer): void {
    if (to.destroyed || link.stranded) return;
    const { way } = this.#again;
    const counts = way === undefined || (way === 'up') === (to === link.server);
    if (!counts || piece.length < this.#bytesUntilCut) {
      if (counts) this.#bytesUntilCut -= piece.length;
      this.carried += piece.length;
      to.write(piece);
      return;
    }
    to.write(piece.subarray(0, this.#bytesUntilCut));
    this.carried += this.#bytesUntilCut;
    this.#bytesUntilCut = this.#again.left-- > 0 ? this.#again.bytes : Number.POSITIVE_INFINITY;
    this.#break(link, this.#again.breakage ?? 'cut');
  }

  #break(link: Link, breakage: Breakage): void {
    if (this.#links.has(link)) this.#cuts++;
    if (breakage === 'cut') return this.#drop(link);
    this.#links.delete(link);
    this.#halfOpen.add(link);
    link.stranded = true;
    // What an end sends fills the buffers on its way and stays there, as where nobody acknowledges it.
    for (const end of [link.client, link.server]) end.pause();
    if (breakage === 'reset-client') link.client.resetAndDestroy();
    if (breakage === 'reset-server') link.server.resetAndDestroy();
  }

  /** An end has closed. Of a connection that is stranded, the other one does not learn it. */
  #ended(link: Link): void {
    if (!link.stranded) this.#drop(link);
  }

  #drop(link: Link): void {
    this.#links.delete(link);
    this.#halfOpen.delete(link);
    link.client.destroy();
    link.server.destroy();
  }
}

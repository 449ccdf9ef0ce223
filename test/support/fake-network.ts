import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/** How a proxy of a test answers. */
export interface FakeProxyOptions {
  /** Port of this machine that every CONNECT leads to, whatever it names. */
  readonly target: number;
  /** `user:password` that it demands. @default nobody is asked */
  readonly demands?: string;
  /** Answers this instead of connecting. */
  readonly answer?: string;
}

/** Something on a port of this machine, until it is closed. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** An HTTP proxy that knows CONNECT and basic authentication. */
export class FakeProxy implements Listening {
  /** What was asked for, in order: `host:port`. */
  readonly asked: readonly string[];
  readonly #listener: Listening;

  private constructor(listener: Listening, asked: readonly string[]) {
    this.#listener = listener;
    this.asked = asked;
  }

  static async start({ target, demands, answer }: FakeProxyOptions): Promise<FakeProxy> {
    const asked: string[] = [];
    const listener = await listen((client) => {
      client.once('data', (piece: Buffer) => {
        const head = piece.toString('latin1');
        asked.push(/^CONNECT (\S+) HTTP\/1\.1\r\n/.exec(head)?.[1] ?? head);
        const given = /^proxy-authorization: basic (\S+)\r$/im.exec(head)?.[1] ?? '';
        if (demands !== undefined && Buffer.from(given, 'base64').toString() !== demands)
          return client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n');
        if (answer !== undefined) return client.end(answer);
        const server = connect(target, '127.0.0.1', () => {
          client.write('HTTP/1.1 200 Connection established\r\n\r\n');
          client.pipe(server).pipe(client);
        });
        server.on('error', () => client.destroy());
        client.on('close', () => server.destroy());
      });
    });
    return new FakeProxy(listener, asked);
  }

  get port(): number {
    return this.#listener.port;
  }

  async close(): Promise<void> {
    await this.#listener.close();
  }
}

/** Takes connections and says nothing, as a device in between does that swallows what it does not like. */
export async function silentListener(): Promise<Listening> {
  return await listen((socket) => void socket.resume());
}

/**
 * A port whose packets are dropped: its machine is too busy to take connections, and its queue of them is full, so that the kernel answers no more SYN.
 * To somebody who dials it looks as a firewall does that drops.
 */
export async function droppingPort(): Promise<Listening> {
  const code = `
    const { parentPort } = require('node:worker_threads');
    const server = require('node:net').createServer();
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
    });`;
  const worker = new Worker(code, { eval: true });
  const [port] = (await once(worker, 'message')) as [number];
  const fillers: Socket[] = [];
  for (let i = 0; i < 8; i++) fillers.push(connect(port, '127.0.0.1').on('error', () => {}));
  await new Promise((resolve) => setTimeout(resolve, 500));
  return {
    port,
    async close() {
      for (const filler of fillers) filler.destroy();
      await worker.terminate();
    },
  };
}

async function listen(take: (socket: Socket) => void): Promise<Listening> {
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {}).on('close', () => open.delete(socket));
    take(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

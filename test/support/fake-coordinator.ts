import { createHash } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';
import { type consilium, PROTOCOL_VERSION, siteService } from '@consilium/proto';
import { AsyncQueue, bind, type GrpcServer, startGrpcServer, type TlsIdentity } from '@consilium/transport';

type ToSite = consilium.v1.CoordinatorMessage.$Properties;
type FromSite = consilium.v1.SiteMessage & consilium.v1.SiteMessage.$Shape;
type Answer = consilium.v1.TaskAnswer.$Properties;

/** What an agent sent up. */
export interface Received {
  readonly header: consilium.v1.UpdateHeader.$Properties;
  readonly bytes: Buffer;
}

/** A coordinator that speaks the real protocol under the coordinator's real certificate, and asks for whatever a test wants. */
export class FakeCoordinator {
  /** Every upload that arrived, counted or not. */
  readonly uploads: Received[] = [];
  /** What becomes of uploads: counted, or cut after the last byte so that the agent must think them lost. */
  cutUploads = false;
  readonly #blobs: Map<string, Buffer> = new Map();
  readonly #sessions: Set<AsyncQueue<ToSite>> = new Set();
  readonly #inbox: AsyncQueue<FromSite> = new AsyncQueue();
  readonly #heard: AsyncIterator<FromSite> = this.#inbox[Symbol.asyncIterator]();
  #server: GrpcServer | undefined;

  /** Serves on a port. */
  async start(identity: TlsIdentity, port: number): Promise<void> {
    const [sessions, blobs, inbox, uploads] = [this.#sessions, this.#blobs, this.#inbox, this.uploads];
    const isCut = (): boolean => this.cutUploads;
    const binding = bind(siteService, (peer) => peer, {
      async *session(messages, { signal }) {
        const outgoing = new AsyncQueue<ToSite>();
        outgoing.push({ welcome: { protocol: { ...PROTOCOL_VERSION }, coordinatorVersion: 'fake' } });
        sessions.add(outgoing);
        const end = (): void => outgoing.end();
        signal.addEventListener('abort', end, { once: true });
        void (async () => {
          for await (const message of messages) inbox.push(message);
        })().catch(end);
        try {
          yield* outgoing;
        } finally {
          sessions.delete(outgoing);
        }
      },
      async *getBlob({ hash, offset }) {
        const content = blobs.get(hash);
        if (content === undefined) throw new ConsiliumError({ code: 'BLOB_UNKNOWN', message: 'no such content' });
        yield { offset, data: content.subarray(offset) };
      },
      getUploadStatus: () => ({ received: 0, counted: false }),
      async putUpdate(requests) {
        let header: consilium.v1.UpdateHeader.$Properties = {};
        const pieces: Uint8Array[] = [];
        for await (const request of requests) {
          if (request.header) header = request.header;
          if (request.chunk?.data) pieces.push(Uint8Array.from(request.chunk.data));
        }
        const bytes = Buffer.concat(pieces);
        uploads.push({ header, bytes });
        if (isCut()) throw new ConsiliumError({ code: 'UNREACHABLE', message: 'the cable is cut' });
        return { received: bytes.length, counted: true };
      },
    });
    this.#server = await startGrpcServer({ identity, port, bindings: [binding] });
  }

  /** Makes content available and returns its hash. */
  put(content: Uint8Array | string): string {
    const bytes = Buffer.from(content);
    const hash = createHash('sha256').update(bytes).digest('hex');
    this.#blobs.set(hash, bytes);
    return hash;
  }

  /** Serves content under a hash that is not its own. */
  putUnder(hash: string, content: Uint8Array | string): void {
    this.#blobs.set(hash, Buffer.from(content));
  }

  /** Resolves when an agent has said hello. */
  async hello(): Promise<void> {
    await this.next('hello');
  }

  /** Says something to every agent that is connected. */
  say(message: ToSite): void {
    for (const session of this.#sessions) session.push(message);
  }

  /** The next message of a kind from an agent; what comes before it is passed over. */
  async next<K extends FromSite['message'] & string>(kind: K): Promise<Extract<FromSite, { message?: K }>> {
    for (;;) {
      const { value, done } = await this.#heard.next();
      if (done === true) throw new Error(`the fake coordinator was closed before it heard ${kind}`);
      if (value.message === kind) return value as Extract<FromSite, { message?: K }>;
    }
  }

  /** Offers a task and resolves to the agent's answer. */
  async offer(task: consilium.v1.Task.$Properties): Promise<Answer> {
    this.say({ task });
    return (await this.next('taskAnswer')).taskAnswer ?? {};
  }

  /** Hangs up. */
  async stop(): Promise<void> {
    for (const session of this.#sessions) session.end();
    this.#inbox.end();
    await this.#server?.stop();
  }
}

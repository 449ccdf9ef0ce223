import { setImmediate } from 'node:timers/promises';
import { ConsiliumError, sha256Hex } from '@consilium/core';
import type { CompiledPlan } from '@consilium/plan';
import { type consilium, PROTOCOL_VERSION, siteService, WorkKind } from '@consilium/proto';
import {
  AsyncQueue,
  bind,
  type Binding,
  type Client,
  connectInMemory,
  type GrpcServer,
  startGrpcServer,
  type TlsIdentity,
} from '@consilium/transport';

type FromSite = consilium.v1.SiteMessage & consilium.v1.SiteMessage.$Shape;
type ToSite = consilium.v1.CoordinatorMessage.$Properties;
type Header = consilium.v1.UpdateHeader.$Properties;
type Task = consilium.v1.Task.$Properties;
type Key = { readonly run: string; readonly round: number; readonly attempt: number; readonly kind?: WorkKind };

/** Bytes that arrive in pieces. */
class Arriving {
  #pieces: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }
  get bytes(): Buffer {
    const bytes = this.#pieces.length === 1 ? (this.#pieces[0] as Buffer) : Buffer.concat(this.#pieces);
    this.#pieces = [bytes];
    return bytes;
  }
  set bytes(bytes: Buffer) {
    this.#pieces = [bytes];
    this.#length = bytes.length;
  }
  add(piece: Uint8Array): void {
    this.#pieces.push(Buffer.from(piece));
    this.#length += piece.length;
  }
}

/** One call that sent an update up: its header and the bytes of this call. */
export class Arrival extends Arriving {
  readonly header: Header;
  /** Whether it may still bring something. */
  open = true;

  constructor(header: Header) {
    super();
    this.header = header;
  }
}

/** An upload as it stands at the coordinator: calls that resume it add to its bytes. */
export class FakeUpload extends Arriving {
  header: Header;
  counted = false;
  /** The call that it comes by; a newer one takes its place. */
  call: Arrival;

  constructor(call: Arrival) {
    super();
    this.header = call.header;
    this.call = call;
  }
}

/** Thrown or done at points of the protocol; each is called every time. */
export interface Faults {
  blob?: (offset: number) => void | Promise<void>;
  status?: (key: Key, updateHash: string) => void;
  put?: (header: Header) => void;
  chunk?: (offset: number) => void;
  /** After the last byte, before the update is counted. */
  whole?: (key: Key) => void;
  counted?: (key: Key) => void;
}

/** Looks of {@link FakeCoordinator.until} before it gives up: a little less than a test may take, so that the test says why. */
const WAITS = 20_000;

/** Turns without a piece after which nothing more of an upload has arrived. */
const QUIET_TURNS = 64;

/** A cut connection. */
export function cut(): ConsiliumError<'UNREACHABLE'> {
  return new ConsiliumError({ code: 'UNREACHABLE', message: 'the connection was cut' });
}

/** The site service as the protocol says it, over the real transports; it aggregates nothing and asks for whatever a test wants. */
export class FakeCoordinator {
  /** Calls it in memory. */
  readonly client: Client<typeof siteService>;
  /** Content by the hash under which it is served. */
  readonly blobs: Map<string, Uint8Array> = new Map();
  readonly uploads: Map<string, FakeUpload> = new Map();
  /** Every call that sent an update, counted or not. */
  readonly arrivals: Arrival[] = [];
  /** Attempts that take no more uploads. */
  readonly ended: Set<string> = new Set();
  /** Everything that agents said, Hello included; a test may empty it. */
  readonly received: FromSite[] = [];
  readonly faults: Faults = {};
  /** What an agent that asks for plans to decide about gets. */
  offered: readonly consilium.v1.OfferedPlan.$Properties[] = [];
  /** Waited for before content is served. */
  hang: ((hash: string) => Promise<void>) | undefined;
  ledgerHeads: consilium.v1.LedgerHead.$Properties[] = [];
  /** The time that it says, in milliseconds since the epoch; 0 says none: tests have clocks of their own. */
  timeMs: () => number = () => 0;
  /** Said at the beginning of a session instead of the welcome. */
  opening: readonly ToSite[] | undefined;
  refusal: consilium.v1.Problem.$Properties | undefined;
  /** Bytes a chunk of a blob. */
  chunkBytes = 64;
  readonly #binding: Binding;
  #server: GrpcServer | undefined;
  #outgoing: AsyncQueue<ToSite> | undefined;
  /** The last message that {@link next} returned. */
  #last: FromSite | undefined;
  #waiting: (() => void)[] = [];

  constructor() {
    this.#binding = bind(siteService, (peer) => peer, {
      session: (messages) => this.#session(messages),
      listPlans: () => ({ plans: [...this.offered] }),
      greet: () => (this.refusal === undefined ? { welcome: this.#welcome() } : { refused: this.refusal }),
      getBlob: (request) => this.#getBlob(request),
      getUploadStatus: async ({ key, updateHash }) => {
        const upload = this.#open(key);
        this.faults.status?.(keyOf(key), updateHash);
        if (upload !== undefined) await settled(upload);
        const same = upload?.header.updateHash === updateHash;
        return { received: same ? upload.length : 0, counted: same && upload.counted };
      },
      putUpdate: async (requests) => await this.#putUpdate(requests),
    });
    this.client = connectInMemory(siteService, [this.#binding], new Uint8Array());
  }

  /** Serves over mutual TLS as well, on a port of this machine. @returns the port */
  async serve(identity: TlsIdentity, port = 0): Promise<number> {
    this.#server = await startGrpcServer({ identity, port, bindings: [this.#binding] });
    return this.#server.port;
  }

  /** Ends the open session and stops serving. */
  async close(): Promise<void> {
    this.#outgoing?.end();
    this.#outgoing = undefined;
    await this.#server?.stop();
  }

  /** Holds content and gives its hash. */
  hold(content: Uint8Array | string): string {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    const hash = sha256Hex(bytes);
    this.blobs.set(hash, bytes);
    return hash;
  }

  /** Says something to the agent, as soon as one is connected. */
  async send(message: ToSite): Promise<void> {
    await this.until(() => this.#outgoing !== undefined);
    this.#outgoing?.push(message);
  }

  /** Offers a task of a plan; `change` overrides its fields. */
  async offer(plan: CompiledPlan, base: Float32Array, key: Key, change: Partial<Task> = {}): Promise<void> {
    await this.send({ task: this.taskOf(plan, base, key, change) });
  }

  /** A task whose plan and model are held here; `change` overrides its fields. */
  taskOf(plan: CompiledPlan, base: Float32Array, key: Key, change: Partial<Task> = {}): Task {
    return {
      key,
      study: plan.document.study,
      planHash: this.hold(plan.json),
      baseHash: this.hold(new Uint8Array(base.buffer, base.byteOffset, base.byteLength)),
      baseBytes: base.byteLength,
      manifest: plan.manifest.tensors.map(({ name, shape, dtype }) => ({ name, shape: [...shape], dtype })),
      participants: [...plan.siteIds],
      deadlineMs: Date.now() + 3_600_000,
      ...change,
    };
  }

  /** Ends an attempt and says so. */
  async end(key: Key, closed = true): Promise<void> {
    this.ended.add(attemptName(key));
    await this.send({ attemptEnded: { key, closed } });
  }

  /** Breaks the open session, by default as a cable does. */
  cutSession(reason: ConsiliumError = cut()): void {
    this.#outgoing?.end(reason);
    this.#outgoing = undefined;
  }

  /** Resolves once `condition` holds; looked at whenever anything happens here, and often besides. */
  async until(condition: () => boolean): Promise<void> {
    for (let i = 0; !condition(); i++) {
      if (i > WAITS) throw new Error(`waited in vain; received: ${JSON.stringify(this.received.slice(-5))}`);
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        setTimeout(resolve, 10);
      });
    }
  }

  /** The next message of a kind; those before it are passed over. */
  async next<K extends FromSite['message'] & string>(kind: K): Promise<Extract<FromSite, { message?: K }>> {
    const find = (): FromSite | undefined => {
      const from = this.#last === undefined ? 0 : this.received.indexOf(this.#last) + 1;
      return this.received.slice(from).find(({ message }) => message === kind);
    };
    await this.until(() => find() !== undefined);
    this.#last = find();
    return this.#last as Extract<FromSite, { message?: K }>;
  }

  /** Messages of one kind about an attempt. */
  said<K extends 'taskAnswer' | 'taskFailed' | 'evaluationDeclined'>(kind: K, key: Key): NonNullable<FromSite[K]>[] {
    return this.received.flatMap((message) => {
      const body = message[kind];
      return body && attemptName(keyOf(body.key)) === attemptName(key) ? [body as NonNullable<FromSite[K]>] : [];
    });
  }

  /** The counted update of an attempt. */
  counted(key: Key): FakeUpload | undefined {
    const upload = this.uploads.get(attemptName(key));
    return upload?.counted === true ? upload : undefined;
  }

  #happened(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #welcome(): consilium.v1.Welcome.$Properties {
    return { protocol: PROTOCOL_VERSION, coordinatorVersion: 'fake', timeMs: this.timeMs() };
  }

  async *#session(messages: AsyncIterable<FromSite>): AsyncGenerator<ToSite> {
    const iterator = messages[Symbol.asyncIterator]();
    const first = await iterator.next();
    if (first.done !== true) this.received.push(first.value);
    this.#happened();
    if (this.refusal !== undefined) {
      yield { refused: this.refusal };
      return;
    }
    yield* this.opening ?? [{ welcome: { ...this.#welcome(), ledgerHeads: this.ledgerHeads } }];
    const outgoing = new AsyncQueue<ToSite>();
    this.#outgoing = outgoing;
    this.#happened();
    const listen = async (): Promise<void> => {
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
        this.received.push(next.value);
        this.#happened();
      }
    };
    const ending = (): void => {
      if (this.#outgoing === outgoing) this.#outgoing = undefined;
      outgoing.end();
    };
    // An agent that hangs up ends its session like one that says goodbye.
    listen().then(ending, ending);
    yield* outgoing;
  }

  async *#getBlob({ hash, offset }: { hash: string; offset: number }): AsyncGenerator<{ offset: number; data: Uint8Array }> {
    const content = this.blobs.get(hash);
    if (content === undefined) throw new ConsiliumError({ code: 'BLOB_UNKNOWN', message: 'no such content' });
    await this.hang?.(hash);
    for (let at = offset; at < content.length; at += this.chunkBytes) {
      await this.faults.blob?.(at);
      yield { offset: at, data: content.subarray(at, at + this.chunkBytes) };
    }
  }

  #open(key: consilium.v1.AttemptKey.$Properties | null | undefined): FakeUpload | undefined {
    const name = attemptName(keyOf(key));
    if (this.ended.has(name)) throw new ConsiliumError({ code: 'UPDATE_STALE', message: `${name} has ended` });
    return this.uploads.get(name);
  }

  async #putUpdate(
    requests: AsyncIterable<consilium.v1.PutUpdateRequest & consilium.v1.PutUpdateRequest.$Shape>,
  ): Promise<{ received: number; counted: boolean }> {
    let upload: FakeUpload | undefined;
    let call: Arrival | undefined;
    try {
      for await (const { header, chunk } of requests) {
        if (header) {
          call = new Arrival(header);
          this.arrivals.push(call);
          this.faults.put?.(header);
          const before = this.#open(header.key);
          upload = before !== undefined && before.header.updateHash === header.updateHash ? before : new FakeUpload(call);
          upload.header = header;
          upload.call = call;
          this.uploads.set(attemptName(keyOf(header.key)), upload);
        }
        if (chunk && upload && call) this.#take(upload, call, chunk.offset ?? 0, chunk.data ?? new Uint8Array());
      }
    } finally {
      if (call) call.open = false;
    }
    if (upload === undefined) throw new ConsiliumError({ code: 'MESSAGE_INVALID', message: 'an upload begins with its header' });
    if (upload.length < (upload.header.bytes ?? 0))
      throw new ConsiliumError({ code: 'UPDATE_CORRUPT', message: 'it ended early' });
    this.faults.whole?.(keyOf(upload.header.key));
    if (sha256Hex(upload.bytes) !== upload.header.updateHash) {
      upload.bytes = Buffer.alloc(0);
      throw new ConsiliumError({ code: 'UPDATE_CORRUPT', message: 'the bytes do not have their hash' });
    }
    upload.counted = true;
    this.faults.counted?.(keyOf(upload.header.key));
    this.#happened();
    return { received: upload.length, counted: true };
  }

  /** The newest call wins, and what is here already is passed over. */
  #take(upload: FakeUpload, call: Arrival, offset: number, data: Uint8Array): void {
    call.add(data);
    if (upload.call !== call) throw new ConsiliumError({ code: 'UPDATE_CORRUPT', message: 'a newer call has begun' });
    if (offset > upload.length) throw new ConsiliumError({ code: 'UPDATE_CORRUPT', message: 'a gap' });
    this.faults.chunk?.(offset);
    upload.add(data.subarray(upload.length - offset));
  }
}

/** Resolves once all that has arrived of an upload is taken. Each turn of the event loop reads what the kernel holds of a connection. */
async function settled({ call }: FakeUpload): Promise<void> {
  for (let quiet = 0; quiet < QUIET_TURNS && call.open; quiet++) {
    const { length } = call;
    await setImmediate();
    if (call.length > length) quiet = 0;
  }
}

/** `run.round.attempt`, with `.evaluation` where it is one: the name of an attempt in {@link FakeCoordinator.uploads} and {@link FakeCoordinator.ended}. */
function attemptName({ run, round, attempt, kind = WorkKind.WORK_KIND_TRAINING }: Key): string {
  return `${run}.${round}.${attempt}${kind === WorkKind.WORK_KIND_EVALUATION ? '.evaluation' : ''}`;
}

function keyOf(key: consilium.v1.AttemptKey.$Properties | null | undefined): Key {
  return {
    run: key?.run ?? '',
    round: key?.round ?? 0,
    attempt: key?.attempt ?? 0,
    kind: key?.kind ?? WorkKind.WORK_KIND_TRAINING,
  };
}

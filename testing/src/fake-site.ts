import { ConsiliumError, sha256Hex } from '@consilium/core';
import { type consilium, PROTOCOL_VERSION, siteService, UpdateEncoding } from '@consilium/proto';
import { AsyncQueue, type Client, openGrpcChannel, type TlsIdentity } from '@consilium/transport';
import { coordinatorIdentityCheck } from '@consilium/trust';

/** A round as the coordinator offers it. */
export type OfferedTask = consilium.v1.Task & consilium.v1.Task.$Shape;

type FromCoordinator = consilium.v1.CoordinatorMessage & consilium.v1.CoordinatorMessage.$Shape;
type ToCoordinator = consilium.v1.SiteMessage.$Properties;
type Task = consilium.v1.Task.$Properties;
type Header = consilium.v1.UpdateHeader.$Properties;

/** Where and as whom a fake site dials. */
export interface DialOptions {
  readonly identity: TlsIdentity;
  /** `host:port`. */
  readonly address: string;
  /** Name of the consortium whose coordinator must answer. */
  readonly consortium: string;
}

/** How the bytes of an upload differ from all of them at once. */
export interface UploadOptions {
  /** Byte at which the upload goes on. @default 0 */
  readonly from?: number;
  /** Bytes that follow the header, whatever it announced. */
  readonly sent?: Uint8Array;
  /** What the second chunk waits for. */
  readonly gate?: Promise<unknown>;
  /** Length of a chunk. @default a quarter of the update */
  readonly chunkBytes?: number;
}

/** A site that speaks the real protocol by hand, over any transport: it trains nothing and says what a test wants said. */
export class FakeSite {
  readonly client: Client<typeof siteService>;
  /** Everything that the coordinator said in the session. */
  readonly received: FromCoordinator[] = [];
  /** How the session ended; `undefined` while it is open, `'ended'` when it ended in peace. */
  end: ConsiliumError | 'ended' | undefined;
  readonly #outgoing: AsyncQueue<ToCoordinator> = new AsyncQueue();
  readonly #waiting: Set<() => void> = new Set();
  readonly #hangUp: AbortController = new AbortController();
  readonly #closeChannel: () => void;
  /** Messages up to here were returned or passed over by {@link next}. */
  #read = 0;

  /** @param closeChannel closes what the client speaks through, when the test is done with this site */
  constructor(client: Client<typeof siteService>, closeChannel: () => void = () => {}) {
    this.client = client;
    this.#closeChannel = closeChannel;
  }

  /** A site that dials over mutual TLS. */
  static dial({ identity, address, consortium }: DialOptions): FakeSite {
    const channel = openGrpcChannel({ identity, address, checkServer: coordinatorIdentityCheck(consortium) });
    return new FakeSite(channel.client(siteService), () => channel.close());
  }

  /** Opens a session and resolves to the first answer, or `undefined` when the session ended without one. */
  async connect(hello: consilium.v1.Hello.$Properties = {}): Promise<FromCoordinator | undefined> {
    this.send({ hello: { protocol: { ...PROTOCOL_VERSION }, agentVersion: 'fake', ...hello } });
    return await this.open();
  }

  /** Opens a session that must be welcomed. @throws ConsiliumError with which the coordinator ends it */
  async join(): Promise<this> {
    await this.connect();
    await this.next('welcome');
    return this;
  }

  /** Opens a session with whatever was sent before. */
  async open(): Promise<FromCoordinator | undefined> {
    void this.#listen();
    await this.until(() => this.received.length > 0 || this.end !== undefined);
    return this.received[0];
  }

  send(message: ToCoordinator): void {
    this.#outgoing.push(message);
  }

  /** Ends the sending side, as an agent does that says goodbye. */
  bye(): void {
    this.#outgoing.end();
  }

  /** Breaks the session off, as a cut cable does. */
  hangUp(): void {
    this.#hangUp.abort();
  }

  /** Says goodbye and closes the channel. */
  close(): void {
    this.bye();
    this.#closeChannel();
  }

  /** The messages of one kind so far. */
  all<K extends keyof consilium.v1.CoordinatorMessage.$Properties>(kind: K): NonNullable<FromCoordinator[K]>[] {
    return this.received.flatMap((message) => (message[kind] == null ? [] : [message[kind] as NonNullable<FromCoordinator[K]>]));
  }

  /** The next message of a kind; those before it are passed over. @throws ConsiliumError with which the session ended */
  async next<K extends FromCoordinator['message'] & string>(kind: K): Promise<Extract<FromCoordinator, { message?: K }>> {
    const find = (): number => this.received.findIndex(({ message }, i) => i >= this.#read && message === kind);
    await this.#untilOrEnd(() => find() >= 0, kind);
    this.#read = find() + 1;
    return this.received[this.#read - 1] as Extract<FromCoordinator, { message?: K }>;
  }

  /** The task of a round and attempt, once it has come. @throws ConsiliumError with which the session ended */
  async task(round: number, attempt = 1): Promise<OfferedTask> {
    // From the newest on, without copies: a benchmark asks in every round.
    const find = () =>
      this.received.findLast(({ task }) => task?.key?.round === round && task.key.attempt === attempt)?.task ?? undefined;
    await this.#untilOrEnd(() => find() !== undefined, `the task of round ${round}, attempt ${attempt}`);
    return find() as OfferedTask;
  }

  /** Says that this site takes part. */
  accept(task: Task): void {
    this.send({ taskAnswer: { key: task.key ?? null } });
  }

  /** Says that it does not. */
  refuse(task: Task, code: string, message: string): void {
    this.send({ taskAnswer: { key: task.key ?? null, refusal: { code, message } } });
  }

  /**
   * Uploads an update as the answer to a task, in four chunks or more unless `chunkBytes` says otherwise.
   *
   * @param bent fields of the header that are not what an honest site would say
   * @throws ConsiliumError with which the coordinator refuses it
   */
  async upload(
    task: Task,
    update: Float32Array | Int32Array,
    bent: Header = {},
    options: UploadOptions = {},
  ): Promise<consilium.v1.UploadStatus.$Properties> {
    const bytes = new Uint8Array(update.buffer, update.byteOffset, update.byteLength);
    const header: Header = {
      key: task.key ?? null,
      planHash: task.planHash ?? '',
      baseHash: task.baseHash ?? '',
      updateHash: sha256Hex(bytes),
      bytes: bytes.length,
      encoding:
        update instanceof Float32Array ? UpdateEncoding.UPDATE_ENCODING_FLOAT32 : UpdateEncoding.UPDATE_ENCODING_GRID_INT32,
      ...bent,
    };
    return await this.client.putUpdate(parts(header, options.sent ?? bytes, options));
  }

  /** Accepts, uploads and waits for the answer, as an honest site does. */
  async take(round: number, update: Float32Array | Int32Array, attempt = 1): Promise<OfferedTask> {
    const task = await this.task(round, attempt);
    this.accept(task);
    await this.upload(task, update);
    return task;
  }

  /**
   * Answers the evaluation of a round, once it is asked for, by noised words or exact metrics.
   *
   * @throws ConsiliumError with which the session ended, or the coordinator refuses
   */
  async score(round: number, scores: Int32Array | string, bent: Header = {}): Promise<consilium.v1.UploadStatus.$Properties> {
    return await this.uploadScores(await this.evaluation(round), scores, bent);
  }

  /** Uploads scores as the answer to a request. @throws ConsiliumError with which the coordinator refuses them */
  async uploadScores(
    request: consilium.v1.EvaluationRequest.$Properties,
    scores: Int32Array | string,
    bent: Header = {},
  ): Promise<consilium.v1.UploadStatus.$Properties> {
    const exact = typeof scores === 'string';
    const bytes = exact ? Buffer.from(scores, 'utf8') : new Uint8Array(scores.buffer, scores.byteOffset, scores.byteLength);
    const header: Header = {
      key: request.key ?? null,
      planHash: request.planHash ?? '',
      baseHash: request.modelHash ?? '',
      updateHash: sha256Hex(bytes),
      bytes: bytes.length,
      encoding: exact ? UpdateEncoding.UPDATE_ENCODING_METRICS_JSON : UpdateEncoding.UPDATE_ENCODING_SCORES_INT32,
      ...bent,
    };
    return await this.client.putUpdate(parts(header, bytes, {}));
  }

  /** Answers the evaluation of a round without numbers. */
  async declineScores(
    round: number,
    problem: consilium.v1.Problem.$Properties = { code: 'METRICS_WITHHELD', message: 'a fake site has no patients' },
  ): Promise<void> {
    const { key } = await this.evaluation(round);
    this.send({ evaluationDeclined: { key: key ?? null, problem } });
  }

  /** The request to score the model of a round, once it has come. @throws ConsiliumError with which the session ended */
  async evaluation(round: number): Promise<consilium.v1.EvaluationRequest.$Properties> {
    const find = () => this.all('evaluationRequest').find(({ key }) => key?.round === round);
    await this.#untilOrEnd(() => find() !== undefined, `the evaluation of round ${round}`);
    return find() ?? {};
  }

  /** Waits for something that this site will have seen. */
  async until(what: () => boolean): Promise<void> {
    while (!what()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  async #untilOrEnd(what: () => boolean, name: string): Promise<void> {
    await this.until(() => what() || this.end !== undefined);
    if (what()) return;
    if (this.end instanceof ConsiliumError) throw this.end;
    throw new ConsiliumError({ code: 'UNREACHABLE', message: `the session ended before ${name}` });
  }

  async #listen(): Promise<void> {
    try {
      for await (const message of this.client.session(this.#outgoing, { signal: this.#hangUp.signal })) {
        this.received.push(message);
        this.#wake();
      }
      this.end = 'ended';
    } catch (error) {
      if (!(error instanceof ConsiliumError)) throw error;
      this.end = error;
    }
    this.#wake();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}

async function* parts(
  header: Header,
  bytes: Uint8Array,
  { from = 0, gate, chunkBytes }: UploadOptions,
): AsyncGenerator<consilium.v1.PutUpdateRequest.$Properties> {
  yield { header };
  const size = chunkBytes ?? Math.max(8, bytes.length >> 2);
  for (let offset = from; offset < bytes.length; offset += size) {
    if (offset > from) await gate;
    yield { chunk: { offset, data: bytes.subarray(offset, offset + size) } };
  }
}

import { ConsiliumError, sha256Hex } from '@consilium/core';
import { type consilium, PROTOCOL_VERSION, siteService, UpdateEncoding } from '@consilium/proto';
import { AsyncQueue, type Binding, type Client, connectInMemory } from '@consilium/transport';
import { bytesOf } from '../aggregation/vectors.ts';

type FromCoordinator = consilium.v1.CoordinatorMessage & consilium.v1.CoordinatorMessage.$Shape;
type ToCoordinator = consilium.v1.SiteMessage.$Properties;
type Header = consilium.v1.UpdateHeader.$Properties;

/** A site that speaks the protocol by hand: it trains nothing and says what a test wants said. */
export class FakeSite {
  readonly client: Client<typeof siteService>;
  readonly received: FromCoordinator[] = [];
  /** How the session ended; `undefined` while it is open, `'ended'` when it ended in peace. */
  end: ConsiliumError | 'ended' | undefined;
  #outgoing: AsyncQueue<ToCoordinator> = new AsyncQueue();
  #changed: (() => void)[] = [];
  readonly #hangUp: AbortController = new AbortController();

  constructor(bindings: readonly Binding[], certificate: Uint8Array) {
    this.client = connectInMemory(siteService, bindings, certificate);
  }

  /** Opens a session and waits for the first answer. */
  async connect(hello: consilium.v1.Hello.$Properties = {}): Promise<FromCoordinator | undefined> {
    this.send({ hello: { protocol: { ...PROTOCOL_VERSION }, agentVersion: '9.9', ...hello } });
    return await this.open();
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

  hangUp(): void {
    this.#hangUp.abort();
  }

  /** The messages of one kind so far. */
  all<K extends keyof consilium.v1.CoordinatorMessage.$Properties>(kind: K): NonNullable<FromCoordinator[K]>[] {
    return this.received.flatMap((message) => (message[kind] == null ? [] : [message[kind] as NonNullable<FromCoordinator[K]>]));
  }

  /** The task of a round and attempt, once it has come. */
  async task(round: number, attempt = 1): Promise<consilium.v1.Task.$Properties> {
    const find = (): consilium.v1.Task.$Properties | undefined =>
      this.all('task').find(({ key }) => key?.round === round && key.attempt === attempt);
    await this.until(() => find() !== undefined || this.end !== undefined);
    const task = find();
    if (task === undefined) throw new Error(`no task of round ${round} attempt ${attempt}: session ${String(this.end)}`);
    return task;
  }

  accept(task: consilium.v1.Task.$Properties): void {
    this.send({ taskAnswer: { key: task.key ?? null } });
  }

  refuse(task: consilium.v1.Task.$Properties, code: string, message: string): void {
    this.send({ taskAnswer: { key: task.key ?? null, refusal: { code, message } } });
  }

  /** Uploads values as the answer to a task, with a header that a test may bend. */
  async upload(
    task: consilium.v1.Task.$Properties,
    values: Float32Array,
    bent: Header = {},
    from = 0,
  ): Promise<consilium.v1.UploadStatus.$Properties> {
    const bytes = Uint8Array.from(bytesOf(values));
    const header: Header = {
      key: task.key ?? null,
      planHash: task.planHash ?? '',
      baseHash: task.baseHash ?? '',
      updateHash: sha256Hex(bytes),
      bytes: bytes.length,
      encoding: UpdateEncoding.UPDATE_ENCODING_FLOAT32,
      ...bent,
    };
    const parts = async function* (): AsyncGenerator<consilium.v1.PutUpdateRequest.$Properties> {
      yield { header };
      const size = Math.max(8, bytes.length >> 2);
      for (let offset = from; offset < bytes.length; offset += size)
        yield { chunk: { offset, data: bytes.subarray(offset, offset + size) } };
    };
    return await this.client.putUpdate(parts());
  }

  /** Accepts, uploads and waits for the answer. */
  async take(round: number, values: Float32Array, attempt = 1): Promise<consilium.v1.Task.$Properties> {
    const task = await this.task(round, attempt);
    this.accept(task);
    await this.upload(task, values);
    return task;
  }

  /** Answers the evaluation of a round. */
  async score(round: number, report: Omit<consilium.v1.EvaluationReport.$Properties, 'key'>): Promise<void> {
    const find = () => this.all('evaluationRequest').find(({ key }) => key?.round === round);
    await this.until(() => find() !== undefined || this.end !== undefined);
    this.send({ evaluationReport: { key: find()?.key ?? null, ...report } });
  }

  /** Waits for something that this site will have seen. */
  async until(what: () => boolean): Promise<void> {
    while (!what()) await new Promise<void>((resolve) => this.#changed.push(resolve));
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
    for (const wake of this.#changed.splice(0)) wake();
  }
}

import { createHash } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';
import { type consilium, PROTOCOL_VERSION, siteService, type UpdateEncoding } from '@consilium/proto';
import { AsyncQueue, type Client, type GrpcChannel, openGrpcChannel, type TlsIdentity } from '@consilium/transport';
import { coordinatorIdentityCheck } from '@consilium/trust';

/** A round as offered. */
export type Task = consilium.v1.Task & consilium.v1.Task.$Shape;
type FromCoordinator = consilium.v1.CoordinatorMessage & consilium.v1.CoordinatorMessage.$Shape;
type Header = consilium.v1.UpdateHeader.$Properties;

/** Where and as whom a fake site dials. */
export interface FakeSiteOptions {
  readonly identity: TlsIdentity;
  /** `host:port`. */
  readonly address: string;
  readonly consortium: string;
}

/** How an upload differs from an honest one. */
export interface Lie {
  /** Fields of the header that are not what they should be. */
  readonly header?: Partial<Header>;
  /** Bytes that follow the header, whatever it announced. */
  readonly sent?: Uint8Array;
}

/** A site that speaks the real protocol over real mutual TLS, and says in it whatever a test wants. */
export class FakeSite {
  readonly client: Client<typeof siteService>;
  readonly #channel: GrpcChannel;
  readonly #outgoing: AsyncQueue<consilium.v1.SiteMessage.$Properties> = new AsyncQueue();
  readonly #messages: AsyncIterator<FromCoordinator>;

  /** Opens a channel; {@link connect} opens the session. */
  constructor({ identity, address, consortium }: FakeSiteOptions) {
    this.#channel = openGrpcChannel({ identity, address, checkServer: coordinatorIdentityCheck(consortium) });
    this.client = this.#channel.client(siteService);
    this.#outgoing.push({ hello: { protocol: { ...PROTOCOL_VERSION }, agentVersion: 'fake' } });
    this.#messages = this.client.session(this.#outgoing)[Symbol.asyncIterator]();
  }

  /** Resolves when the coordinator has said welcome. @throws ConsiliumError its refusal */
  async connect(): Promise<this> {
    await this.next('welcome');
    return this;
  }

  /** The next message of a kind; what comes before it is passed over. */
  async next<K extends FromCoordinator['message'] & string>(kind: K): Promise<Extract<FromCoordinator, { message?: K }>> {
    for (;;) {
      const { value, done } = await this.#messages.next();
      if (done === true) throw new ConsiliumError({ code: 'UNREACHABLE', message: `the session ended before ${kind}` });
      if (value.message === kind) return value as Extract<FromCoordinator, { message?: K }>;
    }
  }

  /** The next task that is for this round and attempt. */
  async task(round: number, attempt = 1): Promise<Task> {
    for (;;) {
      const { task } = await this.next('task');
      if (task?.key?.round === round && task.key.attempt === attempt) return task as Task;
    }
  }

  /** Says that this site takes part. */
  accept(task: Task): void {
    this.#outgoing.push({ taskAnswer: { key: task.key ?? null } });
  }

  /** Says that it does not. */
  refuse(task: Task, problem: { readonly code: string; readonly message: string }): void {
    this.#outgoing.push({ taskAnswer: { key: task.key ?? null, refusal: problem } });
  }

  /** Uploads an update. @throws ConsiliumError the coordinator's refusal */
  async upload(task: Task, update: Uint8Array, encoding: UpdateEncoding, lie: Lie = {}): Promise<boolean> {
    const header: Header = {
      key: task.key ?? null,
      planHash: task.planHash,
      baseHash: task.baseHash,
      updateHash: sha256(update),
      bytes: update.length,
      encoding,
      ...lie.header,
    };
    const { counted } = await this.client.putUpdate(parts(header, lie.sent ?? update));
    return counted;
  }

  /** Uploads an honest update whose second half waits for `gate`. */
  async uploadSlowly(task: Task, update: Uint8Array, encoding: UpdateEncoding, gate: Promise<unknown>): Promise<boolean> {
    const { key, planHash, baseHash } = task;
    const header = { key: key ?? null, planHash, baseHash, updateHash: sha256(update), bytes: update.length, encoding };
    const half = 4 * (update.length >> 3);
    async function* pieces(): AsyncGenerator<consilium.v1.PutUpdateRequest.$Properties> {
      yield { header };
      yield { chunk: { offset: 0, data: update.subarray(0, half) } };
      await gate;
      yield { chunk: { offset: half, data: update.subarray(half) } };
    }
    const { counted } = await this.client.putUpdate(pieces());
    return counted;
  }

  /** Accepts and uploads, as an honest site does. */
  async answer(task: Task, update: Uint8Array, encoding: UpdateEncoding): Promise<void> {
    this.accept(task);
    await this.upload(task, update, encoding);
  }

  /** Waits for the request to score a model, and says that its numbers stay here. */
  async withholdMetrics(): Promise<void> {
    const { evaluationRequest } = await this.next('evaluationRequest');
    const suppressed = { code: 'METRICS_WITHHELD', message: 'a fake site has no patients' };
    this.#outgoing.push({ evaluationReport: { key: evaluationRequest?.key ?? null, suppressed } });
  }

  /** Hangs up. */
  close(): void {
    this.#outgoing.end();
    this.#channel.close();
  }
}

/** Bytes of an update of one value everywhere. */
export function floatUpdate(parameters: number, value: number): Uint8Array {
  return new Uint8Array(new Float32Array(parameters).fill(value).buffer);
}

/** SHA-256, lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function* parts(header: Header, bytes: Uint8Array): AsyncGenerator<consilium.v1.PutUpdateRequest.$Properties> {
  yield { header };
  yield { chunk: { offset: 0, data: bytes } };
}

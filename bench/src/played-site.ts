import { createHash } from 'node:crypto';
import { sha256Hex } from '@consilium/core';
import { type consilium, PROTOCOL_VERSION, siteService, UpdateEncoding } from '@consilium/proto';
import { AsyncQueue, CHUNK_BYTES, type Client, type GrpcChannel, openGrpcChannel, type TlsIdentity } from '@consilium/transport';
import { coordinatorIdentityCheck } from '@consilium/trust';

type Task = consilium.v1.Task.$Properties;
type FromCoordinator = consilium.v1.CoordinatorMessage & consilium.v1.CoordinatorMessage.$Shape;

/** What a site sends in every round. */
export interface PlayedUpdate {
  readonly words: Int32Array;
  readonly hash: string;
}

/** An update, other words for each seed. */
export function playedUpdate(parameters: number, seed: number): PlayedUpdate {
  const words = new Int32Array(parameters);
  for (let i = 0; i < parameters; i++) words[i] = ((i * 31 + seed * 17) % 201) - 100;
  return { words, hash: sha256Hex(new Uint8Array(words.buffer)) };
}

/**
 * A site on a connection of its own that does on the wire what an agent does in a round: accepts, fetches the base model where it does not come with the task and checks its hash, uploads an update in
 * chunks, says at the end that it has no scores. Left out is what happens between the two: training, noise, the ledger, the sealed copy on disk. The update
 * is made beforehand and is the same in every round.
 */
export class PlayedSite {
  readonly #channel: GrpcChannel;
  readonly #client: Client<typeof siteService>;
  readonly #outgoing: AsyncQueue<consilium.v1.SiteMessage.$Properties> = new AsyncQueue();
  readonly #incoming: AsyncIterator<FromCoordinator>;

  /** @param address `host:port` */
  constructor(consortium: string, identity: TlsIdentity, address: string) {
    this.#channel = openGrpcChannel({ identity, address, checkServer: coordinatorIdentityCheck(consortium) });
    this.#client = this.#channel.client(siteService);
    this.#incoming = this.#client.session(this.#outgoing)[Symbol.asyncIterator]();
  }

  /** Resolves once the coordinator has welcomed it. */
  async connect(): Promise<void> {
    this.#outgoing.push({ hello: { protocol: { ...PROTOCOL_VERSION }, agentVersion: 'bench' } });
    await this.#next('welcome');
  }

  /** Plays rounds until the run has ended. @param onTask called with every task, before it is answered */
  async play(update: PlayedUpdate, rounds: number, onTask: () => void): Promise<void> {
    for (let round = 1; round <= rounds; round++) {
      const { task } = await this.#next('task');
      if (task?.key?.round !== round) throw new Error(`the task is not one of round ${round}`);
      onTask();
      this.#outgoing.push({ taskAnswer: { key: task.key } });
      await this.#fetch(task);
      const { counted } = await this.#client.putUpdate(parts(task, update));
      if (!counted) throw new Error('the update was not counted');
    }
    const { evaluationRequest } = await this.#next('evaluationRequest');
    const problem = { code: 'METRICS_WITHHELD', message: 'a played site has no patients' };
    this.#outgoing.push({ evaluationDeclined: { key: evaluationRequest?.key ?? null, problem } });
    const { runEnded } = await this.#next('runEnded');
    if (runEnded?.problem) throw new Error(`the run ended early: ${runEnded.problem.message}`);
  }

  close(): void {
    this.#outgoing.end();
    this.#channel.close();
  }

  /** The next message of a kind; those before it are passed over. */
  async #next<K extends FromCoordinator['message'] & string>(kind: K): Promise<Extract<FromCoordinator, { message?: K }>> {
    for (;;) {
      const next = await this.#incoming.next();
      if (next.done === true) throw new Error(`the session ended before ${kind}`);
      if (next.value.message === 'refused') throw new Error(next.value.refused.message ?? 'refused');
      if (next.value.message === kind) return next.value as Extract<FromCoordinator, { message?: K }>;
    }
  }

  async #fetch({ baseHash, baseBytes, base: carried }: Task): Promise<void> {
    if (carried?.length === baseBytes && sha256Hex(carried ?? new Uint8Array()) === baseHash) return;
    const base = createHash('sha256');
    let received = 0;
    for await (const { data } of this.#client.getBlob({ hash: baseHash ?? '' })) {
      base.update(data);
      received += data.length;
    }
    if (received !== baseBytes || base.digest('hex') !== baseHash) throw new Error('the base model is not what the task says');
  }
}

async function* parts(
  { key = null, planHash = '', baseHash = '' }: Task,
  { words, hash }: PlayedUpdate,
): AsyncGenerator<consilium.v1.PutUpdateRequest.$Properties> {
  const bytes = new Uint8Array(words.buffer);
  const encoding = UpdateEncoding.UPDATE_ENCODING_GRID_INT32;
  yield { header: { key, planHash, baseHash, updateHash: hash, bytes: bytes.length, encoding } };
  for (let offset = 0; offset < bytes.length; offset += CHUNK_BYTES)
    yield { chunk: { offset, data: bytes.subarray(offset, offset + CHUNK_BYTES) } };
}

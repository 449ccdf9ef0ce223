import { ConsiliumError, sha256Hex } from '@consilium/core';
import { isUsableModel } from '@consilium/learning';
import type { CompiledPlan } from '@consilium/plan';
import { fetchBlob } from './blob-fetch.ts';
import type { SiteContext } from './site-context.ts';

/** A model, and under which plans it was found usable or not. */
interface Fetched {
  readonly hash: string;
  readonly weights: Float32Array;
  readonly usable: Map<string, boolean>;
}

/** Models by hash; keeps the last one, since rounds start from the model that was just scored. */
export class ModelFetch {
  readonly #context: Pick<SiteContext, 'client' | 'clock' | 'stopping' | 'backend'>;
  #last: Fetched | undefined;

  constructor(context: Pick<SiteContext, 'client' | 'clock' | 'stopping' | 'backend'>) {
    this.#context = context;
  }

  /**
   * The weights of a model of a plan, flat, after everything was looked at that could be wrong with them. No record takes part in that.
   *
   * @param bytes as announced, and as many as the plan says; so much memory is taken
   * @param carried what came with the task, if anything; taken where it has the hash, and else the model is fetched
   * @throws ConsiliumError `TASK_INVALID` for another length, also of a model that is kept, for weights that are not finite, and for a model that is not finite on a blank
   * row; what fetching throws
   */
  async get(plan: CompiledPlan, hash: string, bytes: number, carried?: Uint8Array | null): Promise<Float32Array> {
    const { weights, usable } = await this.#model(hash, bytes, carried ?? undefined);
    // The same answer whenever it is asked: a sum under masks asks when it begins, and again when it wants the update.
    const known = usable.get(plan.hash) ?? this.#isUsable(plan, weights);
    usable.set(plan.hash, known);
    if (!known) {
      throw new ConsiliumError({ code: 'TASK_INVALID', message: 'the model received is not finite on a blank row' });
    }
    return weights;
  }

  #isUsable({ document, inputWidth }: CompiledPlan, weights: Float32Array): boolean {
    const { backend } = this.#context;
    return isUsableModel({ model: document.model, inputShape: [inputWidth], backend }, weights);
  }

  /** Keeps a model that was made here under its hash: it need not be fetched. */
  keep(hash: string, weights: Float32Array): void {
    this.#last = { hash, weights, usable: new Map() };
  }

  /** The weights of a model by its hash, of the length that was announced and finite. @throws ConsiliumError `TASK_INVALID`; what fetching throws */
  async weights(hash: string, bytes: number): Promise<Float32Array> {
    return (await this.#model(hash, bytes)).weights;
  }

  async #model(hash: string, bytes: number, carried?: Uint8Array): Promise<Fetched> {
    if (this.#last?.hash === hash) {
      requireLength(this.#last.weights.byteLength, bytes);
      return this.#last;
    }
    const known = carried !== undefined && carried.length === bytes && sha256Hex(carried) === hash;
    // In memory of its own: words begin where words may begin, and the message that brought them can go.
    const content = known ? Uint8Array.from(carried) : await fetchBlob(this.#context, hash, bytes);
    requireLength(content.length, bytes);
    const weights = new Float32Array(content.buffer, content.byteOffset, bytes / 4);
    if (!weights.every(Number.isFinite)) {
      throw new ConsiliumError({ code: 'TASK_INVALID', message: 'the model received is not finite' });
    }
    this.#last = { hash, weights, usable: new Map() };
    return this.#last;
  }
}

/** One hash has one length, but the length that a task announces is the coordinator's word. */
function requireLength(received: number, announced: number): void {
  if (received === announced) return;
  throw new ConsiliumError({
    code: 'TASK_INVALID',
    message: `the model received has ${received} bytes, ${announced} were announced`,
  });
}

import { ConsiliumError } from '@consilium/core';
import { fetchBlob } from './blob-fetch.ts';
import type { SiteContext } from './site-context.ts';

/** Models by hash; keeps the last one, since rounds start from the model that was just scored. */
export class ModelFetch {
  readonly #context: Pick<SiteContext, 'client' | 'stopping'>;
  #last: { readonly hash: string; readonly weights: Float32Array } | undefined;

  constructor(context: Pick<SiteContext, 'client' | 'stopping'>) {
    this.#context = context;
  }

  /**
   * The weights of a model, flat.
   *
   * @param bytes as announced; so much memory is taken
   * @throws ConsiliumError `TASK_INVALID` for another length and for weights that are not finite; what fetching throws
   */
  async get(hash: string, bytes: number): Promise<Float32Array> {
    if (this.#last?.hash === hash) return this.#last.weights;
    const content = await fetchBlob(this.#context.client, hash, bytes, this.#context.stopping);
    if (content.length !== bytes) {
      throw new ConsiliumError({
        code: 'TASK_INVALID',
        message: `the model received has ${content.length} bytes, ${bytes} were announced`,
      });
    }
    const weights = new Float32Array(content.buffer, content.byteOffset, bytes / 4);
    if (!weights.every(Number.isFinite)) {
      throw new ConsiliumError({ code: 'TASK_INVALID', message: 'the model received is not finite' });
    }
    this.#last = { hash, weights };
    return weights;
  }
}

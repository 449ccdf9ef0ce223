import { fromUnknown } from '@consilium/core';
import type { Logger } from '@consilium/host';
import type { CompiledPlan } from '@consilium/plan';
import type { BlobStore } from '../store/blob-store.ts';

/**
 * Parameters of the longest model that travels with its task, 16 KiB: one question less for each site and round, which of a thousand sites is a third of all. A longer one is
 * better asked for, since of a task each site has its own copy on the way at the same time.
 */
const MAX_CARRIED = 4096;

/** The model that open tasks of a run start from, where it is short. */
export class CarriedModel {
  readonly #context: { readonly blobs: Pick<BlobStore, 'get'>; readonly log: Logger };
  readonly #short: boolean;
  #hash = '';
  #content: Uint8Array | undefined;

  constructor(
    context: { readonly blobs: Pick<BlobStore, 'get'>; readonly log: Logger },
    { manifest }: Pick<CompiledPlan, 'manifest'>,
  ) {
    this.#context = context;
    this.#short = manifest.parameters <= MAX_CARRIED;
  }

  /** Reads a model that is about to be offered. A site fetches what this could not read, and learns then what is wrong. */
  async read(hash: string): Promise<void> {
    if (!this.#short || this.#hash === hash) return;
    const { blobs, log } = this.#context;
    try {
      this.#content = await blobs.get(hash);
      this.#hash = hash;
    } catch (error) {
      const { code, message } = fromUnknown(error);
      log.warn({ code }, `a model does not go with its task, and sites ask for it: ${message}`);
    }
  }

  /** The model by its hash; `undefined` where it is to be fetched. */
  of(hash: string): Uint8Array | undefined {
    return this.#hash === hash ? this.#content : undefined;
  }
}

import type { UpdatePiece } from './update-pieces.ts';

/** The time in which one upload may write. It is over when the upload has ended, or a newer one of the same site ends it. */
export class UploadTurn {
  readonly #ended: AbortController = new AbortController();
  readonly #over: Promise<void>;
  /** Says that nothing is written any more. */
  over: () => void = () => {};

  constructor() {
    this.#over = new Promise((resolve) => (this.over = resolve));
  }

  /** Ends the pieces of this upload, whatever its connection does. Resolves once it has stopped writing. */
  async end(): Promise<void> {
    this.#ended.abort();
    await this.#over;
  }

  /** The pieces until the turn ends, even where the next one never comes: what follows sees an upload that was cut. */
  async *piecesOf(pieces: AsyncIterable<UpdatePiece>): AsyncGenerator<UpdatePiece> {
    const { signal } = this.#ended;
    const ended = new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));
    const iterator = pieces[Symbol.asyncIterator]();
    while (!signal.aborted) {
      const next = await Promise.race([iterator.next(), ended]);
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  }
}

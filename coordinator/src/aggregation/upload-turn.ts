import { setImmediate } from 'node:timers/promises';
import { nextOrAborted } from '@consilium/transport';
import type { UpdatePiece } from './update-pieces.ts';

/**
 * So many turns of the event loop without a piece, and nothing more of an upload has arrived. Each turn reads tens of kilobytes at least of what the
 * kernel holds of each connection, and a piece has a megabyte.
 */
const QUIET_TURNS = 64;

/** The time in which one upload may write. It is over when the upload has ended, or a newer one of the same site ends it. */
export class UploadTurn {
  readonly #ended: AbortController = new AbortController();
  readonly #over: Promise<void>;
  #isOver = false;
  /** Pieces that were asked for. */
  #asked = 0;
  /** Whether a piece is on its way to the disk. */
  #writing = false;
  /** Says that nothing is written any more. */
  over: () => void = () => {};

  constructor() {
    this.#over = new Promise((resolve) => {
      this.over = () => {
        this.#isOver = true;
        resolve();
      };
    });
  }

  /** {@link end}, once all that has arrived of this upload is taken: none of it need be sent again. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS && !this.#isOver; quiet++) {
      const asked = this.#asked;
      await setImmediate();
      if (this.#asked > asked || this.#writing) quiet = 0;
    }
    await this.end();
  }

  /** Ends the pieces of this upload, whatever its connection does. Resolves once it has stopped writing. */
  async end(): Promise<void> {
    this.#ended.abort();
    await this.#over;
  }

  /** The pieces until the turn ends, even where the next one never comes: what follows sees an upload that was cut. */
  async *piecesOf(pieces: AsyncIterable<UpdatePiece>): AsyncGenerator<UpdatePiece> {
    const { signal } = this.#ended;
    const iterator = pieces[Symbol.asyncIterator]();
    while (!signal.aborted) {
      this.#asked++;
      const next = await nextOrAborted(iterator, signal);
      if (next === undefined || next.done === true) return;
      this.#writing = true;
      yield next.value;
      this.#writing = false;
    }
  }
}

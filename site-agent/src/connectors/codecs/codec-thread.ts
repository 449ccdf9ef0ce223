import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { CodedImage, Decoded, PixelDecoder } from '@consilium/deidentify';

/** Longest that an image takes: the largest ones, 50 million pixels in JPEG 2000, take some 20 s of a core. */
const LIMIT_MS = 120_000;
/** After so long without an image the thread ends, and with it what it holds in memory. */
const IDLE_MS = 5000;

/**
 * Decodes in a thread, one image after the other. The thread and the codecs in it are loaded with the first image. An image that kills it, or on which it is longer than
 * it may be, costs the thread and nothing else: the next image gets a new one. Throws only where the thread cannot be started.
 *
 * @param limitMs longest that one image may take
 */
export function decodeInThread(limitMs: number = LIMIT_MS): PixelDecoder {
  let thread: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const end = (): void => {
    void thread?.terminate();
    thread = undefined;
  };
  const decode = async (image: CodedImage): Promise<Decoded> => {
    if (thread === undefined) {
      const started = await startThread();
      // What dies between two images is not asked for the next one.
      started.once('exit', () => {
        if (thread === started) thread = undefined;
      });
      thread = started;
    }
    const answer = await answerOf(thread, image, limitMs);
    if (answer.isOver) end();
    return answer.decoded;
  };
  return async (image) => {
    clearTimeout(idle);
    waiting++;
    const turn = last.then(() => decode(image));
    last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      if (--waiting === 0) idle = setTimeout(end, IDLE_MS).unref();
    }
  };
}

/** One for all sources: what waits for an image waits for one at a time. */
export const DECODE: PixelDecoder = decodeInThread();

/** A thread that has loaded its codecs: a broken installation is not taken for broken images. */
async function startThread(): Promise<Worker> {
  const thread = new Worker(new URL('./codec-thread-entry.js', import.meta.url), { execArgv: [], env: {} });
  await once(thread, 'message');
  // After an error comes `exit`, which is what counts.
  thread.on('error', () => {});
  return thread;
}

interface Answer {
  readonly decoded: Decoded;
  /** No further image goes to this thread. */
  readonly isOver: boolean;
}

function answerOf(thread: Worker, image: CodedImage, limitMs: number): Promise<Answer> {
  return new Promise((resolve) => {
    const over = (problem: 'broken' | 'slow'): void => done({ decoded: { problem }, isOver: true });
    const onMessage = (decoded: Decoded): void => done({ decoded, isOver: false });
    const onExit = (): void => over('broken');
    const limit = setTimeout(() => over('slow'), limitMs);
    const done = (answer: Answer): void => {
      clearTimeout(limit);
      thread.off('message', onMessage).off('exit', onExit).unref();
      resolve(answer);
    };
    thread.ref();
    thread.once('message', onMessage).once('exit', onExit);
    // A copy, which then is the thread's: the stream may be a piece of a whole file.
    const stream = Uint8Array.from(image.stream);
    thread.postMessage({ ...image, stream }, [stream.buffer]);
  });
}

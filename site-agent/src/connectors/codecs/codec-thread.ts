import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { CodedImage, Decoded, PixelDecoder } from '@consilium/deidentify';
import type { FileDecoded, FileDecoder } from '../images/decode-image.ts';

/**
 * Longest that compressed pixels take: the largest ones, 50 million in JPEG 2000, take some 20 s of a core, and get six times as much. It goes by the size of the image
 * alone: what others of its folder have taken counts for nothing, or one patient's images would decide whether those of others are there.
 */
const LEAST_MS = 10_000;
const MS_PER_SAMPLE = 0.0024;
/** Longest that an image file takes: the slowest of those that are refused for no other reason takes 8 s of a core. */
const FILE_LIMIT_MS = 60_000;
/** After so long without an image the thread ends, and with it what it holds in memory. */
const IDLE_MS = 5000;

/** What a thread is asked for, and answers. */
export type CodecQuestion = CodedImage | { readonly file: Uint8Array };
export type CodecAnswer = Decoded | FileDecoded;
/** Why there is no answer. */
type Over = 'broken' | 'slow';

/**
 * Decodes in a thread, one image after the other. The thread and the codecs in it are loaded with the first image. An image that kills it, or on which it is longer than
 * it may be, costs the thread and nothing else: the next image gets a new one. Throws only where the thread cannot be started.
 *
 * @param limitOf longest that an image may take, in milliseconds
 */
export function decodeInThread(limitOf: (image: CodedImage) => number = limitBySize): PixelDecoder {
  const ask = oneAfterTheOther();
  return async (image) => {
    // A copy, which then is the thread's: the stream may be a piece of a whole file.
    const stream = Uint8Array.from(image.stream);
    const answer = await ask({ ...image, stream }, stream, limitOf(image));
    return typeof answer === 'string' ? { problem: answer } : (answer as Decoded);
  };
}

/** Decodes whole files in such a thread: whatever one makes of it, the agent goes on. @param limitMs longest that one may take */
export function decodeFilesInThread(limitMs: number = FILE_LIMIT_MS): FileDecoder {
  const ask = oneAfterTheOther();
  return async (bytes) => {
    const file = Uint8Array.from(bytes);
    const answer = await ask({ file }, file, limitMs);
    return typeof answer === 'string' ? { fault: FAULTS[answer] } : (answer as FileDecoded);
  };
}

const FAULTS: Readonly<Record<Over, string>> = {
  broken: 'is an image file that the decoder broke off at',
  slow: 'is an image file that takes too long to be decoded',
};

function limitBySize({ width, height, samples }: CodedImage): number {
  return LEAST_MS + MS_PER_SAMPLE * width * height * samples;
}

/** One for all sources: what waits for an image waits for one at a time. */
export const DECODE: PixelDecoder = decodeInThread();
/** {@link DECODE} for files. */
export const DECODE_FILE: FileDecoder = decodeFilesInThread();

/** @param bytes of the question, which the thread gets and the caller loses */
type Ask = (question: CodecQuestion, bytes: Uint8Array<ArrayBuffer>, limitMs: number) => Promise<CodecAnswer | Over>;

function oneAfterTheOther(): Ask {
  let thread: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const end = (): void => {
    void thread?.terminate();
    thread = undefined;
  };
  const ask: Ask = async (question, bytes, limitMs) => {
    if (thread === undefined) {
      const started = await startThread();
      // What dies between two images is not asked for the next one.
      started.once('exit', () => {
        if (thread === started) thread = undefined;
      });
      thread = started;
    }
    const answer = await answerOf(thread, question, bytes, limitMs);
    // No further image goes to this thread.
    if (typeof answer === 'string') end();
    return answer;
  };
  return async (...question) => {
    clearTimeout(idle);
    waiting++;
    const turn = last.then(() => ask(...question));
    last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      if (--waiting === 0) idle = setTimeout(end, IDLE_MS).unref();
    }
  };
}

/** A thread that has loaded its codecs: a broken installation is not taken for broken images. */
async function startThread(): Promise<Worker> {
  const thread = new Worker(new URL('./codec-thread-entry.js', import.meta.url), { execArgv: [], env: {} });
  await once(thread, 'message');
  // After an error comes `exit`, which is what counts.
  thread.on('error', () => {});
  return thread;
}

function answerOf(
  thread: Worker,
  question: CodecQuestion,
  bytes: Uint8Array<ArrayBuffer>,
  limitMs: number,
): Promise<CodecAnswer | Over> {
  return new Promise((resolve) => {
    const onMessage = (answer: CodecAnswer): void => done(answer);
    const onExit = (): void => done('broken');
    let last: NodeJS.Immediate | undefined;
    // This thread may have been held up for longer than the limit: an answer that has come meanwhile is taken in first.
    const limit = setTimeout(() => (last = setImmediate(() => done('slow'))), limitMs);
    const done = (answer: CodecAnswer | Over): void => {
      clearTimeout(limit);
      clearImmediate(last);
      thread.off('message', onMessage).off('exit', onExit).unref();
      resolve(answer);
    };
    thread.ref();
    thread.once('message', onMessage).once('exit', onExit);
    thread.postMessage(question, [bytes.buffer]);
  });
}

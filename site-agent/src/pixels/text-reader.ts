import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Worker as Thread } from 'node:worker_threads';
import { ConsiliumError } from '@consilium/core';
import { encode } from 'fast-png';
import type { PSM, Worker as Tesseract } from 'tesseract.js';
import type { GreyView } from './grey-views.ts';

/** What reads, by which rule: what another version has found is no word of this one. */
export const TEXT_READER = 'tesseract.js 7.0.0, eng 1.0.0 best-int, rule 1';

/**
 * A word of so many letters and digits counts at all, if its confidence, from 0 to 100, is high: one that is sure is enough, or two that are likely. Of a longer word
 * less is wanted: textures make short words. Measured on made images: docs/data.md.
 */
const LEAST_LETTERS = 3;
const SURE = 70;
const LIKELY = 60;
const LONG_LETTERS = 5;
const LONG_SURE = 30;
/** A view of the most pixels takes some seconds; a reader that is longer at it hangs. */
const PATIENCE_MS = 120_000;

/** Text in lines and by itself, in no order: tesseract's PSM 11. */
const SPARSE_TEXT = '11';
/** Its newer engine, a network: OEM 1. It learns nothing from what it reads. */
const NETWORK_ONLY = 1;

/**
 * Looks for text in pixels, offline: program and language come out of node_modules, and nothing is fetched or cached. Loaded when it is first asked, in a thread of its own, which {@link close} ends.
 * That it finds nothing proves nothing: it misses faint, small and handwritten text.
 */
export class TextReader {
  readonly #patienceMs: number;
  #loaded: Promise<Loaded> | undefined;

  /** @param patienceMs how long it may take over a view */
  constructor(patienceMs: number = PATIENCE_MS) {
    this.#patienceMs = patienceMs;
  }

  /**
   * Whether there is what looks like text in any view of an image. Nobody learns what it says.
   *
   * @returns `undefined` where it took too long, or broke off: not found out
   * @throws ConsiliumError `INTERNAL` where its files are not there
   */
  async findsText(views: Iterable<GreyView>): Promise<boolean | undefined> {
    for (const view of views) {
      const words = await this.#wordsIn(view);
      if (words === undefined) return undefined;
      if (isText(words)) return true;
    }
    return false;
  }

  /** Ends its thread; it starts again when it is asked again. */
  async close(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = undefined;
    if (loaded !== undefined) await (await loaded).tesseract.terminate();
  }

  async #wordsIn({ width, height, pixels }: GreyView): Promise<readonly Word[] | undefined> {
    const { tesseract, broken } = await (this.#loaded ??= load());
    const png = Buffer.from(encode({ width, height, channels: 1, depth: 8, data: pixels }));
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<undefined>((done) => {
      timer = setTimeout(done, this.#patienceMs, undefined);
    });
    const read = tesseract.recognize(png, {}, { blocks: true, text: false }).then(
      ({ data }) => wordsOf(data.blocks ?? []),
      () => undefined,
    );
    const words = await Promise.race([read, tooLong, broken]);
    clearTimeout(timer);
    // Whatever state it is in, the next image gets a new one.
    if (words === undefined) await this.close();
    return words;
  }
}

interface Loaded {
  readonly tesseract: Tesseract;
  /** When its thread has ended by an error. */
  readonly broken: Promise<undefined>;
}

interface Word {
  readonly text: string;
  readonly confidence: number;
}

type Blocks = NonNullable<Awaited<ReturnType<Tesseract['recognize']>>['data']['blocks']>;

function wordsOf(blocks: Blocks): readonly Word[] {
  return blocks.flatMap(({ paragraphs }) => paragraphs.flatMap(({ lines }) => lines.flatMap(({ words }) => words)));
}

function isText(words: readonly Word[]): boolean {
  const lettered = words.map(({ text, confidence }) => ({ letters: (text.match(/[\p{L}\p{N}]/gu) ?? []).length, confidence }));
  const surer = (than: number, letters = LEAST_LETTERS): number =>
    lettered.filter((word) => word.letters >= letters && word.confidence >= than).length;
  return surer(SURE) >= 1 || surer(LIKELY) >= 2 || surer(LONG_SURE, LONG_LETTERS) >= 1;
}

async function load(): Promise<Loaded> {
  const { createWorker } = await import('tesseract.js');
  const { resolve } = createRequire(import.meta.url);
  const data = dirname(resolve('@tesseract.js-data/eng'));
  // The library does not show its thread, which has to end where it does not load, and whose errors would else be those of the whole program.
  const started = new Promise<Thread>((created) => process.once('worker', created));
  // It settles no promise of its own where its language cannot be read.
  const loading = new Promise<Tesseract>((loaded, failed) => {
    const errorHandler = (cause: unknown): void =>
      failed(new ConsiliumError({ code: 'INTERNAL', message: 'the reader of text in images does not load', cause }));
    const options = { langPath: join(data, '4.0.0_best_int'), cacheMethod: 'none', gzip: true, errorHandler };
    createWorker('eng', NETWORK_ONLY, options).then(loaded, errorHandler);
  });
  const thread = await started;
  // What its libraries complain of is about pixels of a patient, and helps nobody.
  thread.stderr.unpipe(process.stderr).resume();
  const tesseract = await loading.catch(async (error: unknown) => {
    await thread.terminate();
    throw error;
  });
  const broken = new Promise<undefined>((done) => thread.once('error', () => done(undefined)));
  await tesseract.setParameters({
    tessedit_pageseg_mode: SPARSE_TEXT as PSM,
    debug_file: '/dev/null',
    user_defined_dpi: '150',
    // No image changes what is found in the next one.
    tessedit_enable_doc_dict: '0',
    classify_enable_learning: '0',
  });
  return { tesseract, broken };
}

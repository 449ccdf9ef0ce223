import { parentPort } from 'node:worker_threads';
import { decodeImageFile } from '../images/decode-image.ts';
import type { CodecAnswer, CodecQuestion } from './codec-thread.ts';
import { decodeNatively, loadCodecs } from './native-codecs.ts';

const codecs = loadCodecs();
// What fails in here ends the thread, which is what the other side takes for a broken image.
parentPort?.on('message', (question: CodecQuestion) => void answer(question));
parentPort?.postMessage('ready', []);

async function answer(question: CodecQuestion): Promise<void> {
  const made: CodecAnswer =
    'file' in question
      ? await decodeImageFile(question.file, (image) => Promise.resolve(decodeNatively(codecs, image)))
      : decodeNatively(codecs, question);
  const numbers = 'samples' in made ? made.samples : 'pixels' in made ? made.pixels : undefined;
  parentPort?.postMessage(made, numbers === undefined ? [] : [numbers.buffer as ArrayBuffer]);
}

import { parentPort } from 'node:worker_threads';
import { decodeImageFile } from '../images/decode-image.ts';
import type { CodecAnswer, CodecQuestion } from './codec-thread.ts';
import { decodeNatively, loadCodecs } from './native-codecs.ts';

const codecs = loadCodecs();
parentPort?.on('message', async (question: CodecQuestion) => {
  const answer: CodecAnswer =
    'file' in question
      ? await decodeImageFile(question.file, (image) => Promise.resolve(decodeNatively(codecs, image)))
      : decodeNatively(codecs, question);
  const made = 'samples' in answer ? answer.samples : 'pixels' in answer ? answer.pixels : undefined;
  parentPort?.postMessage(answer, made === undefined ? [] : [made.buffer as ArrayBuffer]);
});
parentPort?.postMessage('ready', []);

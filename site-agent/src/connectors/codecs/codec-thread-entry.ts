import { parentPort } from 'node:worker_threads';
import type { CodedImage } from '@consilium/deidentify';
import { decodeNatively, loadCodecs } from './native-codecs.ts';

const codecs = loadCodecs();
parentPort?.on('message', (image: CodedImage) => {
  const decoded = decodeNatively(codecs, image);
  parentPort?.postMessage(decoded, 'samples' in decoded ? [decoded.samples.buffer as ArrayBuffer] : []);
});
parentPort?.postMessage('ready', []);

import { createHash } from 'node:crypto';
import { type Published, type Transcript, transcriptOf } from '../transcript.ts';
import { wordsHash } from './consortium.ts';
import type { Played } from './play.ts';

const hashOf = (text: string): Uint8Array => new Uint8Array(createHash('sha256').update(text).digest());

/** The transcript of a sum that was played to its end, with a model that nobody has made. */
export function transcriptOfPlay({ coordinator, sum }: Played, change: Partial<Published> = {}): Transcript {
  if (coordinator.t !== 'opened' || sum === undefined) throw new Error('the sum came to nothing');
  return transcriptOf(coordinator, {
    step: {
      strategy: '{"kind":"fedavg","learningRate":1,"tailAverage":0,"weights":"uniform"}',
      summed: 'updates',
      denominator: 4,
      variances: [{ offset: 1, size: 2 }],
      rounds: 3,
    },
    sumHash: wordsHash(sum),
    modelHash: hashOf('model'),
    beforeHash: hashOf('before'),
    afterHash: hashOf('after'),
    ...change,
  });
}

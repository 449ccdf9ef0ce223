import { ConsiliumError } from '@consilium/core';
import type { Aggregator } from '../aggregation/aggregator.ts';
import { countedUpdates } from '../aggregation/update-pieces.ts';
import type { AttemptSum } from '../masks/attempt-sum.ts';
import type { Transcripts } from '../masks/transcripts.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { StoredRun } from '../store/run-store.ts';
import { type Attempt, countedSites } from './attempt-state.ts';
import type { Enclosed } from './batch-steps.ts';
import type { Pause } from './turns.ts';

/** What a round is closed from. */
export interface Closing {
  readonly run: StoredRun;
  readonly state: Attempt;
  readonly sum: AttemptSum | undefined;
  /** Between pieces of a long vector. */
  readonly pause: Pause;
}

/** The model of a round, and where it was made under masks its transcript: stored in the step that closes the round. */
export type ClosedRound = Required<Pick<Enclosed, 'alongside' | 'hashes'>> & Pick<Enclosed, 'published'>;

/** Makes the model of an attempt, and the transcript of its sum. @throws ConsiliumError as {@link Aggregator.complete} and {@link Aggregator.finish} */
export async function closeRound(
  { blobs, transcripts }: { readonly blobs: BlobStore; readonly transcripts: Transcripts },
  updates: Aggregator,
  { run, state, sum, pause }: Closing,
): Promise<ClosedRound> {
  await updates.complete(countedUpdates(run.run, state));
  const counted = countedSites(state.participants);
  const { model, strategy, opened } = await updates.finish(run, state.round, counted, blobs, { masks: sum?.masks, pause });
  const hashes = { modelHash: model.hash, strategyHash: strategy.hash };
  if (opened === undefined) {
    return {
      hashes,
      async alongside(tx) {
        await model.alongside(tx);
        await strategy.alongside(tx);
      },
    };
  }
  if (sum?.state.t !== 'opened')
    throw new ConsiliumError({ code: 'INTERNAL', message: 'masks came of a sum that is not opened' });
  const transcript = transcripts.stage(sum.state, opened);
  const { published } = transcript;
  return {
    hashes: { ...hashes, transcriptHash: published.hash },
    published,
    async alongside(tx) {
      await model.alongside(tx);
      await strategy.alongside(tx);
      await transcript.alongside(tx);
    },
  };
}

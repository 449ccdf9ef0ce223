import { assertNever } from '@consilium/core';
import type { AttemptRecord } from './attempt-record.ts';

/**
 * Which models of closed rounds stay when a newer one takes their place.
 *
 * - `newest`: none; of earlier rounds the history keeps the hashes.
 * - `evaluated`: those of rounds that sites were asked to score.
 * - `all`: every one.
 */
export const MODEL_RETENTIONS = ['newest', 'evaluated', 'all'] as const;

/** One of {@link MODEL_RETENTIONS}. */
export type ModelRetention = (typeof MODEL_RETENTIONS)[number];

/** What is kept as long as nobody decides otherwise: models of large studies would fill a disk. */
export const DEFAULT_MODEL_RETENTION: ModelRetention = 'newest';

/** A model that stays. */
export interface KeptModel {
  readonly round: number;
  readonly modelHash: string;
}

/** Those models of finished attempts that stay. */
export function modelsToKeep(retention: ModelRetention, records: readonly AttemptRecord[]): readonly KeptModel[] {
  return records.flatMap(({ round, modelHash, scores = {} }) =>
    modelHash !== undefined && stays(retention, Object.keys(scores).length > 0) ? [{ round, modelHash }] : [],
  );
}

function stays(retention: ModelRetention, evaluated: boolean): boolean {
  switch (retention) {
    case 'newest':
      return false;
    case 'evaluated':
      return evaluated;
    case 'all':
      return true;
    default:
      return assertNever(retention);
  }
}

/** What a run names: its model, and what its strategy remembers. */
interface Named {
  readonly modelHash: string;
  readonly strategyHash: string | undefined;
}

/** What a run stands on, with the transcript of its last sum under masks. */
interface Standing extends Named {
  readonly transcriptHash?: string | undefined;
}

/** Strategy states of closed rounds are not kept, nor are models that no {@link ModelRetention} keeps: their hashes stay in the history. */
export function replacedHashes(before: Named, { modelHash, strategyHash }: Named): readonly string[] {
  return [
    ...(modelHash === before.modelHash ? [] : [before.modelHash]),
    ...(before.strategyHash === undefined || strategyHash === before.strategyHash ? [] : [before.strategyHash]),
  ];
}

/** What a step has changed of what a run stands on. */
export function changedHashes(before: Standing, { modelHash, strategyHash, transcriptHash }: Standing): Partial<Standing> {
  return {
    ...(modelHash === before.modelHash ? {} : { modelHash }),
    ...(strategyHash === undefined ? {} : { strategyHash }),
    ...(transcriptHash === before.transcriptHash ? {} : { transcriptHash }),
  };
}

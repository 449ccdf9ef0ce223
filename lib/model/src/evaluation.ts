import { canonicalJson, type Json } from '@consilium/core';
import type { DossierModel } from './evidence.ts';

/** The file of released scores. */
export const EVALUATION_FILE = 'evaluation/released.json';

/** The text of {@link EVALUATION_FILE}: scores of the model, and of those of earlier rounds, as sites released them; undefined where none did. */
export function evaluationText({ origin, evidence }: DossierModel): string | undefined {
  const rounds = evidence.rounds.flatMap(({ round, released }) => (released === undefined ? [] : [{ round, ...released }]));
  if (evidence.released === undefined && rounds.length === 0) return undefined;
  return canonicalJson({
    format: 'consilium-evaluation',
    version: 1,
    model: origin.sha256,
    patients: 'held out: they have trained no model of the study',
    figures: 'from counts with noise, each with the interval of that noise; sampling error comes on top',
    released: (evidence.released ?? null) as unknown as Json,
    rounds: rounds as unknown as Json,
  });
}

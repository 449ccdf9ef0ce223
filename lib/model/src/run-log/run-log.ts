import { canonicalJson, type Json } from '@consilium/core';
import { z } from 'zod';
import { canonicalText } from '../folder/canonical-text.ts';

/** What a results folder and a dossier call it. */
export const RUN_LOG_FILE = 'run-log.json';

/** Longer texts are no log of a run: one of a thousand hospitals and as many rounds is shorter. */
export const MOST_RUN_LOG_BYTES: number = 512 * 1024 * 1024;

const HASH = z.string().regex(/^[0-9a-f]{64}$/);
const COUNT = z.int().min(0);

const contributionSchema = z.strictObject({
  site: z.string().min(1),
  update: HASH,
  /** SHA-256 of the key by which the coordinator knew the site. */
  key: HASH.optional(),
  /** Where the ledger of the site stood that has paid, as the site said. */
  ledger: z.strictObject({ seq: COUNT, hash: HASH }).optional(),
});

const scoresSchema = z.discriminatedUnion('t', [
  z.strictObject({ t: z.literal('sites'), words: z.record(z.string(), z.base64()) }),
  z.strictObject({ t: z.literal('sum'), words: z.base64(), sites: z.array(z.string()) }),
]);

const runLogSchema = z.strictObject({
  format: z.literal('consilium-run-log'),
  version: z.literal(1),
  run: z.string().min(1),
  /** C2SP verifier key of the log. */
  key: z.string(),
  /** C2SP signed note over all entries below. */
  checkpoint: z.string(),
  entries: z.array(z.strictObject({ position: COUNT, line: z.string(), proof: z.array(z.base64()) })),
  /** Of closed rounds what their entries commit to. */
  rounds: z.array(
    z.strictObject({
      round: COUNT,
      attempt: COUNT,
      contributions: z.array(contributionSchema),
      scores: scoresSchema.optional(),
    }),
  ),
});

/**
 * What the audit log of a coordinator has of how the model of a run was made: entries of the coordinator with proofs that they are in the
 * log, and the lists that those entries commit to.
 */
export type RunLog = z.output<typeof runLogSchema>;

/** The one text of a {@link RunLog}. */
export function runLogText(log: RunLog): string {
  return canonicalJson(log as unknown as Json);
}

/** @throws ConsiliumError `DOSSIER_ALTERED` for what {@link runLogText} does not write; whether it holds, `verifyRunLog` says */
export function parseRunLog(content: Uint8Array): RunLog {
  return canonicalText(content, runLogSchema, RUN_LOG_FILE);
}

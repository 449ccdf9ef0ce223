import { canonicalJson } from '@consilium/core';
import { NOT_APPROVED } from '@consilium/plan';
import { z } from 'zod';
import { canonicalText } from './canonical-text.ts';
import { isDossierPath, MANIFEST_FILE, SIGNATURE_FILE } from './dossier-paths.ts';
import type { HashedFile } from './hash-folder.ts';

const HASH = z.string().regex(/^[0-9a-f]{64}$/);

/** A part that belongs into a dossier and is not in this one. */
const missingSchema = z.strictObject({ part: z.string(), why: z.string() });

const headSchema = z.strictObject({
  format: z.literal('consilium-dossier'),
  version: z.literal(1),
  study: z.string(),
  title: z.string(),
  /** SHA-256 of the weights as float32 in the order of the plan. */
  model: HASH,
  /** SHA-256 of the plan: what hospitals have approved. */
  plan: HASH,
  run: z.string().nullable(),
  rehearsal: z.boolean(),
  software: z.string(),
  notice: z.literal(NOT_APPROVED),
  missing: z.array(missingSchema),
});

const manifestSchema = headSchema.extend({
  files: z.array(z.strictObject({ path: z.string().refine(isDossierPath), bytes: z.number().int().nonnegative(), sha256: HASH })),
});

/** {@link missingSchema} */
export type MissingPart = z.output<typeof missingSchema>;

/** What a dossier says of itself, its files apart. */
export type DossierHead = z.output<typeof headSchema>;

/** The content of `manifest.json`. */
export type Manifest = z.output<typeof manifestSchema>;

/** The text of a manifest over files, which are neither it nor the signature. */
export function manifestText(head: DossierHead, files: ReadonlyMap<string, HashedFile>): string {
  const listed = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, file]) => ({ path, ...file }));
  return canonicalJson({ ...head, files: listed });
}

/** @throws ConsiliumError `DOSSIER_ALTERED` for what {@link manifestText} does not write */
export function parseManifest(content: Uint8Array): Manifest {
  return canonicalText(content, manifestSchema, MANIFEST_FILE);
}

/** Whether a manifest lists a file. */
export function isListed(path: string): boolean {
  return path !== MANIFEST_FILE && path !== SIGNATURE_FILE;
}

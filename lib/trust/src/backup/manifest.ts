import { canonicalJson, ConsiliumError, sha256Hex } from '@consilium/core';
import { parseJson } from '@consilium/host';
import { z } from 'zod';

/** Of the file's layout and of this manifest; another one is refused. */
export const BACKUP_FORMAT = 1;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);

/** A place inside of the folder, and no other: what is restored is written there. */
const partPath = z
  .string()
  .min(1)
  .max(4096)
  .refine(
    (path) => !path.includes('\0') && path.split('/').every((name) => name !== '' && name !== '.' && name !== '..'),
    'a path inside of the folder',
  );

const partSchema = z.strictObject({ path: partPath, bytes: count, sha256: hash });

const headSchema = z.strictObject({ seq: count, hash: z.string() });

const manifestSchema = z.strictObject({
  format: z.literal(BACKUP_FORMAT),
  kind: z.enum(['site', 'coordinator']),
  consortium: z.string().min(1).max(200),
  /** Whose folder it is: of a site its name, else `coordinator`. */
  member: z.string().min(1).max(200),
  /** Version of the program that made it. */
  program: z.string().max(100),
  taken: z.iso.datetime({ precision: 3 }),
  /** In the order in which they lie in the file. */
  parts: z.array(partSchema),
  /** Entries of the audit log, and the SHA-256 of its newest checkpoint. */
  audit: z.strictObject({ entries: count, checkpoint: hash.optional() }),
  /** Of a site: how far the ledger of each population had come. */
  ledgers: z.record(z.string(), headSchema).optional(),
  /** Of a coordinator: version of the tables of its database. */
  store: count.optional(),
  /** What lies in the folder and is not in the backup on purpose. */
  leftOut: z.array(z.string()),
});

/** What is in a backup: canonical JSON at its end. */
export type BackupManifest = z.output<typeof manifestSchema>;

/** A file of the folder. */
export type BackupPart = BackupManifest['parts'][number];

/** What a manifest says beside the parts, which the writer counts. */
export type BackupFacts = Omit<BackupManifest, 'format' | 'parts'>;

/** The bytes of a manifest. */
export function writeManifest(manifest: BackupManifest): Buffer {
  return Buffer.from(canonicalJson(manifest), 'utf8');
}

/** Reads what {@link writeManifest} wrote. @throws ConsiliumError `BACKUP_INVALID` for anything else */
export function readManifest(bytes: Buffer, name: string): { readonly manifest: BackupManifest; readonly id: string } {
  const manifest = parseJson(bytes.toString('utf8'), manifestSchema, name, 'BACKUP_INVALID').value;
  const paths = new Set(manifest.parts.map(({ path }) => path));
  if (paths.size < manifest.parts.length || !writeManifest(manifest).equals(bytes))
    throw new ConsiliumError({ code: 'BACKUP_INVALID', message: `${name}: its manifest is not one that this program writes` });
  return { manifest, id: sha256Hex(bytes) };
}

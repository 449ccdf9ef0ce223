import { closeSync, openSync, readSync } from 'node:fs';
import { canonicalJson, ConsiliumError, fromUnknown } from '@consilium/core';
import { parseJson } from '@consilium/host';
import { z } from 'zod';
import { type KeyStoreAddress, parseKeyStore, writeKeyStore } from '../key-store/address.ts';
import { type Wrapped, wrappedSchema } from '../key-store/wrapping.ts';

/*
 * A backup is one file:
 *
 *   preface   `CONSILIUM-BACKUP-1` and a line end | length of what follows, 4 bytes big-endian | canonical JSON: which key store has wrapped
 *             the key of this file, and that key as it has wrapped it
 *   sealed    a sealed file (`sealed-format.ts`) under that key, bound to the preface; its content is the parts one after the other, the
 *             manifest, and the length of the manifest, 4 bytes big-endian
 *
 * The manifest comes last, because a program that works is copied as it is read; that nothing was cut off the last segment says.
 */

const MAGIC = Buffer.from('CONSILIUM-BACKUP-1\n', 'latin1');
/** Before the preface and behind the manifest: how long they are. */
export const LENGTH_BYTES = 4;
/** Far above what an address and a wrapped key have. */
const LONGEST_JSON = 16 * 1024;

/** What the sealed part is bound to beside the preface. */
export const BACKUP_PURPOSE = 'consilium/backup/v1';

const schema = z.strictObject({ store: z.string(), wrapped: wrappedSchema });

/** What opens a backup. */
export interface BackupKey {
  readonly address: KeyStoreAddress;
  readonly wrapped: Wrapped;
}

/** The bytes that a backup begins with. */
export function encodePreface({ address, wrapped }: BackupKey): Buffer {
  const json = Buffer.from(canonicalJson({ store: writeKeyStore(address), wrapped } satisfies z.input<typeof schema>), 'utf8');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(json.length);
  return Buffer.concat([MAGIC, length, json]);
}

/** Reads the beginning of a file. @throws ConsiliumError `BACKUP_INVALID` for one that is no backup, `FILE_UNREADABLE` */
export function readPreface(path: string): BackupKey & { readonly bytes: Buffer } {
  const start = readStart(path, MAGIC.length + LENGTH_BYTES + LONGEST_JSON);
  const at = MAGIC.length + LENGTH_BYTES;
  if (start.length < at || !start.subarray(0, MAGIC.length).equals(MAGIC)) throw noBackup(path);
  const end = at + start.readUInt32BE(MAGIC.length);
  if (end > start.length) throw noBackup(path);
  const { store, wrapped } = parseJson(start.toString('utf8', at, end), schema, path, 'BACKUP_INVALID').value;
  return { address: parseKeyStore(store), wrapped, bytes: Buffer.from(start.subarray(0, end)) };
}

function noBackup(path: string): ConsiliumError<'BACKUP_INVALID'> {
  return new ConsiliumError({ code: 'BACKUP_INVALID', message: `${path} does not begin as a backup of this version does` });
}

function readStart(path: string, bytes: number): Buffer {
  try {
    const fd = openSync(path, 'r');
    try {
      const buffer = Buffer.alloc(bytes);
      return buffer.subarray(0, readSync(fd, buffer, 0, bytes, 0));
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, fromUnknown, isConsiliumError, type Json, sha256Hex } from '@consilium/core';
import type { PixelRegion } from '@consilium/deidentify';
import { makePrivateFolder, parseJson, readOwnFile, writeFileDurably } from '@consilium/host';
import { z } from 'zod';

const readingSchema = z.strictObject({
  /** What has read: what another one has found counts no more. */
  reader: z.string(),
  text: z.enum(['none', 'found']),
});

const decisionSchema = z.strictObject({
  decision: z.enum(['released', 'rejected']),
  by: z.string(),
  at: z.iso.datetime(),
});

/** What a person decided about an image, who, and when. */
export type PixelDecision = z.output<typeof decisionSchema>;

/** Stands for exactly these bytes of a file, with exactly these rectangles made black. */
export function pixelKey(bytes: Uint8Array, regions: readonly PixelRegion[]): string {
  const file = sha256Hex(bytes);
  return regions.length === 0 ? file : sha256Hex(`${file} ${canonicalJson(regions as unknown as Json)}`);
}

/** Where records lie in a state folder. */
export const PIXEL_RECORDS = 'pixels';

/**
 * What a program and people have found in images, by {@link pixelKey}: `<state>/pixels/text/<key>.json` and `<state>/pixels/decisions/<key>.json`. No file tells of
 * more than one image, and none of what stood in it: another patient's images change nothing of an image's.
 */
export class PixelRecords {
  readonly #text: string;
  readonly #decisions: string;

  /** @param stateFolder the agent's state folder; `pixels/` is made with the first record */
  constructor(stateFolder: string) {
    this.#text = join(stateFolder, PIXEL_RECORDS, 'text');
    this.#decisions = join(stateFolder, PIXEL_RECORDS, 'decisions');
  }

  /** What this reader has found; `undefined` where it has not looked, or its record is damaged. @throws ConsiliumError `FILE_UNSAFE`, `FILE_UNREADABLE` */
  textOf(key: string, reader: string): 'none' | 'found' | undefined {
    const path = pathIn(this.#text, key);
    const content = contentOf(path);
    if (content === undefined) return undefined;
    const found = parsed(content, readingSchema, path);
    return found?.reader === reader ? found.text : undefined;
  }

  /** @throws ConsiliumError `DISK_FULL`, `FILE_UNREADABLE` */
  rememberText(key: string, reader: string, text: 'none' | 'found'): void {
    write(this.#text, key, { reader, text });
  }

  /** What a person decided. A damaged record has released nothing, and may have rejected: it rejects. @throws ConsiliumError `FILE_UNSAFE`, `FILE_UNREADABLE` */
  decisionOf(key: string): PixelDecision['decision'] | undefined {
    const path = pathIn(this.#decisions, key);
    const content = contentOf(path);
    return content === undefined ? undefined : (parsed(content, decisionSchema, path)?.decision ?? 'rejected');
  }

  /** Takes the place of what was decided before. @throws ConsiliumError `DISK_FULL`, `FILE_UNREADABLE` */
  decide(key: string, decision: PixelDecision): void {
    write(this.#decisions, key, decision);
  }

  /** Differs when a record came or was replaced. */
  stamp(): string {
    return [this.#text, this.#decisions]
      .map((folder) => {
        const stats = statSync(folder, { throwIfNoEntry: false, bigint: true });
        return stats === undefined ? '' : `${stats.ino}/${stats.mtimeNs}`;
      })
      .join(' ');
  }
}

function pathIn(folder: string, key: string): string {
  return join(folder, `${key}.json`);
}

function contentOf(path: string): string | undefined {
  try {
    return readOwnFile(path)?.toString('utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

function parsed<T extends z.ZodType>(content: string, schema: T, path: string): z.output<T> | undefined {
  try {
    return parseJson(content, schema, path, 'CONFIG_INVALID').value;
  } catch (error) {
    if (isConsiliumError(error, 'CONFIG_INVALID')) return undefined;
    throw error;
  }
}

function write(folder: string, key: string, record: object): void {
  const path = pathIn(folder, key);
  try {
    makePrivateFolder(join(folder, '..'));
    makePrivateFolder(folder);
    writeFileDurably(path, `${JSON.stringify(record)}\n`);
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

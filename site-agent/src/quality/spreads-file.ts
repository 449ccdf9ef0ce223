import { join } from 'node:path';
import { fromUnknown } from '@consilium/core';
import { makePrivateFolder, parseJson, readOwnFile, writeFileDurably } from '@consilium/host';
import { z } from 'zod';
import type { Spreads } from './assess.ts';

const schema = z.strictObject({
  /** Of the newest load, and of the newest that was another one. */
  loads: z.array(z.strictObject({ content: z.string(), spreads: z.record(z.string(), z.array(z.number().min(0))) })).max(2),
});

/** How the columns of a data set were spread when it was looked at last: shares in thousandths, for the eyes of this machine. */
export class SpreadsFile {
  readonly #path: string;
  readonly #folder: string;

  /** @param dataset its name, which is one of a file too */
  constructor(stateFolder: string, dataset: string) {
    this.#folder = join(stateFolder, 'quality');
    this.#path = join(this.#folder, `${dataset}.json`);
  }

  /** The spreads of the newest load that is not this one. @throws ConsiliumError `CONFIG_INVALID`, `FILE_UNREADABLE`, `FILE_UNSAFE` */
  before(content: string): Spreads | undefined {
    return this.#loads().find((load) => load.content !== content)?.spreads;
  }

  /** Remembers a load. @throws ConsiliumError `DISK_FULL`, `FILE_UNREADABLE` */
  remember(content: string, spreads: Spreads): void {
    const other = this.#loads().find((load) => load.content !== content);
    try {
      makePrivateFolder(this.#folder);
      writeFileDurably(
        this.#path,
        `${JSON.stringify({ loads: [{ content, spreads }, ...(other === undefined ? [] : [other])] })}\n`,
      );
    } catch (error) {
      throw fromUnknown(error, this.#path);
    }
  }

  #loads(): z.output<typeof schema>['loads'] {
    const bytes = readOwnFile(this.#path);
    return bytes === undefined ? [] : parseJson(bytes.toString('utf8'), schema, this.#path, 'CONFIG_INVALID').value.loads;
  }
}

import { join } from 'node:path';
import { fromUnknown } from '@consilium/core';
import { makePrivateFolder, parseJson, readOwnFile, writeFileDurably } from '@consilium/host';
import { readVerifierKey } from '@consilium/transparency';
import { z } from 'zod';
import { type Determination, expiryMs } from './determination.ts';
import { invalid, openRecord } from './signed-determination.ts';

const installedSchema = z.strictObject({
  record: z.string(),
  /** Verifier keys of those whose signatures it must carry, as a person gave them. */
  signedBy: z.array(z.string()).min(1),
});

type Installed = z.output<typeof installedSchema>;

/** The determination of each data set that this hospital goes by: `<state>/determinations/<data set>.json`. */
export class DeterminationStore {
  readonly #folder: string;

  /** @param stateFolder the agent's state folder; `determinations/` is made with the first one */
  constructor(stateFolder: string) {
    this.#folder = join(stateFolder, 'determinations');
  }

  /**
   * The determination of a data set, its signatures checked again; `undefined` where none was installed.
   *
   * @throws ConsiliumError `DETERMINATION_INVALID` when it was edited, `CONFIG_INVALID`, `FILE_UNSAFE`, `FILE_UNREADABLE`
   */
  of(dataset: string): Determination | undefined {
    const installed = this.#read(dataset);
    return installed === undefined ? undefined : openRecord(installed.record, installed.signedBy.map(readVerifierKey));
  }

  /** Names of those who must have signed it, and have if {@link of} takes it. @throws ConsiliumError `CONFIG_INVALID`, `FILE_UNSAFE`, `AUDIT_CORRUPT` */
  signersOf(dataset: string): readonly string[] {
    return (this.#read(dataset)?.signedBy ?? []).map((key) => readVerifierKey(key).name);
  }

  #read(dataset: string): Installed | undefined {
    const path = this.#path(dataset);
    let content: Buffer | undefined;
    try {
      content = readOwnFile(path);
    } catch (error) {
      throw fromUnknown(error, path);
    }
    if (content === undefined) return undefined;
    return parseJson(content.toString('utf8'), installedSchema, path, 'CONFIG_INVALID').value;
  }

  /**
   * Goes by this record from now on.
   *
   * @param dataset a data set of the catalogue, which the record must be about
   * @param signedBy verifier keys of those who must have signed it
   * @throws ConsiliumError `DETERMINATION_INVALID`, `AUDIT_CORRUPT` for what is no key, `DISK_FULL`
   */
  install(dataset: string, record: string, signedBy: readonly string[]): Determination {
    const determination = openRecord(record, signedBy.map(readVerifierKey));
    if (determination.scope.dataset !== dataset) throw invalid(`it is about the data set ${determination.scope.dataset}`);
    const path = this.#path(dataset);
    try {
      makePrivateFolder(this.#folder);
      writeFileDurably(path, `${JSON.stringify({ record, signedBy }, null, 2)}\n`);
    } catch (error) {
      throw fromUnknown(error, path);
    }
    return determination;
  }

  #path(dataset: string): string {
    return join(this.#folder, `${dataset}.json`);
  }
}

/** Whether a determination holds at a moment. The clock decides, and nothing else. */
export function hasExpired(determination: Determination, nowMs: number): boolean {
  return nowMs >= expiryMs(determination);
}

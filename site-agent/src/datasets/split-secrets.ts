import { join } from 'node:path';
import { ConsiliumError, type Randomness } from '@consilium/core';
import { makePrivateFolder } from '@consilium/host';
import { loadKeyFile, loadOrCreateKeyFile } from '@consilium/trust';

/**
 * The secret of each population that decides who of it is held out: `<state>/splits/<population>.key`, 64 hex digits for its owner only.
 * Made once, and missed loudly: under another one, patients who trained would be held out. It also proves what this site reported of the
 * population's ledger (`site-agent/src/ledger/head-mac.ts`).
 */
export class SplitSecrets {
  readonly #folder: string;

  /** @param stateFolder the agent's state folder; `splits/` is made with the first secret */
  constructor(stateFolder: string) {
    this.#folder = join(stateFolder, 'splits');
  }

  has(population: string): boolean {
    return loadKeyFile(this.#path(population)) !== undefined;
  }

  /** @throws ConsiliumError `SPLIT_SECRET_LOST` when there is none, `KEY_INVALID` for a file that others can read, or that holds no secret */
  read(population: string): Uint8Array {
    const path = this.#path(population);
    const secret = loadKeyFile(path);
    if (secret !== undefined) return secret;
    throw new ConsiliumError({
      code: 'SPLIT_SECRET_LOST',
      message: `the split secret of population ${population} is gone: ${path}`,
      details: { path },
    });
  }

  /** Makes the secret of a population that never had one. @throws ConsiliumError `KEY_INVALID`, `DISK_FULL`, `FILE_UNREADABLE` */
  create(population: string, random: Randomness): void {
    makePrivateFolder(this.#folder);
    loadOrCreateKeyFile(this.#path(population), random);
  }

  #path(population: string): string {
    return join(this.#folder, `${population}.key`);
  }
}

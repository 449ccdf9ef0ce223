import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError, fromUnknown, type Randomness } from '@consilium/core';
import { type DateShifts, dateShiftsOf, type Tokens, tokensOf, type UidMap, uidMapOf } from '@consilium/deidentify';
import { makePrivateFolder } from '@consilium/host';
import { loadKeyFile, loadOrCreateKeyFile } from '@consilium/trust';

/** Whose names tokens of images are: archives number patients in their own way. */
const IMAGES = 'dicom';

/** What a cleaned image has in the place of what identifies people. */
export interface ImageNames {
  readonly tokens: Tokens;
  readonly uids: UidMap;
  readonly shifts: DateShifts;
}

const KEY_FILE = /^(\d{1,6})\.key$/;

/**
 * The keys under which this site names patients in its own reports: `<state>/tokens/<number>.key`, sealed as every secret of the folder. The newest one names; older
 * ones stay, so that whom an old report means can still be found, and what that patient is called now. They never leave.
 */
export class TokenKeys {
  readonly #folder: string;

  /** @param stateFolder the agent's state folder; `tokens/` is made with the first key */
  constructor(stateFolder: string) {
    this.#folder = join(stateFolder, 'tokens');
  }

  /** The names of a study's patients under the newest key; makes the first one. @throws ConsiliumError `KEY_INVALID`, `DISK_FULL` */
  naming(study: string, domain: string, random: Randomness): Tokens {
    return tokensOf(this.#read(this.newest() ?? this.#create(1, random)), study, domain);
  }

  /** What stands for patients, UIDs and days in a study's images under the newest key; makes the first one. @throws ConsiliumError `KEY_INVALID`, `DISK_FULL` */
  images(study: string, random: Randomness): ImageNames {
    const key = this.#read(this.newest() ?? this.#create(1, random));
    return { tokens: tokensOf(key, study, IMAGES), uids: uidMapOf(key, study), shifts: dateShiftsOf(key, study) };
  }

  /** The names of a study's patients under each key, the newest first. @throws ConsiliumError `KEY_INVALID` */
  ever(study: string, domain: string): readonly Tokens[] {
    return this.#numbers().map((number) => tokensOf(this.#read(number), study, domain));
  }

  /** Gives patients other names from now on. @returns the number of the new key @throws ConsiliumError `KEY_INVALID`, `DISK_FULL` */
  rotate(random: Randomness): number {
    return this.#create((this.newest() ?? 0) + 1, random);
  }

  /** Number of the key that names; `undefined` where there is none yet. */
  newest(): number | undefined {
    return this.#numbers()[0];
  }

  #create(number: number, random: Randomness): number {
    makePrivateFolder(this.#folder);
    loadOrCreateKeyFile(this.#path(number), random);
    return number;
  }

  #read(number: number): Uint8Array {
    const key = loadKeyFile(this.#path(number));
    if (key !== undefined) return key;
    const path = this.#path(number);
    throw new ConsiliumError({ code: 'KEY_INVALID', message: `there is no key file at ${path}`, details: { path } });
  }

  /** The newest first. */
  #numbers(): readonly number[] {
    let names: string[];
    try {
      names = readdirSync(this.#folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw fromUnknown(error, this.#folder);
    }
    return names
      .flatMap((name) => KEY_FILE.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => b - a);
  }

  #path(number: number): string {
    return join(this.#folder, `${number}.key`);
  }
}

import { existsSync, realpathSync } from 'node:fs';
import { ConsiliumError } from '@consilium/core';
import { readPublicKey } from '@consilium/model';
import { type FinishedModel, isDossier, readModelFolder, verifyModelDossier } from '@consilium/sim';

/**
 * The model in a folder; that of a dossier once the dossier was verified, as it was read then.
 *
 * @throws ConsiliumError `USAGE` for a dossier without a key, and a key without a dossier; what verifying and reading throw
 */
export function openModel(
  folder: string,
  keyFile: string | undefined,
): { readonly model: FinishedModel; readonly dossier?: string } {
  if (!isDossier(folder)) {
    if (keyFile === undefined) return { model: readModelFolder(folder) };
    throw new ConsiliumError({
      code: 'USAGE',
      message: `${folder} is no dossier, so that --key says nothing about it: name the folder with manifest.json and model.sig`,
    });
  }
  if (keyFile === undefined)
    throw new ConsiliumError({
      code: 'USAGE',
      message: `${folder} is a dossier, and is verified before it is used: name the public key of those who have signed it with --key`,
    });
  const { model, address } = verifyModelDossier(folder, readPublicKey(keyFile));
  return { model, dossier: address };
}

/** @throws ConsiliumError `USAGE` where results would take the place of the table that is read */
export function requireOther(out: string, table: string): void {
  if (existsSync(out) && existsSync(table) && realpathSync(out) === realpathSync(table))
    throw new ConsiliumError({ code: 'USAGE', message: `${out} is the table that is read: name another file with --out` });
}

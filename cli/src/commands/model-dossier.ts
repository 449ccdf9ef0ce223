import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { jsonOption } from '@consilium/command-line';
import { ConsiliumError } from '@consilium/core';
import { print } from '@consilium/host';
import { type AuthorCard, makeReleaseKey, readAuthorCard, readReleaseKey, RUN_LOG_FILE } from '@consilium/model';
import { NOT_APPROVED } from '@consilium/plan';
import { type FinishedModel, readModelFolder, resultsEvidence, runEvidence, writeModelDossier } from '@consilium/sim';
import { Command } from 'commander';

interface DossierOptions {
  readonly key: string;
  readonly out: string;
  readonly card?: string;
  readonly json?: boolean;
}

/** `consilium model key` */
export function modelKey(): Command {
  return new Command('key')
    .description('Make a key that signs dossiers; with its public half anyone can verify them')
    .requiredOption('--out <file>', 'where to write the secret key; the public one lies beside it, with .pub behind its name')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium model key --out release.key\n')
    .action(async (options: { readonly out: string; readonly json?: boolean }) => {
      const made = await makeReleaseKey(options.out);
      print(options.json, { ...made }, () => [
        `The secret key is in ${made.secret}, for your eyes only; give ${made.public} to everybody who verifies.`,
        `  fingerprint  ${made.fingerprint}`,
      ]);
    });
}

/** `consilium model dossier` */
export function modelDossier(): Command {
  return new Command('dossier')
    .description('Write what a model is, where it comes from and what is known of it into one signed folder')
    .argument('<folder>', 'folder with the results of a run or of a rehearsal')
    .requiredOption('--key <file>', 'secret key that signs, made by "consilium model key"')
    .requiredOption('--out <folder>', 'new folder for the dossier')
    .option('--card <file>', 'YAML with what you state of the model: intendedUse, patients, users, knownRisks, ...')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nOf a run with hospitals it takes what the audit log shows of it (run-log.json), and nothing that only its summary says.\n\nExample:\n  $ consilium model dossier runs/heart-1 --key release.key --out heart-dossier\n',
    )
    .action((folder: string, options: DossierOptions) => {
      const key = readReleaseKey(options.key);
      const author = options.card === undefined ? {} : readAuthorCard(options.card);
      const model = readModelFolder(folder);
      requireRealRun(folder, model);
      const address = model.origin.rehearsal
        ? writeModelDossier(options.out, model, resultsEvidence(folder, model), author, key)
        : dossierOfRun(folder, options.out, model, author, key);
      const { plan, origin } = model;
      const result = { dossier: address, folder: options.out, plan: plan.hash, model: origin.sha256, notice: NOT_APPROVED };
      print(options.json, result, () => [
        `${options.out}: dossier ${address}`,
        `model ${origin.sha256}, plan ${plan.hash}; ${NOT_APPROVED}`,
      ]);
    });
}

/** @throws ConsiliumError `REHEARSAL_ONLY` for a run whose coordinator let agents take part that may have left their noise out */
function requireRealRun(folder: string, { origin }: FinishedModel): void {
  if (origin.rehearsal && existsSync(join(folder, RUN_LOG_FILE)))
    throw new ConsiliumError({
      code: 'REHEARSAL_ONLY',
      message:
        'the coordinator of this run was started with --rehearsal: what its agents left out nobody can see, so no dossier is made',
    });
}

/** Of a run with hospitals: what its log shows, and the log itself. */
function dossierOfRun(
  folder: string,
  out: string,
  model: FinishedModel,
  author: AuthorCard,
  key: ReturnType<typeof readReleaseKey>,
): string {
  const { evidence, log } = runEvidence(folder, model);
  return writeModelDossier(out, model, evidence, author, key, log);
}

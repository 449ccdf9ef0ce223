import { jsonOption } from '@consilium/command-line';
import { print } from '@consilium/host';
import { keyHint, readPublicKey } from '@consilium/model';
import { verifyModelDossier } from '@consilium/sim';
import { Command } from 'commander';

/** `consilium model verify` */
export function modelVerify(): Command {
  return new Command('verify')
    .description('See whether a dossier is as it was signed; asks nobody, and needs the folder and a key alone')
    .argument('<folder>', 'folder of a dossier')
    .requiredOption(
      '--key <file>',
      'public key of those who should have signed it, from them and not from where the dossier came',
    )
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium model verify heart-dossier --key release.key.pub\n')
    .action((folder: string, options: { readonly key: string; readonly json?: boolean }) => {
      const key = readPublicKey(options.key);
      const { address, manifest } = verifyModelDossier(folder, key);
      const { files, missing, ...head } = manifest;
      print(options.json, { dossier: address, signedBy: keyHint(key), ...head, files: files.length, missing }, () => [
        `${folder} is as it was signed: dossier ${address}`,
        `  signed by  ${keyHint(key)}`,
        `  study      ${head.study}: ${head.title}`,
        `  model      ${head.model}, the same in every format`,
        `  plan       ${head.plan}`,
        `  made in    ${head.rehearsal ? 'a rehearsal' : 'a run'}${head.run === null ? '' : `, ${head.run}`}`,
        ...missing.map(({ part, why }) => `  missing    ${part}: ${why}`),
        `  ${head.notice}`,
      ]);
    });
}

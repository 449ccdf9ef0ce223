import { writeFileSync } from 'node:fs';
import { jsonOption } from '@consilium/command-line';
import { fromUnknown } from '@consilium/core';
import { print } from '@consilium/host';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OWN_IDENTITY } from '../connection.ts';
import { fetchModel } from '../fetch-model.ts';
import { modelDossier, modelKey } from './model-dossier.ts';
import { modelExplain } from './model-explain.ts';
import { modelExport } from './model-export.ts';
import { modelPredict } from './model-predict.ts';
import { modelRegistryCommands } from './model-registry.ts';
import { modelVerify } from './model-verify.ts';

/** `consilium model ...` */
export function modelCommands(): Command {
  const command = new Command('model');
  command
    .command('pull')
    .description('Fetch the model of a run as raw little-endian float32 weights, its hash verified')
    .argument('<run>', 'run identifier')
    .requiredOption('--out <file>', 'where to write the weights')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium model pull run-3k9... --out heart.weights\n')
    .action(async (run: string, options: { out: string; identity: string; json?: boolean }) => {
      const { hash, content } = await fetchModel(options.identity, run);
      try {
        writeFileSync(options.out, content);
      } catch (error) {
        throw fromUnknown(error, options.out);
      }
      const parameters = content.length / Float32Array.BYTES_PER_ELEMENT;
      print(options.json, { run, file: options.out, parameters, hash }, () => [
        `${options.out}: ${parameters} parameters, SHA-256 ${hash}`,
      ]);
    });
  command.addCommand(modelPredict());
  command.addCommand(modelExplain());
  command.addCommand(modelExport());
  command.addCommand(modelKey());
  command.addCommand(modelDossier());
  command.addCommand(modelVerify());
  for (const one of modelRegistryCommands()) command.addCommand(one);
  return command;
}

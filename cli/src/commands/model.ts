import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { jsonOption } from '@consilium/command-line';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { print } from '@consilium/host';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OWN_IDENTITY, withResearch } from '../connection.ts';

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
      const { hash, content } = await withResearch(options.identity, async (research) => {
        const { modelHash } = await research.getRun({ run });
        const parts: Uint8Array[] = [];
        for await (const { data } of research.getModel({ hash: modelHash })) parts.push(Uint8Array.from(data));
        return { hash: modelHash, content: Buffer.concat(parts) };
      });
      if (createHash('sha256').update(content).digest('hex') !== hash) {
        throw new ConsiliumError({ code: 'UPDATE_CORRUPT', message: 'the model received does not have its hash' });
      }
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
  return command;
}

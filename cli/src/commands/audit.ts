import { readFileSync } from 'node:fs';
import { fromUnknown } from '@consilium/core';
import { print } from '@consilium/host';
import { readRoster } from '@consilium/secure-sum';
import { Command } from 'commander';
import { auditLogCommands } from './audit-log.ts';
import { auditTranscript } from '../transcript-audit.ts';

/** `consilium audit ...` */
export function auditCommands(): Command {
  const command = new Command('audit').description(
    'The coordinator’s audit log, which cannot be changed unseen, and what came of sums under masks',
  );
  for (const log of auditLogCommands()) command.addCommand(log);
  command
    .command('transcript')
    .description('Check signatures, thresholds and lists of one round, and make its model again from the sum')
    .argument('<file>', 'written by "consilium run transcript"')
    .option('--roster <file>', 'signed roster that the sum must have been under')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ consilium audit transcript round.transcript --roster roster.json\n')
    .action((file: string, options: { roster?: string; json?: boolean }) => {
      const { roster: path } = options;
      const roster = path === undefined ? undefined : readRoster(read(path).toString('utf8'), path);
      const audited = auditTranscript(read(file), roster);
      print(options.json, audited, () => [
        `Round ${audited.round} of ${audited.run} (attempt ${audited.attempt}):`,
        ...audited.checks.map((check) => `  holds: ${check}`),
        `  plan          ${audited.plan}`,
        `  transcript    ${audited.transcript}`,
        `  goes on from  ${audited.parent}`,
        `  model         ${audited.model}`,
        ...(roster === undefined
          ? [
              'Whether the roster is the one of a consortium, only --roster tells: anybody can make one up, and a transcript under it.',
            ]
          : []),
      ]);
    });
  return command;
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

import { readFileSync } from 'node:fs';
import { jsonOption } from '@consilium/command-line';
import { fromUnknown } from '@consilium/core';
import { print } from '@consilium/host';
import { readRoster } from '@consilium/secure-sum';
import { Command } from 'commander';
import { auditLogCommands } from './audit-log.ts';
import { type AuditedTranscript, auditTranscript } from '../transcript-audit.ts';
import { type AuditedChain, auditChain } from '../transcript-chain.ts';

/** `consilium audit ...` */
export function auditCommands(): Command {
  const command = new Command('audit');
  for (const log of auditLogCommands()) command.addCommand(log);
  command
    .command('transcript')
    .description(
      'Check signatures, thresholds and lists of rounds, that each goes on from the one before, and make the model again from the sum',
    )
    .argument('<file...>', 'written by "consilium run transcript"; of several rounds in any order')
    .option('--roster <file>', 'signed roster that the sums must have been under')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium audit transcript round.transcript --roster roster.json\n  $ consilium audit transcript rounds/* --roster roster.json\n',
    )
    .action((files: readonly string[], options: { roster?: string; json?: boolean }) => {
      const { roster: path } = options;
      const roster = path === undefined ? undefined : readRoster(read(path).toString('utf8'), path);
      const [file] = files;
      if (files.length === 1 && file !== undefined) {
        const audited = auditTranscript(read(file), roster);
        print(options.json, audited, () => [...roundLines(audited), ...withoutRoster(roster)]);
        return;
      }
      const chain = auditChain(
        files.map((name) => ({ path: name, bytes: read(name) })),
        roster,
      );
      print(options.json, chain, () => [...chainLines(chain), ...withoutRoster(roster)]);
    });
  return command;
}

function roundLines(audited: AuditedTranscript): readonly string[] {
  return [
    `Round ${audited.round} of ${audited.run} (attempt ${audited.attempt}):`,
    ...audited.checks.map((check) => `  holds: ${check}`),
    `  plan          ${audited.plan}`,
    `  transcript    ${audited.transcript}`,
    `  goes on from  ${audited.parent}`,
    `  model         ${audited.model}`,
  ];
}

function chainLines({ run, fromFirst, rounds }: AuditedChain): readonly string[] {
  const [first, newest] = [rounds[0]?.round ?? 0, rounds.at(-1)];
  const again = rounds.filter(({ madeAgain }) => madeAgain).map(({ round }) => round);
  return [
    `Rounds ${first} to ${newest?.round ?? 0} of ${run}:`,
    ...rounds.map(({ round, signed, transcript }) => `  round ${round}: holds, ${transcript}, signed by ${signed.join(', ')}`),
    '  holds: each goes on from the transcript, the model and the memory of the strategy of the one before, under one plan',
    fromFirst
      ? '  holds: it begins with the first sum of the run'
      : `  round ${first} goes on from a transcript that was not given: ${rounds[0]?.parent ?? ''}`,
    `  models made again from their sums: of ${again.length} of ${rounds.length} rounds${again.length === rounds.length ? '' : ` (${again.join(', ')}); of the others the sum is no longer kept, and the model is the one that the sites have signed`}`,
    `  plan          ${newest?.plan ?? ''}`,
    `  model         ${newest?.model ?? ''}`,
  ];
}

function withoutRoster(roster: unknown): readonly string[] {
  if (roster !== undefined) return [];
  return [
    'Whether the roster is the one of a consortium, only --roster tells: anybody can make one up, and a transcript under it.',
  ];
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

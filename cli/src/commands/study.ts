import { addCommands, type LazyCommand } from '@consilium/host/program';
import { Command } from 'commander';

const COMMANDS: readonly LazyCommand<Command>[] = [
  {
    name: 'init',
    usage: '[options]',
    description:
      'Write a first plan, with comments, for a CSV file of several hospitals; what it says of patients is asked for or declared, and read from the file only if that is public',
    load: async () => (await import('./study-init.ts')).studyInitCommand(),
  },
  {
    name: 'check',
    usage: '[options] <study.yaml>',
    description: 'Check a plan and say what it means: model size, guarantee, noise; refuse what would identify people',
    load: async () => (await import('./study-check.ts')).checkCommand(),
  },
  {
    name: 'columns',
    usage: '[options] <file> <pattern>',
    description: 'Print names of columns of a file as series and groups of a plan list them',
    load: async () => (await import('./study-columns.ts')).columnsCommand(),
  },
  {
    name: 'submit',
    usage: '[options] <study.yaml>',
    description: 'Send a plan to the coordinator; sites approve it by its hash',
    load: async () => (await import('./study-submit.ts')).submitCommand(),
  },
  {
    name: 'list',
    usage: '[options]',
    description: 'Studies known to the coordinator',
    load: async () => (await import('./study-list.ts')).listCommand(),
  },
];

/**
 * `consilium study ...`
 *
 * @param words what follows on the command line, of which the command that it calls is loaded; without it, all are
 */
export async function studyCommands(words?: readonly string[]): Promise<Command> {
  const command = new Command('study');
  await addCommands(command, COMMANDS, () => new Command(), words);
  return command;
}

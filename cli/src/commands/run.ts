import { addCommands, type LazyCommand } from '@consilium/host/program';
import { Command } from 'commander';

const COMMANDS: readonly LazyCommand<Command>[] = [
  {
    name: 'start',
    usage: '[options] <study>',
    description: "Start a run of a study's newest plan",
    load: async () => (await import('./run-start.ts')).startCommand(),
  },
  {
    name: 'watch',
    usage: '[options] <run>',
    description: 'Show the rounds and pauses of a run until it ends, also while the coordinator is away',
    load: async () => (await import('./run-watch.ts')).watchCommand(),
  },
  {
    name: 'status',
    usage: '[options] <run>',
    description: 'A run as it stands: rounds, sites, and for whom it waits until when',
    load: async () => (await import('./run-state.ts')).statusCommand(),
  },
  {
    name: 'pause',
    usage: '[options] <run>',
    description: 'Let a run rest: sites are asked for nothing more, and what they are at work on still counts',
    load: async () => (await import('./run-state.ts')).pauseCommand(),
  },
  {
    name: 'resume',
    usage: '[options] <run>',
    description: 'Let a paused run go on, as soon as enough sites are connected',
    load: async () => (await import('./run-state.ts')).resumeCommand(),
  },
  {
    name: 'stop',
    usage: '[options] <run>',
    description: 'Stop a run, in whatever state it is',
    load: async () => (await import('./run-state.ts')).stopCommand(),
  },
  {
    name: 'list',
    usage: '[options]',
    description: 'Runs known to the coordinator',
    load: async () => (await import('./run-state.ts')).listCommand(),
  },
  {
    name: 'results',
    usage: '[options] <run>',
    description: 'Write what the coordinator has of a run as a folder like that of a rehearsal: report, scores, plan and model',
    load: async () => (await import('./run-results.ts')).resultsCommand(),
  },
  {
    name: 'transcript',
    usage: '[options] <run>',
    description: 'Fetch the transcript of a sum under masks, with what it takes to check it offline',
    load: async () => (await import('./run-transcript.ts')).transcriptCommand(),
  },
];

/**
 * `consilium run ...`
 *
 * @param words what follows on the command line, of which the command that it calls is loaded; without it, all are
 */
export async function runCommands(words?: readonly string[]): Promise<Command> {
  const command = new Command('run');
  await addCommands(command, COMMANDS, () => new Command(), words);
  return command;
}

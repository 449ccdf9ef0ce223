import { addCommands, type LazyCommand } from '@consilium/host/program';
import { Command } from 'commander';
import { takeOnlyIdentity } from './usual-identity.ts';
import { VERSION } from './version.ts';

const COMMANDS: readonly LazyCommand<Command>[] = [
  {
    name: 'sim',
    usage: '[options] <study.yaml>',
    description: 'Rehearse a study on this machine: the real coordinator, one real agent per site, real mutual TLS between them',
    load: async () => (await import('./commands/sim.ts')).simCommand(),
  },
  {
    name: 'join',
    usage: '[options] <join-string>',
    description:
      'Join a consortium as the person whom its operator has invited: checks whom it dials, makes your key, which never leaves, and takes your certificate in',
    load: async () => (await import('./commands/join.ts')).joinCommand(),
  },
  {
    name: 'login',
    usage: '[options]',
    description:
      'Log in with your account at the identity provider of a consortium, in any browser; commands then call with its tokens in the place of a certificate. Without options: again, as before',
    load: async () => (await import('./commands/login.ts')).loginCommand(),
  },
  {
    name: 'logout',
    usage: '[options]',
    description: 'End a login: the provider takes its tokens back, and this machine forgets them',
    load: async () => (await import('./commands/login.ts')).logoutCommand(),
  },
  {
    name: 'study',
    description: 'Write, check and submit study plans',
    load: async (words) => await (await import('./commands/study.ts')).studyCommands(words),
  },
  {
    name: 'run',
    description: 'Start, watch and stop runs, and write their results',
    load: async (words) => await (await import('./commands/run.ts')).runCommands(words),
  },
  {
    name: 'runs',
    description: 'Compare the results of runs and rehearsals',
    load: async () => (await import('./commands/runs.ts')).runsCommands(),
  },
  {
    name: 'model',
    description: 'Fetch models, predict with them, write them for other programs',
    load: async () => (await import('./commands/model.ts')).modelCommands(),
  },
  {
    name: 'site',
    description: 'Admit, list and shut out sites',
    load: async (words) => await (await import('./commands/site.ts')).siteCommands(words),
  },
  {
    name: 'user',
    description: 'Add, list and shut out people, and say what each may do',
    load: async () => (await import('./commands/user.ts')).userCommands(),
  },
  {
    name: 'coordinator',
    description: 'Set up and run the coordinator',
    load: async (words) => await (await import('./commands/coordinator.ts')).coordinatorCommands(words),
  },
  {
    name: 'roster',
    description: 'Say and sign who may take part in sums under masks',
    load: async () => (await import('./commands/roster.ts')).rosterCommands(),
  },
  {
    name: 'audit',
    description: 'The coordinator’s audit log, which cannot be changed unseen, and what came of sums under masks',
    load: async () => (await import('./commands/audit.ts')).auditCommands(),
  },
  {
    name: 'incident',
    description: 'What the coordinator has seen that people should look into, with the clock of the breach rule',
    load: async () => (await import('./commands/incident.ts')).incidentCommands(),
  },
  {
    name: 'tune',
    usage: '[options] <study.yaml>',
    description: 'Choose learning rate, clip, rounds and sampling rate of a plan, and forecast its AUC, without patients',
    load: async () => (await import('./commands/tune.ts')).tuneCommand(),
  },
  {
    name: 'privacy',
    description: 'Calculate, forecast and audit privacy; nothing is sent anywhere',
    load: async () => (await import('./commands/privacy.ts')).privacyCommands(),
  },
];

/**
 * The `consilium` program of researchers and operators.
 *
 * @param argv command line, of which the command that it calls is loaded; without it, all are
 */
export async function buildProgram(argv?: readonly string[]): Promise<Command> {
  const program = new Command('consilium')
    .description('Federated learning for hospitals: rehearse, launch and watch studies')
    .version(VERSION)
    .addHelpText('after', '\nExample:\n  $ consilium sim examples/heart-disease/study.yaml --out runs/first\n');
  program.hook('preAction', async (_program, command) => await takeOnlyIdentity(command));
  await addCommands(program, COMMANDS, () => new Command(), argv?.slice(2));
  return program;
}

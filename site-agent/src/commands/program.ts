import { addCommands, type LazyCommand } from '@consilium/host/program';
import { Command } from 'commander';
import { VERSION } from './version.ts';

const COMMANDS: readonly LazyCommand<Command>[] = [
  {
    name: 'join',
    usage: '[options] <join-string>',
    description:
      'Join a consortium with the string that its operator sent: checks whom it dials, makes the key of this site, which never leaves, and takes its certificate in',
    load: async () => (await import('./join.ts')).joinCommand(),
  },
  {
    name: 'init',
    usage: '[options]',
    description:
      'Make the key of this site and a certificate request, for operators who send no join string; the key never leaves. On a folder that has a certificate it asks for a renewal',
    load: async () => (await import('./init.ts')).initCommand(),
  },
  {
    name: 'certificate',
    usage: '[options] <file>',
    description: "Take in the certificate that the operator issued, after checking it against the consortium's authority",
    load: async () => (await import('./certificate.ts')).certificateCommand(),
  },
  {
    name: 'start',
    usage: '[options]',
    description: 'Connect and serve studies until stopped; reconnects by itself, for years if need be',
    load: async () => (await import('./start.ts')).startCommand(),
  },
  {
    name: 'status',
    usage: '[options]',
    description:
      'Whether the agent runs and is connected, what of the budgets is used, who this site is, whom it believes, and until when',
    load: async () => (await import('./status.ts')).statusCommand(),
  },
  {
    name: 'doctor',
    usage: '[options]',
    description:
      'Look at everything that the agent needs, from its folder to the greeting of the coordinator, and say what to mend; changes nothing',
    load: async () => (await import('./doctor.ts')).doctorCommand(),
  },
  {
    name: 'keys',
    description: 'What seals the secrets of this folder: keys, updates on their way, split secrets',
    load: async () => (await import('./keys.ts')).keysCommands(),
  },
  {
    name: 'backup',
    usage: '[options] <file>',
    description: 'Copy the folder into one encrypted file while the agent works; what must not be said twice is left out',
    load: async () => (await import('./backup.ts')).backupCommand(),
  },
  {
    name: 'restore',
    usage: '[options] <file>',
    description:
      'Check a backup without writing anything, or restore it into an empty folder, which charges nothing until it is known what its old ledgers lack',
    load: async () => (await import('./restore.ts')).restoreCommand(),
  },
  {
    name: 'proxy',
    usage: '[options] [proxy]',
    description:
      'Set through which proxy the agent dials: a URL, "none" to dial directly, or "environment" for what HTTPS_PROXY says; without one, show it',
    load: async () => (await import('./proxy.ts')).proxyCommand(),
  },
  {
    name: 'data',
    description: 'Data sets of this site',
    load: async (words) => await (await import('./data.ts')).dataCommands(words),
  },
  {
    name: 'plan',
    description: 'Plans and what this hospital decided about them',
    load: async (words) => await (await import('./plan.ts')).planCommands(words),
  },
  {
    name: 'budget',
    usage: '[options] [population]',
    description:
      'How much of each budget is used, reserved and left, and the epsilon of each study; reads the ledger while the agent works',
    load: async () => (await import('./budget.ts')).budgetCommand(),
  },
  {
    name: 'ledger',
    description: 'The record of what patients have paid, by population',
    load: async () => (await import('./ledger.ts')).ledgerCommands(),
  },
  {
    name: 'witness',
    usage: '[options] [folder]',
    description:
      'Keep on another volume how far the ledgers have come, written before data leaves: a machine that is put back to an earlier night is then noticed, though its coordinator was put back too; without a folder, show it',
    load: async () => (await import('./witness.ts')).witnessCommand(),
  },
  {
    name: 'determination',
    description: 'Expert determinations: how easily people are found in a data set, and the signed record by which it is used',
    load: async () => (await import('./determination.ts')).determinationCommands(),
  },
  {
    name: 'roster',
    description: 'Who may take part in sums under masks, as the consortium has signed it',
    load: async () => (await import('./roster.ts')).rosterCommands(),
  },
  {
    name: 'audit',
    description: 'The log of what happened and was decided here, which cannot be changed unseen',
    load: async () => (await import('./audit.ts')).auditCommands(),
  },
  {
    name: 'incident',
    description:
      'What this site has seen that people should look into, with the clock of the breach rule; none of it leaves the hospital',
    load: async () => (await import('./incident.ts')).incidentCommands(),
  },
];

/**
 * The `consilium-site` program of hospitals.
 *
 * @param argv command line, of which the command that it calls is loaded; without it, all are
 */
export async function buildProgram(argv?: readonly string[]): Promise<Command> {
  const program = new Command('consilium-site')
    .description("A hospital's agent: trains where the patients' data are, lets out only what the hospital allows")
    .version(VERSION)
    .addHelpText('after', '\nExample:\n  $ consilium-site start --folder consilium-site\n');
  await addCommands(program, COMMANDS, () => new Command(), argv?.slice(2));
  return program;
}

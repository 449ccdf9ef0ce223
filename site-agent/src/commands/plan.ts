import { addCommands, type LazyCommand } from '@consilium/host/program';
import { Command } from 'commander';

const COMMANDS: readonly LazyCommand<Command>[] = [
  {
    name: 'inbox',
    usage: '[options]',
    description: 'Plans of the coordinator that name this site and wait for a decision; asks it with the certificate of the site',
    load: async () => (await import('./plan-waiting.ts')).inboxCommand(),
  },
  {
    name: 'show',
    usage: '[options] <plan>',
    description: 'What a plan would do with the patients of this site',
    load: async () => (await import('./plan-show.ts')).showCommand(),
  },
  {
    name: 'approve',
    usage: '[options] <plan>',
    description:
      'Allow a study and approve exactly this plan, by its hash; what is given here no other plan has. Where the plan is approved already, what is not named stays as it was',
    load: async () => (await import('./plan-approve.ts')).approveCommand(),
  },
  {
    name: 'refuse',
    usage: '[options] <plan>',
    description:
      'Refuse a plan; its run stops at this site with its next round. The study is no longer allowed once no approved plan of it is left',
    load: async () => (await import('./plan-refuse.ts')).refuseCommand(),
  },
  {
    name: 'list',
    usage: '[options]',
    description: 'Decisions so far, with the rights of each plan',
    load: async () => (await import('./plan-list.ts')).listCommand(),
  },
  {
    name: 'budget',
    usage: '[options] <population>',
    description: 'Set the budget of a population; the ledger keeps who decided it, why and when',
    load: async () => (await import('./plan-budget.ts')).budgetCommand(),
  },
];

/**
 * `consilium-site plan ...`
 *
 * @param words what follows on the command line, of which the command that it calls is loaded; without it, all are
 */
export async function planCommands(words?: readonly string[]): Promise<Command> {
  const command = new Command('plan');
  await addCommands(command, COMMANDS, () => new Command(), words);
  return command;
}

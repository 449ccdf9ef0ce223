import { addCommands, type LazyCommand } from '@consilium/host/program';
import { Command } from 'commander';

const COMMANDS: readonly LazyCommand<Command>[] = [
  {
    name: 'enrol',
    usage: '[options] <site>',
    description: "Sign a site's certificate request and let it connect",
    load: async () => (await import('./site-enrol.ts')).enrolCommand(),
  },
  {
    name: 'invite',
    usage: '[options] <site...>',
    description: 'Invite sites: prints a join string for each, which serves once; an earlier one of the same site ends',
    load: async () => (await import('./site-invite.ts')).inviteCommand(),
  },
  {
    name: 'invites',
    usage: '[options]',
    description: 'Invitations and what became of them; the join strings themselves are not kept',
    load: async () => (await import('./site-invite.ts')).invitesCommand(),
  },
  {
    name: 'list',
    usage: '[options]',
    description: 'Sites of the consortium and whether they are connected',
    load: async () => (await import('./site-list.ts')).listCommand(),
  },
  {
    name: 'revoke',
    usage: '[options] <site>',
    description: 'Shut a site out, on its next call and on open streams, and all of its keys for good',
    load: async () => (await import('./site-shut-out.ts')).revokeCommand(),
  },
  {
    name: 'quarantine',
    usage: '[options] <site>',
    description:
      'Shut a site out until it is released: its session ends, it is asked for nothing and its updates are not taken; runs go on as without it, and its keys stay',
    load: async () => (await import('./site-shut-out.ts')).quarantineCommand(),
  },
  {
    name: 'release',
    usage: '[options] <site>',
    description: 'End the quarantine of a site: its agent connects again by itself within half a minute',
    load: async () => (await import('./site-shut-out.ts')).releaseCommand(),
  },
  {
    name: 'receipts',
    description: 'How far the ledgers of a site had come when something of it was last counted',
    load: async () => (await import('./site-receipts.ts')).receiptsCommands(),
  },
];

/**
 * `consilium site ...`
 *
 * @param words what follows on the command line, of which the command that it calls is loaded; without it, all are
 */
export async function siteCommands(words?: readonly string[]): Promise<Command> {
  const command = new Command('site');
  await addCommands(command, COMMANDS, () => new Command(), words);
  return command;
}

import { systemClock } from '@consilium/core';
import { print, say, table } from '@consilium/host';
import { type Role, ROLES } from '@consilium/proto';
import { keyWords, lifeSentence, lifeStage, readIdentityFolder } from '@consilium/trust';
import { Command, Option } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OPERATOR_IDENTITY, withResearch } from '../connection.ts';
import { time } from '../format.ts';
import { DEFAULT_VALIDITY_MS, parseDuration, shownUserInvitation, userInvitationLines } from './invitation.ts';

interface AddOptions {
  readonly role: readonly Role[];
  readonly validFor: number;
  readonly replace?: boolean;
  readonly identity: string;
  readonly json?: boolean;
}

/** `consilium user ...` */
export function userCommands(): Command {
  const command = new Command('user');
  command
    .command('add')
    .description(
      'Give somebody roles, and print the join string with which they join by themselves, once; an earlier one of theirs ends',
    )
    .argument('<user>', 'name of the user')
    .addOption(roleOption())
    .option(
      '--valid-for <duration>',
      'how long the string holds, such as 72h, 7d or 30m; at most 30d',
      parseDuration,
      DEFAULT_VALIDITY_MS,
    )
    .option('--replace', 'the key that joins takes the place of that of a revoked user')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ consilium user add ada --role researcher\n')
    .action(async (user: string, options: AddOptions) => {
      const { role: roles, validFor: validMs, replace = false } = options;
      const { token, expiresMs } = await withResearch(options.identity, (research) =>
        research.addUser({ user, roles: [...roles], validMs, replace }),
      );
      const shown = shownUserInvitation(readIdentityFolder(options.identity), { user, roles, token, expiresMs });
      print(options.json, shown, () => userInvitationLines([shown]));
    });
  command
    .command('list')
    .description('Users, what they may do, and with which key they speak')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ consilium user list\n')
    .action(async (options: { identity: string; json?: boolean }) => {
      const { users } = await withResearch(options.identity, (research) => research.listUsers({}));
      print(options.json, users, () =>
        table(
          ['user', 'roles', 'state', 'certificate', 'words of the key'],
          (users ?? []).map((u) => [
            u.user ?? '',
            (u.roles ?? []).join(', '),
            u.state ?? '',
            u.state === 'active' ? certificateEnd(u.expiresMs ?? 0, systemClock.now()) : '',
            u.key ? keyWords(u.key) : '',
          ]),
        ),
      );
    });
  command
    .command('roles')
    .description('Give a user other roles in the place of those they have; it counts at once')
    .argument('<user>', 'name of the user')
    .addOption(roleOption())
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addHelpText('after', '\nExample:\n  $ consilium user roles ada --role auditor privacy-officer\n')
    .action(async (user: string, options: Pick<AddOptions, 'role' | 'identity'>) => {
      const info = await withResearch(options.identity, (research) => research.setRoles({ user, roles: [...options.role] }));
      say(`${user} is ${(info.roles ?? []).join(', ')}.`);
    });
  command
    .command('revoke')
    .description('Shut a user out, on the next call and on open streams, and the key for good')
    .argument('<user>', 'name of the user')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addHelpText('after', '\nExample:\n  $ consilium user revoke ada\n')
    .action(async (user: string, options: { identity: string }) => {
      await withResearch(options.identity, (research) => research.revokeUser({ user }));
      say(`${user} is shut out.`);
    });
  return command;
}

function roleOption(): Option {
  return new Option('--role <role...>', 'what the user may do').choices([...ROLES]).makeOptionMandatory();
}

/** When the certificate of a user ends, and whether that is near. */
function certificateEnd(expiresMs: number, nowMs: number): string {
  if (expiresMs === 0) return '';
  return lifeStage(expiresMs, nowMs) === 'good' ? `until ${time(expiresMs)}` : `${lifeSentence(expiresMs, nowMs)}!`;
}

import { duration, jsonOption, time, shellWord } from '@consilium/command-line';
import { systemClock } from '@consilium/core';
import { print, table } from '@consilium/host';
import { type consilium, type Role, ROLES } from '@consilium/proto';
import { formatAddress } from '@consilium/transport';
import { keyWords, lifeSentence, lifeStage } from '@consilium/trust';
import { Command, Option } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, inviterOf, knownCoordinator, OPERATOR_IDENTITY, withResearch } from '../connection.ts';
import { userFileCommands } from './user-files.ts';
import { DEFAULT_VALIDITY_MS, shownUserInvitation, userInvitationLines } from './invitation.ts';

interface AddOptions {
  readonly role: readonly Role[];
  readonly validFor: number;
  readonly replace?: boolean;
  readonly oidc?: string;
  readonly identity: string;
  readonly json?: boolean;
}

/** `consilium user ...` */
export function userCommands(): Command {
  const command = new Command('user');
  command
    .command('add')
    .description(
      'Give somebody roles, and print what they type to join by themselves, once; with --oidc, to log in. An earlier join string of theirs ends',
    )
    .argument('<user>', 'name of the user')
    .addOption(roleOption())
    .option(
      '--valid-for <duration>',
      'how long the string holds, such as 72h, 7d or 30m; at most 30d',
      duration,
      DEFAULT_VALIDITY_MS,
    )
    .option(
      '--oidc <name>',
      'by what name the identity provider knows them, to the letter (a subject, or the claim that was chosen): they call with tokens',
    )
    .option('--replace', 'the key that joins, or the name, takes the place of what a revoked user had')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium user add ada --role researcher\n')
    .action(async (user: string, options: AddOptions) => {
      const { role: roles, validFor: validMs, replace = false, oidc } = options;
      if (oidc !== undefined) return await addByProvider(user, oidc, options);
      const inviter = inviterOf(options.identity);
      const { token, expiresMs } = await withResearch(options.identity, (research) =>
        research.addUser({ user, roles: [...roles], validMs, replace }),
      );
      const shown = shownUserInvitation(inviter, { user, roles, token, expiresMs });
      print(options.json, shown, () => userInvitationLines([shown]));
    });
  command
    .command('list')
    .description('Users, what they may do, and with which key they speak')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium user list\n')
    .action(async (options: { identity: string; json?: boolean }) => {
      const { users } = await withResearch(options.identity, (research) => research.listUsers({}));
      print(options.json, users, () =>
        table(
          ['user', 'roles', 'state', 'certificate', 'words of the key, or name at the provider'],
          (users ?? []).map((u) => [
            u.user ?? '',
            (u.roles ?? []).join(', '),
            u.state ?? '',
            u.state === 'active' ? certificateEnd(u.expiresMs ?? 0, systemClock.now()) : '',
            u.provider ? providerText(u.provider) : u.key ? keyWords(u.key) : '',
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
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium user roles ada --role auditor privacy-officer\n')
    .action(async (user: string, options: Pick<AddOptions, 'role' | 'identity' | 'json'>) => {
      const info = await withResearch(options.identity, (research) => research.setRoles({ user, roles: [...options.role] }));
      const roles = info.roles ?? [];
      print(options.json, { user, roles }, () => [`${user} is ${roles.join(', ')}.`]);
    });
  command
    .command('revoke')
    .description('Shut a user out, on the next call and on open streams, and the key for good')
    .argument('<user>', 'name of the user')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium user revoke ada\n')
    .action(async (user: string, options: { identity: string; json?: boolean }) => {
      await withResearch(options.identity, (research) => research.revokeUser({ user }));
      print(options.json, { user, revoked: true }, () => [`${user} is shut out.`]);
    });
  for (const byFiles of userFileCommands(() => roleOption(false))) command.addCommand(byFiles);
  return command;
}

/** Adds somebody who is known by a provider, and prints how they log in: of the coordinator they know what the operator does. */
async function addByProvider(user: string, providerName: string, options: AddOptions): Promise<void> {
  const { role: roles, replace = false, identity, json } = options;
  const { login } = await withResearch(identity, (research) =>
    research.addUser({ user, roles: [...roles], replace, providerName }),
  );
  const { consortium, host, authority } = knownCoordinator(identity);
  const issuer = login?.issuer ?? '';
  const clientId = login?.clientId ?? '';
  const audience = login?.audience ?? '';
  const command = [
    'consilium login',
    `--coordinator ${formatAddress({ host, port: login?.port ?? 0 })} --consortium ${consortium} --authority ${authority}`,
    `--issuer ${shellWord(issuer)} --client-id ${shellWord(clientId)}`,
    ...(audience === clientId ? [] : [`--audience ${shellWord(audience)}`]),
    `--scope ${shellWord(login?.scope ?? '')}`,
    ...(issuer.startsWith('http:') ? ['--loopback-http'] : []),
  ].join(' ');
  print(json, { user, roles, issuer, name: providerName, command }, () => [
    `${user} (${roles.join(', ')}) is the person whom ${issuer} knows as ${providerName}. They log in with:`,
    `  ${command}`,
    'Nothing in the line is secret, but send it by a way that nobody can change: it says whom to trust.',
  ]);
}

function providerText({ issuer, name, subject }: consilium.v1.ProviderIdentity.$Properties): string {
  const who = subject && subject !== name ? `${name} (${subject})` : (name ?? '');
  return `${who} at ${issuer ?? ''}${subject ? '' : ', not seen yet'}`;
}

function roleOption(mandatory = true): Option {
  return new Option('--role <role...>', 'what the user may do').choices([...ROLES]).makeOptionMandatory(mandatory);
}

/** When the certificate of a user ends, and whether that is near. */
function certificateEnd(expiresMs: number, nowMs: number): string {
  if (expiresMs === 0) return '';
  return lifeStage(expiresMs, nowMs) === 'good' ? `until ${time(expiresMs)}` : `${lifeSentence(expiresMs, nowMs)}!`;
}

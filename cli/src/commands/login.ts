import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { jsonOption, time } from '@consilium/command-line';
import { ConsiliumError, systemClock } from '@consilium/core';
import { makePrivateFolder, print, standardError } from '@consilium/host';
import { authorityOf, formatAddress, parseAddress, routeTo } from '@consilium/transport';
import { certificateFingerprint, IDENTITY_FILES, readCertificateFile } from '@consilium/trust';
import { Command } from 'commander';
import { OWN_IDENTITY, withResearch } from '../connection.ts';
import { lockLogin } from '../login/fresh-tokens.ts';
import { dropTokens, holdsLogin, type Login, readLogin, readTokens, writeLogin, writeTokens } from '../login/login-folder.ts';
import { Provider } from '../login/provider.ts';

interface LoginOptions {
  readonly coordinator?: string;
  readonly consortium?: string;
  readonly authority?: string;
  readonly issuer?: string;
  readonly clientId?: string;
  readonly audience?: string;
  readonly scope: string;
  readonly loopbackHttp?: boolean;
  readonly folder: string;
  readonly json?: boolean;
}

const FINGERPRINT = /^[0-9a-f]{64}$/i;

/** `consilium login` */
export function loginCommand(): Command {
  return new Command('login')
    .option('--coordinator <host:port>', 'where the coordinator takes tokens')
    .option('--consortium <name>', 'name of the consortium')
    .option('--authority <fingerprint>', "SHA-256 of the authority's certificate, or a file with it")
    .option('--issuer <url>', 'the identity provider')
    .option('--client-id <name>', 'by what name the provider knows this program')
    .option('--audience <name>', 'for whom tokens have to be, where that is an API and not this program')
    .option('--scope <words>', 'what is asked for', 'openid offline_access')
    .option('--loopback-http', 'the provider is one on this machine without TLS; for trials')
    .option('--folder <folder>', 'where your login goes; commands look there', OWN_IDENTITY)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium login --coordinator fl.example.org:8444 --consortium cardio --authority eee07d85... --issuer https://login.example.org --client-id consilium\n',
    )
    .action(async (options: LoginOptions) => {
      const { folder, json } = options;
      if (existsSync(join(folder, IDENTITY_FILES.certificate)))
        throw new ConsiliumError({
          code: 'CONFIG_INVALID',
          message: `${folder} holds an identity with a certificate, and nothing was changed`,
          advice: 'Name another folder with --folder: who has a certificate does not log in.',
        });
      const { login, authorityPem } = await loginOf(options);
      const tokens = await (await Provider.open(login)).logIn(({ page, code, pageWithCode, holdsFor }) =>
        standardError.say(
          `Open this page on any machine, sign in, and see that it shows the code ${code}:`,
          `  ${pageWithCode ?? page}`,
          ...(pageWithCode === undefined ? [`Type the code there. `] : []),
          `The code holds for ${Math.ceil(holdsFor / 60)} min; a person who confirms it lets this machine act in their name.`,
        ),
      );
      makePrivateFolder(folder);
      const lock = await lockLogin(folder, systemClock);
      try {
        dropTokens(folder);
        writeLogin(folder, login, authorityPem);
        writeTokens(folder, login, tokens);
      } finally {
        lock.release();
      }
      // The provider's word is one thing; whether the coordinator knows the person is another.
      await withResearch(folder, (research) => research.listStudies({}));
      const { consortium, address, issuer } = login;
      const shown = { consortium, address, issuer, folder, untilMs: tokens.expiresMs, renews: tokens.refreshToken !== undefined };
      print(json, shown, () => [
        `You are logged in to ${consortium} at ${address}, by the word of ${issuer}.`,
        shown.renews
          ? 'Commands renew it by themselves as long as the provider agrees. "consilium logout" ends it.'
          : `It holds until ${time(shown.untilMs)}: the provider gives nothing to renew it with.`,
      ]);
    });
}

/** `consilium logout` */
export function logoutCommand(): Command {
  return new Command('logout')
    .option('--folder <folder>', 'folder of the login', OWN_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium logout\n')
    .action(async ({ folder, json }: { readonly folder: string; readonly json?: boolean }) => {
      if (!holdsLogin(folder)) throw new ConsiliumError({ code: 'LOGIN_NEEDED', message: `there is no login in ${folder}` });
      const lock = await lockLogin(folder, systemClock);
      try {
        const login = readLogin(folder);
        const tokens = readTokens(folder, login);
        // First here: whatever the provider says, this machine has none any more.
        dropTokens(folder);
        const revoked = tokens?.refreshToken === undefined ? false : await takenBack(login, tokens.refreshToken);
        const livesOn = tokens?.refreshToken !== undefined && !revoked;
        // Until when the coordinator takes a copy of the last token, and whether new ones can still be had.
        const left = tokens === undefined ? {} : { takenUntilMs: tokens.expiresMs, livesOn };
        print(json, { folder, revoked, ...left }, () => [
          revoked ? 'You are logged out, and the provider has taken the tokens back.' : 'You are logged out of this machine.',
          ...(tokens === undefined
            ? []
            : [
                `The coordinator takes the last one until ${time(tokens.expiresMs)} from anyone who has a copy; "consilium user revoke" ends it at once.`,
              ]),
          ...(livesOn ? [LIVES_ON] : []),
        ]);
      } finally {
        lock.release();
      }
    });
}

const LIVES_ON =
  'The provider has not taken back what new ones are had with: where somebody may have a copy, end the sessions of your account there.';

/** Has the provider take tokens back. @returns whether it can @throws ConsiliumError `PROVIDER_FAILED`, having said what that means */
async function takenBack(login: Login, refreshToken: string): Promise<boolean> {
  try {
    return await (await Provider.open(login)).revoke(refreshToken);
  } catch (error) {
    standardError.say('This machine has no tokens any more.', LIVES_ON);
    throw error;
  }
}

/** Of the options, or of the login before where there are none. @throws ConsiliumError `USAGE`, `CERTIFICATE_INVALID`, `UNREACHABLE` */
async function loginOf(options: LoginOptions): Promise<{ readonly login: Login; readonly authorityPem: string }> {
  const { coordinator, consortium, authority, issuer, clientId, audience, scope, folder, loopbackHttp = false } = options;
  const given = [coordinator, consortium, authority, issuer, clientId];
  if (given.every((one) => one === undefined) && holdsLogin(folder)) {
    const { authorityPem, ...login } = readLogin(folder);
    return { login, authorityPem };
  }
  if (
    coordinator === undefined ||
    consortium === undefined ||
    authority === undefined ||
    issuer === undefined ||
    clientId === undefined
  )
    throw new ConsiliumError({
      code: 'USAGE',
      message: '--coordinator, --consortium, --authority, --issuer and --client-id are needed the first time',
      advice: 'The operator has the whole line for you: "consilium user add ... --oidc" prints it.',
    });
  const address = formatAddress(parseAddress(coordinator));
  const authorityPem = FINGERPRINT.test(authority)
    ? await authorityAt(address, authority.toLowerCase())
    : readCertificateFile(authority);
  return {
    login: { consortium, address, issuer, clientId, audience: audience ?? clientId, scope, loopbackHttp },
    authorityPem,
  };
}

/** Fetches the authority that has a fingerprint; nothing is said before it was compared. */
async function authorityAt(address: string, fingerprint: string): Promise<string> {
  const where = parseAddress(address);
  const route = routeTo(where, undefined, process.env);
  return await authorityOf(route, where, (certificate) => certificateFingerprint(certificate) === fingerprint);
}

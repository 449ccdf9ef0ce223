import { jsonOption, portNumber } from '@consilium/command-line';
import { coordinatorProvider, type ProviderSettings, setCoordinatorProvider } from '@consilium/coordinator';
import { ConsiliumError } from '@consilium/core';
import { print, table } from '@consilium/host';
import { Command } from 'commander';
import { DEFAULT_COORDINATOR_FOLDER } from '../default-identities.ts';
import { hostArgument } from '../options.ts';

/** Beside the one that hospitals dial. */
const DEFAULT_PEOPLE_PORT = 8444;

interface OidcOptions {
  readonly issuer?: string;
  readonly clientId?: string;
  readonly audience?: string;
  readonly claim: string;
  readonly scope?: string;
  readonly listen: string;
  readonly port: number;
  readonly loopbackHttp?: boolean;
  readonly off?: boolean;
  readonly folder: string;
  readonly json?: boolean;
}

/** `consilium coordinator oidc` */
export function oidcCommand(): Command {
  return new Command('oidc')
    .option('--issuer <url>', 'issuer identifier of the provider')
    .option('--client-id <name>', 'by what name the provider knows "consilium login"')
    .option('--audience <name>', 'API that access tokens are for; without it people call with ID tokens for the client')
    .option('--claim <name>', 'claim that names the user: sub is for life; of email a verified address counts', 'sub')
    .option('--scope <words>', 'what people ask for when they log in; by default openid, offline_access and what the claim needs')
    .option('--listen <address>', 'address to listen on for people', hostArgument, '0.0.0.0')
    .option('--port <number>', 'port for people', portNumber, DEFAULT_PEOPLE_PORT)
    .option('--loopback-http', 'the provider is one on this machine (127.0.0.1 or [::1]) without TLS; for trials')
    .option('--off', 'people show certificates alone from the next start on')
    .option('--folder <folder>', 'folder made by init', DEFAULT_COORDINATOR_FOLDER)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium coordinator oidc --issuer https://login.example.org --client-id consilium --claim email\n',
    )
    .action((options: OidcOptions) => {
      const { folder, json } = options;
      const changed = options.off === true || options.issuer !== undefined;
      if (changed) setCoordinatorProvider(folder, options.off === true ? undefined : settingsOf(options));
      else if (options.clientId !== undefined || options.audience !== undefined)
        throw new ConsiliumError({
          code: 'USAGE',
          message: '--client-id and --audience are those of an issuer: name it with --issuer',
        });
      const provider = coordinatorProvider(folder);
      print(json, provider ?? null, () => [
        ...(provider === undefined ? ['People show certificates: no identity provider is named.'] : lines(provider)),
        ...(provider !== undefined && provider.audience === provider.clientId
          ? [
              `Tokens are for the client ${provider.clientId}: have one of its own for each coordinator, or an --audience. Else who runs another one with this client could use here what people show there.`,
            ]
          : []),
        ...(changed ? ['A running coordinator takes it up at its next start.'] : []),
      ]);
    });
}

/** An identity provider as people read it. */
function lines({ issuer, clientId, audience, claim, scope, listen, port, loopbackHttp }: ProviderSettings): readonly string[] {
  const rows: [string, string][] = [
    ['issuer', issuer],
    ['client', clientId],
    ['tokens for', audience === clientId ? `${clientId} (ID tokens)` : `${audience} (access tokens)`],
    ['names users by', claim],
    ['asked for', scope],
    ['listens on', `${listen} port ${port}`],
    ...(loopbackHttp ? ([['TLS', 'not asked of a provider on this machine']] as [string, string][]) : []),
  ];
  return table(['provider', ''], rows);
}

function settingsOf(options: OidcOptions): ProviderSettings {
  const { issuer = '', clientId, claim, listen, port, loopbackHttp = false } = options;
  if (clientId === undefined) throw new ConsiliumError({ code: 'USAGE', message: '--issuer needs --client-id' });
  const { audience = clientId, scope = defaultScope(claim) } = options;
  return { issuer, clientId, audience, claim, scope, listen, port, loopbackHttp };
}

/** With offline_access a provider gives what a login is renewed with. */
function defaultScope(claim: string): string {
  const more = claim === 'email' ? ' email' : claim === 'sub' ? '' : ' profile';
  return `openid${more} offline_access`;
}

import { existsSync } from 'node:fs';
import { shellWord } from '@consilium/command-line';
import { ConsiliumError, isConsiliumError, systemClock } from '@consilium/core';
import { standardError } from '@consilium/host';
import { researchService } from '@consilium/proto';
import {
  type Client,
  type GrpcChannel,
  isNotConnected,
  openGrpcChannel,
  openTokenChannel,
  parseAddress,
} from '@consilium/transport';
import { certificateFingerprint, coordinatorIdentityCheck, type MemberIdentity, readIdentityFolder } from '@consilium/trust';
import { identitiesHere } from './identities.ts';
import { freshTokens } from './login/fresh-tokens.ts';
import { holdsLogin, readLogin } from './login/login-folder.ts';
import { renewUser } from './user-renewal.ts';

/** Option text for the identity under which a command runs. */
export const IDENTITY_OPTION = '--identity <folder>';
/** Description of {@link IDENTITY_OPTION}. */
export const IDENTITY_HELP = 'folder with your certificate and key, or your login';
export { DEFAULT_COORDINATOR_FOLDER, OPERATOR_IDENTITY, OWN_IDENTITY } from './default-identities.ts';

/** Calls the coordinator as the member whose identity, or whose login, lies in a folder. */
export async function withResearch<T>(
  folder: string,
  work: (research: Client<typeof researchService>) => Promise<T>,
): Promise<T> {
  requireIdentity(folder);
  const identity = holdsLogin(folder) ? undefined : readIdentityFolder(folder);
  const channel = identity === undefined ? await channelOfLogin(folder) : channelOf(identity);
  const research = channel.client(researchService);
  try {
    const result = await work(research);
    const warning = identity === undefined ? undefined : await renewUser(folder, identity, research, systemClock);
    if (warning !== undefined) standardError.say(warning);
    return result;
  } catch (error) {
    // The catalog speaks to agents, which keep trying.
    if (isNotConnected(error) || !isConsiliumError(error, 'UNREACHABLE')) throw error;
    const advice = 'Check that the coordinator runs, then address, port, firewall and proxy, and run the command again.';
    throw new ConsiliumError({ code: error.code, message: error.message, cause: error, advice });
  } finally {
    channel.close();
  }
}

/**
 * The identity of somebody who invites others: what they dial and believe is what the inviter does.
 *
 * @throws ConsiliumError `USAGE` for a login, which knows another port than members dial; `FILE_UNREADABLE`, and what is wrong with a file
 */
export function inviterOf(folder: string): MemberIdentity {
  requireIdentity(folder);
  if (!holdsLogin(folder)) return readIdentityFolder(folder);
  throw new ConsiliumError({
    code: 'USAGE',
    message: 'join strings are made with a certificate: they name the port that members dial, which a login does not know',
    advice: 'Run the command on the machine of the coordinator, or with --identity and a folder that "consilium join" made.',
  });
}

/** What the holder of an identity or a login knows of the coordinator. */
export function knownCoordinator(folder: string): {
  readonly consortium: string;
  readonly host: string;
  readonly authority: string;
} {
  const { consortium, address, authorityPem } = holdsLogin(folder) ? readLogin(folder) : readIdentityFolder(folder);
  return { consortium, host: parseAddress(address).host, authority: certificateFingerprint(authorityPem) };
}

function channelOf(identity: MemberIdentity): GrpcChannel {
  const { address, consortium } = identity;
  return openGrpcChannel({ identity, address, checkServer: coordinatorIdentityCheck(consortium) });
}

async function channelOfLogin(folder: string): Promise<GrpcChannel> {
  const { authorityPem, ...login } = readLogin(folder);
  const { token } = await freshTokens(folder, login, systemClock);
  const { address, consortium } = login;
  return openTokenChannel({ authorityPem, address, checkServer: coordinatorIdentityCheck(consortium), token: () => token });
}

/** @throws ConsiliumError `FILE_UNREADABLE`, which says how to come by an identity */
function requireIdentity(folder: string): void {
  if (existsSync(folder)) return;
  const found = identitiesHere();
  throw new ConsiliumError({
    code: 'FILE_UNREADABLE',
    message: `there is no identity in ${folder}`,
    advice:
      found.length === 0
        ? 'Name the folder of yours with --identity. If you have none yet, ask the operator for a join string ("consilium user add") and join with "consilium join", or log in with "consilium login".'
        : `Name one with --identity. Here are: ${found.map(({ folder: one, who }) => `--identity ${shellWord(one)} (${who})`).join(', ')}.`,
  });
}

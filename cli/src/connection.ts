import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError, isConsiliumError, systemClock } from '@consilium/core';
import { standardError } from '@consilium/host';
import { researchService } from '@consilium/proto';
import { type Client, isNotConnected, openGrpcChannel } from '@consilium/transport';
import { coordinatorIdentityCheck, OPERATOR_FOLDER, readIdentityFolder } from '@consilium/trust';
import { renewUser } from './user-renewal.ts';

/** Where `consilium coordinator init` puts things unless told otherwise. */
export const DEFAULT_COORDINATOR_FOLDER = 'consilium-coordinator';

/** Option text for the identity under which a command runs. */
export const IDENTITY_OPTION = '--identity <folder>';
/** Description of {@link IDENTITY_OPTION}. */
export const IDENTITY_HELP = 'folder with your certificate and key';
/** Identity of the person who types, where `consilium join` puts it: that of all commands about studies, runs and models. */
export const OWN_IDENTITY = 'consilium-identity';
/** The first operator's identity, on the coordinator's own machine: that of commands about members, and of no others. */
export const OPERATOR_IDENTITY: string = join(DEFAULT_COORDINATOR_FOLDER, OPERATOR_FOLDER);

/** Calls the coordinator as the member whose identity lies in a folder. */
export async function withResearch<T>(
  folder: string,
  work: (research: Client<typeof researchService>) => Promise<T>,
): Promise<T> {
  requireIdentity(folder);
  const identity = readIdentityFolder(folder);
  const channel = openGrpcChannel({
    identity,
    address: identity.address,
    checkServer: coordinatorIdentityCheck(identity.consortium),
  });
  const research = channel.client(researchService);
  try {
    const result = await work(research);
    const warning = await renewUser(folder, identity, research, systemClock);
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

/** @throws ConsiliumError `FILE_UNREADABLE`, which says how to come by an identity */
function requireIdentity(folder: string): void {
  if (existsSync(folder)) return;
  throw new ConsiliumError({
    code: 'FILE_UNREADABLE',
    message: `there is no identity in ${folder}`,
    advice:
      'Name the folder of yours with --identity. If you have none yet, ask the operator for a join string ("consilium user add"), and join with "consilium join".',
  });
}

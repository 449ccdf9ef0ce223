import { join } from 'node:path';
import { ConsiliumError, isConsiliumError, systemClock } from '@consilium/core';
import { standardError } from '@consilium/host';
import { OPERATOR_FOLDER } from '@consilium/coordinator';
import { researchService } from '@consilium/proto';
import { type Client, isNotConnected, openGrpcChannel } from '@consilium/transport';
import { coordinatorIdentityCheck, readIdentityFolder } from '@consilium/trust';
import { renewUser } from './user-renewal.ts';

/** Where `consilium coordinator init` puts things unless told otherwise. */
export const DEFAULT_COORDINATOR_FOLDER = 'consilium-coordinator';

/** Option text for the identity under which a command runs. */
export const IDENTITY_OPTION = '--identity <folder>';
/** Description of {@link IDENTITY_OPTION}. */
export const IDENTITY_HELP = 'folder with your certificate and key';
/** The operator's identity on the coordinator's own machine. */
export const DEFAULT_IDENTITY: string = join(DEFAULT_COORDINATOR_FOLDER, OPERATOR_FOLDER);

/** Calls the coordinator as the member whose identity lies in a folder. */
export async function withResearch<T>(
  folder: string,
  work: (research: Client<typeof researchService>) => Promise<T>,
): Promise<T> {
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

import { existsSync } from 'node:fs';
import type { Command } from 'commander';

/**
 * Puts the only identity that there is in the place of a command's usual one, where that is not there and nobody has named one, and says so on
 * standard error. Where there is a choice nothing is changed, and the command ends with the list.
 */
export async function takeOnlyIdentity(command: Command): Promise<void> {
  if (command.getOptionValueSource('identity') !== 'default') return;
  // A command that reads a folder calls nobody.
  const { identity, folder } = command.opts<{ identity: string; folder?: string }>();
  if (folder !== undefined || existsSync(identity)) return;
  // Loaded here alone: help and most commands need none of it.
  const { identitiesHere, onlyIdentity } = await import('./identities.ts');
  const only = onlyIdentity(identitiesHere());
  if (only === undefined) return;
  command.setOptionValue('identity', only.folder);
  const { standardError } = await import('@consilium/host');
  standardError.say(`There is no ${identity}: calling as ${only.who}, the only identity here (--identity ${only.folder}).`);
}

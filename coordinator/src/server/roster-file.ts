import { join } from 'node:path';
import { ConsiliumError } from '@consilium/core';
import { readOwnFile, writeFileDurably } from '@consilium/host';
import { readRoster, rosterHash, type SignedRoster, writeRoster } from '@consilium/secure-sum';
import { readCoordinatorConfig } from './config.ts';

const ROSTER_FILE = 'roster.json';

/**
 * The roster that this coordinator sums under. Hospitals have accepted it by themselves: what lies here decides only whether they take part.
 *
 * @param folder of the coordinator
 * @returns `undefined` where none was installed
 * @throws ConsiliumError `ROSTER_INVALID`, `FILE_UNSAFE`, `FILE_UNREADABLE`
 */
export function installedRoster(folder: string): SignedRoster | undefined {
  const path = join(folder, ROSTER_FILE);
  const content = readOwnFile(path);
  return content === undefined ? undefined : readRoster(content.toString('utf8'), path);
}

/**
 * Installs a signed roster; the coordinator sums under it from its next start on.
 *
 * @returns whether anything was written
 * @throws ConsiliumError `ROSTER_INVALID` for one of another consortium, or not newer than the installed one
 */
export function installRoster(folder: string, signed: SignedRoster): boolean {
  const { consortium } = readCoordinatorConfig(folder);
  const { roster } = signed;
  if (roster.consortium !== consortium)
    throw invalid(`the roster is of the consortium ${roster.consortium}, this coordinator serves ${consortium}`);
  const installed = installedRoster(folder);
  if (installed !== undefined && rosterHash(installed.roster) === rosterHash(roster)) return false;
  if (installed !== undefined && !(roster.epoch > installed.roster.epoch))
    throw invalid(`epoch ${roster.epoch} does not come after epoch ${installed.roster.epoch}, which is installed`);
  writeFileDurably(join(folder, ROSTER_FILE), writeRoster(signed));
  return true;
}

function invalid(message: string): ConsiliumError<'ROSTER_INVALID'> {
  return new ConsiliumError({ code: 'ROSTER_INVALID', message });
}

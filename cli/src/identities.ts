import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromUnknown, isConsiliumError } from '@consilium/core';
import { readFileIfPresent } from '@consilium/host';
import { IDENTITY_FILES, parseIdentity } from '@consilium/trust';
import { OPERATOR_IDENTITY, OWN_IDENTITY } from './default-identities.ts';
import { holdsLogin, readLogin } from './login/login-folder.ts';

/** A folder with which somebody could call a coordinator. */
export interface FoundIdentity {
  readonly folder: string;
  /** Who it is, in a few words. */
  readonly who: string;
}

/**
 * Identities and logins of people where commands look for them: the two usual places, and the folders beside them. Those of another account are
 * passed over: a command must not speak for somebody, nor to somebody, whom a stranger has put there.
 *
 * @throws ConsiliumError `FILE_UNREADABLE` for a working directory that cannot be listed
 */
export function identitiesHere(): readonly FoundIdentity[] {
  return [...new Set([OWN_IDENTITY, OPERATOR_IDENTITY, ...foldersHere()])].flatMap((folder) => {
    const who = isOwn(folder) ? whoIn(folder) : undefined;
    return who === undefined ? [] : [{ folder, who }];
  });
}

function foldersHere(): readonly string[] {
  try {
    const entries = readdirSync('.', { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  } catch (error) {
    throw fromUnknown(error, '.');
  }
}

function isOwn(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.();
}

/** Of whom a folder is an identity or a login; `undefined` where it is none, or none that can be read. */
function whoIn(folder: string): string | undefined {
  try {
    if (holdsLogin(folder)) {
      const { consortium, issuer } = readLogin(folder);
      return `a login to ${consortium} by ${issuer}`;
    }
    const certificate = join(folder, IDENTITY_FILES.certificate);
    if (readFileIfPresent(certificate) === undefined || readFileIfPresent(join(folder, IDENTITY_FILES.key)) === undefined)
      return undefined;
    const { kind, id, consortium } = parseIdentity(readFileSync(certificate, 'utf8'));
    return kind === 'user' ? `${id} of ${consortium}` : undefined;
  } catch (error) {
    // Whatever else lies there is not for commands that look for somebody.
    const known = fromUnknown(error);
    if (isConsiliumError(known, 'INTERNAL')) throw error;
    return undefined;
  }
}

/**
 * The identity that a command takes whose usual one is not there: the only one that is. The operator's never is: nobody decides about members, or anything
 * else, with that key unless the command says so.
 *
 * @returns `undefined` where there is none, or a choice
 */
export function onlyIdentity(found: readonly FoundIdentity[]): FoundIdentity | undefined {
  const people = found.filter(({ folder }) => folder !== OPERATOR_IDENTITY);
  return people.length === 1 ? people[0] : undefined;
}

import { join } from 'node:path';
import { type Clock, ConsiliumError, isConsiliumError, sleep } from '@consilium/core';
import { type ExclusiveLock, takeExclusiveLock } from '@consilium/host';
import { type Login, LOGIN_LOCK, requireTokens, type Tokens, writeTokens } from './login-folder.ts';

/** A token that ends sooner is renewed before it is used: a call takes its time. */
const SOON_MS = 60_000;
/** Between two looks at a lock that another command holds, and how many. */
const LOOK_MS = 200;
const LOOKS = 100;

/**
 * Tokens of a login that hold for a while yet, fetched from the provider where they do not. Of several commands one asks: a provider may take a
 * refresh token once alone, and take its second use for a theft.
 *
 * @throws ConsiliumError `LOGIN_NEEDED`, `PROVIDER_FAILED`, `LOGIN_LOCKED`, and what is wrong with the files
 */
export async function freshTokens(folder: string, login: Login, clock: Clock): Promise<Tokens> {
  const known = requireTokens(folder, login);
  if (holds(known, clock)) return known;
  const lock = await lockLogin(folder, clock);
  try {
    const tokens = requireTokens(folder, login);
    if (holds(tokens, clock)) return tokens;
    const { refreshToken } = tokens;
    if (refreshToken === undefined)
      throw new ConsiliumError({
        code: 'LOGIN_NEEDED',
        message: 'your token has ended, and the provider gave none to renew it with',
      });
    // Loaded where somebody is asked, which is once in the life of a token.
    const { Provider } = await import('./provider.ts');
    const next = await (await Provider.open(login)).refresh(refreshToken);
    writeTokens(folder, login, next);
    return next;
  } finally {
    lock.release();
  }
}

/** Keeps other commands from exchanging tokens meanwhile. @throws ConsiliumError `LOGIN_LOCKED` */
export async function lockLogin(folder: string, clock: Clock): Promise<ExclusiveLock> {
  for (let look = 1; ; look++) {
    try {
      return takeExclusiveLock(join(folder, LOGIN_LOCK), clock, {
        code: 'LOGIN_LOCKED',
        what: 'the login',
        holder: 'another command',
      });
    } catch (error) {
      if (!isConsiliumError(error, 'LOGIN_LOCKED') || look === LOOKS) throw error;
      await sleep(clock, LOOK_MS);
    }
  }
}

function holds({ expiresMs }: Tokens, clock: Clock): boolean {
  return expiresMs - clock.now() > SOON_MS;
}

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { makePrivateFolder, parseJson, readFileIfPresent, syncFolder, writeFileDurably } from '@consilium/host';
import { IDENTITY_FILES, readSecretFile, writeSecretFile } from '@consilium/trust';
import { z } from 'zod';

/** What a person logs in to: the coordinator, and the provider that says who they are. None of it is secret. */
const loginSchema = z.strictObject({
  consortium: z.string(),
  /** `host:port` where the coordinator takes tokens. */
  address: z.string(),
  issuer: z.string(),
  clientId: z.string(),
  audience: z.string(),
  scope: z.string(),
  /** Whether the provider may speak HTTP without TLS, on this machine. */
  loopbackHttp: z.boolean(),
});

const tokensSchema = z.strictObject({
  /** What calls bear. */
  token: z.string(),
  /** When it ends, in milliseconds since the epoch. */
  expiresMs: z.number(),
  /** With which another one is fetched; none where the provider gives none. */
  refreshToken: z.string().optional(),
});

/** See {@link loginSchema}. */
export type Login = z.output<typeof loginSchema>;
/** Tokens of a login: who has them is the person, until they end. */
export type Tokens = z.output<typeof tokensSchema>;

const LOGIN_FILE = 'login.json';
const TOKENS_FILE = 'tokens.json';
/** Held while tokens are exchanged. */
export const LOGIN_LOCK = 'login.lock';

/** Whether a folder is that of somebody who logs in. */
export function holdsLogin(folder: string): boolean {
  return existsSync(join(folder, LOGIN_FILE));
}

/** Writes what somebody logs in to, and whom they believe there. */
export function writeLogin(folder: string, login: Login, authorityPem: string): void {
  makePrivateFolder(folder);
  writeFileDurably(join(folder, IDENTITY_FILES.authority), authorityPem);
  writeFileDurably(join(folder, LOGIN_FILE), `${JSON.stringify(login, null, 2)}\n`);
}

/** @throws ConsiliumError `CONFIG_INVALID`, `FILE_UNREADABLE` */
export function readLogin(folder: string): Login & { readonly authorityPem: string } {
  const path = join(folder, LOGIN_FILE);
  const login = parseJson(text(path), loginSchema, path, 'CONFIG_INVALID').value;
  return { ...login, authorityPem: text(join(folder, IDENTITY_FILES.authority)) };
}

/** Writes tokens such that their owner alone may read them. */
export function writeTokens(folder: string, tokens: Tokens): void {
  writeSecretFile(join(folder, TOKENS_FILE), `${JSON.stringify(tokens)}\n`);
}

/**
 * The tokens of a login. @returns `undefined` where nobody has logged in, or somebody has logged out
 * @throws ConsiliumError `KEY_INVALID` when others may read them, `CONFIG_INVALID`
 */
export function readTokens(folder: string): Tokens | undefined {
  const path = join(folder, TOKENS_FILE);
  if (readFileIfPresent(path) === undefined) return undefined;
  return parseJson(readSecretFile(path).toString('utf8'), tokensSchema, path, 'CONFIG_INVALID').value;
}

/** Forgets the tokens of a login, and keeps what it is to. */
export function dropTokens(folder: string): void {
  const path = join(folder, TOKENS_FILE);
  try {
    rmSync(path, { force: true });
    syncFolder(folder);
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

/** The tokens of somebody who has to have logged in. @throws ConsiliumError `LOGIN_NEEDED`, and as {@link readTokens} */
export function requireTokens(folder: string): Tokens {
  const tokens = readTokens(folder);
  if (tokens !== undefined) return tokens;
  throw new ConsiliumError({ code: 'LOGIN_NEEDED', message: `nobody is logged in in ${folder}` });
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

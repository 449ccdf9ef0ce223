import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, ConsiliumError, fromUnknown, sha256Hex } from '@consilium/core';
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
  /** Of which login they are: see {@link loginHash}. */
  login: z.string(),
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
export type Tokens = Omit<z.output<typeof tokensSchema>, 'login'>;

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

/** Writes tokens of a login such that their owner alone may read them. */
export function writeTokens(folder: string, login: Login, tokens: Tokens): void {
  writeSecretFile(join(folder, TOKENS_FILE), `${JSON.stringify({ login: loginHash(login), ...tokens })}\n`);
}

/** Who gets the tokens of a login: those of another one are never sent there, whatever a crash or another command has left in the folder. */
function loginHash({ consortium, address, issuer, clientId, audience }: Login): string {
  return sha256Hex(Buffer.from(canonicalJson({ consortium, address, issuer, clientId, audience }), 'utf8'));
}

/**
 * The tokens of a login. @returns `undefined` where nobody has logged in, somebody has logged out, or they are of another login
 * @throws ConsiliumError `KEY_INVALID` when others may read them, `CONFIG_INVALID`
 */
export function readTokens(folder: string, login: Login): Tokens | undefined {
  const path = join(folder, TOKENS_FILE);
  if (readFileIfPresent(path) === undefined) return undefined;
  const { login: of, ...tokens } = parseJson(readSecretFile(path).toString('utf8'), tokensSchema, path, 'CONFIG_INVALID').value;
  return of === loginHash(login) ? tokens : undefined;
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
export function requireTokens(folder: string, login: Login): Tokens {
  const tokens = readTokens(folder, login);
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

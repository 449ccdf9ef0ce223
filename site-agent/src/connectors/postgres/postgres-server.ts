import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { readSecretFile } from '@consilium/trust';
import { z } from 'zod';
import { locateFile } from '../source-file.ts';

/** Longest that one statement may run, or wait for the next rows, in seconds. */
const DEFAULT_STATEMENT_SECONDS = 300;

/** Where a PostgreSQL server is and who reads there. The password stands in a file of its owner's alone, which is named here. */
export const postgresServerFields = {
  /** A name, an address, or the folder of a socket of this machine. */
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535).default(5432),
  database: z.string().min(1).max(63),
  user: z.string().min(1).max(63),
  passwordFile: z.string().min(1).optional(),
  /** Authorities that may vouch for the server, PEM. Absent: those that Node knows. */
  ca: z.string().min(1).optional(),
  /** Certificate and key by which this site is known there, PEM. */
  clientCert: z.string().min(1).optional(),
  clientKey: z.string().min(1).optional(),
  /** `off` only for this machine itself. */
  tls: z.enum(['verify-full', 'off']).default('verify-full'),
  statementSeconds: z.number().min(1).max(86_400).default(DEFAULT_STATEMENT_SECONDS),
} as const;

const serverSchema = z.strictObject(postgresServerFields);

/** A server as described. */
export type PostgresServer = z.output<typeof serverSchema>;

const FILES = ['passwordFile', 'ca', 'clientCert', 'clientKey'] as const;

/** The same server with paths that mean the same from every working directory. @throws ConsiliumError `FILE_UNREADABLE` */
export function locateServer<S extends PostgresServer>(server: S): S {
  const located = FILES.flatMap((field) => {
    const path = server[field];
    return path === undefined ? [] : [[field, locateFile(path)] as const];
  });
  const host = isSocket(server) ? resolve(server.host) : server.host;
  return { ...server, host, ...Object.fromEntries(located) };
}

/** Files that hold what nobody else may know. */
export function secretFilesOf({ passwordFile, clientKey }: PostgresServer): readonly string[] {
  return [passwordFile, clientKey].flatMap((path) => path ?? []);
}

/** A server in words, without who reads there. */
export function serverText({ host, port, database }: PostgresServer): string {
  return `postgres://${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;
}

/** Whether it is reached through a folder of this machine. */
export function isSocket({ host }: PostgresServer): boolean {
  return host.startsWith('/');
}

/**
 * Refuses a way to the server on which others could read along or answer in its place.
 *
 * @throws ConsiliumError `SOURCE_UNSAFE`
 */
export function requireSafeServer(server: PostgresServer): void {
  const unsafe = (problem: string): never => {
    throw new ConsiliumError({ code: 'SOURCE_UNSAFE', message: `${serverText(server)} ${problem}` });
  };
  if (server.tls === 'off' && !isSocket(server) && !['127.0.0.1', '::1'].includes(server.host))
    unsafe('would be reached without TLS: "tls: off" is for 127.0.0.1, ::1 and the folder of a socket alone');
  if ((server.clientCert === undefined) !== (server.clientKey === undefined))
    unsafe('is to be shown a certificate: name both clientCert and clientKey');
}

/** What a client shows and believes, read when it dials. */
export interface ServerSecrets {
  /** Empty where the server knows this account without. */
  readonly password: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** @throws ConsiliumError `KEY_INVALID` for a password or key that others can read, `FILE_UNREADABLE` */
export function serverSecrets({ passwordFile, ca, clientCert, clientKey }: PostgresServer): ServerSecrets {
  return {
    password:
      passwordFile === undefined
        ? ''
        : readSecretFile(passwordFile)
            .toString('utf8')
            .replace(/\r?\n$/u, ''),
    ...(ca === undefined ? {} : { ca: publicFile(ca) }),
    ...(clientCert === undefined ? {} : { cert: publicFile(clientCert) }),
    ...(clientKey === undefined ? {} : { key: readSecretFile(clientKey).toString('utf8') }),
  };
}

function publicFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, ConsiliumError } from '@consilium/core';
import { makePrivateFolder, readFileIfPresent, syncFolder, writeFileDurably } from '@consilium/host';
import {
  type Authority,
  type AuthorityChange,
  certificateLife,
  changesIn,
  createAuthority,
  generateKeyPair,
  type Identity,
  issueCertificate,
  loadAuthority,
  MEMBER_VALIDITY_DAYS,
  readSecretFile,
  signChange,
  writeSecretFile,
} from '@consilium/trust';

/** Folder of the first authority; those that followed lie in it, each in a folder with its number. */
const AUTHORITY_FOLDER = 'authority';
/** Written last: an authority with it has been introduced. */
const CHANGE_FILE = 'change.pem';
/** What members are to believe, for those that are enrolled by files. */
const TRUSTED_FILE = 'trusted.pem';

const DAY_MS = 86_400_000;
/** Certificates end in whole seconds. */
const SECOND_MS = 1000;

/** The authorities of a consortium at a moment: one, or two while one follows the other. */
export interface Authorities {
  /** Issues certificates of members, and is what strangers are shown. */
  readonly newest: Authority;
  /** Issues the certificate that the server shows to members, some of which may not know the newest one yet. */
  readonly serving: Authority;
  /** Certificates of those that are believed, PEM, newest first, with the change between them. */
  readonly trustedPem: string;
  /** The change that is under way. */
  readonly change: AuthorityChange | undefined;
}

/** Reads the authorities of a coordinator's folder. @throws ConsiliumError `CERTIFICATE_INVALID`, `KEY_INVALID`, `FILE_UNREADABLE` */
export function readAuthorities(folder: string, nowMs: number): Authorities {
  const introduced = numbers(folder).filter((number) => existsSync(join(folderOf(folder, number), CHANGE_FILE)));
  const number = introduced.at(-1) ?? 1;
  const newest = load(folder, number);
  const alone = { newest, serving: newest, trustedPem: newest.certificatePem, change: undefined };
  if (number === 1) return alone;
  const before = introduced.at(-2) ?? 1;
  const block = textOf(join(folderOf(folder, number), CHANGE_FILE));
  const trustedPem = `${newest.certificatePem.trimEnd()}\n${textOf(certificatePath(folder, before)).trimEnd()}\n${block}`;
  const change = changesIn(trustedPem)[0];
  if (change === undefined) {
    throw new ConsiliumError({
      code: 'CERTIFICATE_INVALID',
      message: `${join(folderOf(folder, number), CHANGE_FILE)} is not the change to the authority beside it: the operator restores the folder from a copy`,
    });
  }
  return change.endsMs > nowMs ? { newest, serving: load(folder, before), trustedPem, change } : alone;
}

/** Writes the first authority. */
export function writeFirstAuthority(folder: string, authority: Authority): void {
  writeAuthority(folder, 1, authority);
  writeFileDurably(join(folder, AUTHORITY_FOLDER, TRUSTED_FILE), authority.certificatePem);
}

/** Keeps the file that members who are enrolled by files get as it should be, and removes keys of authorities that are over. */
export function tidyAuthorities(folder: string, nowMs: number): readonly string[] {
  const { trustedPem, serving, newest } = readAuthorities(folder, nowMs);
  const path = join(folder, AUTHORITY_FOLDER, TRUSTED_FILE);
  if (readFileIfPresent(path)?.toString('utf8') !== trustedPem) writeFileDurably(path, trustedPem);
  const live = new Set([serving.fingerprint, newest.fingerprint]);
  const removed: string[] = [];
  for (const number of [1, ...numbers(folder)]) {
    const keyPath = join(folderOf(folder, number), 'key.pem');
    if (!existsSync(keyPath) || !existsSync(certificatePath(folder, number))) continue;
    const { fingerprint } = load(folder, number);
    // One that was made and not introduced is removed by the next try.
    if (live.has(fingerprint) || (number > 1 && !existsSync(join(folderOf(folder, number), CHANGE_FILE)))) continue;
    rmSync(keyPath);
    syncFolder(folderOf(folder, number));
    removed.push(fingerprint);
  }
  return removed;
}

/**
 * Makes the authority that follows the present one. A crash on the way leaves one that was never introduced, which counts for nothing.
 *
 * @param overlapDays how long both are believed: every member renews once within it
 * @throws ConsiliumError `CONFIG_INVALID` while another change is under way, `CERTIFICATE_INVALID` when the present authority is over
 */
export async function followAuthority(
  folder: string,
  consortium: string,
  overlapDays: number,
  clock: Clock,
): Promise<{ readonly authorities: Authorities; readonly change: AuthorityChange }> {
  const { newest: old, change: underWay } = readAuthorities(folder, clock.now());
  if (underWay !== undefined) {
    throw new ConsiliumError({
      code: 'CONFIG_INVALID',
      message: `a change of the authority is under way until ${new Date(underWay.endsMs).toISOString()}`,
      advice: 'Wait until it is over: every member has to follow one change before the next.',
    });
  }
  const { notAfterMs } = certificateLife(old.certificatePem, clock.now());
  requireLive(notAfterMs, clock.now());
  const endsMs = Math.floor(Math.min(clock.now() + overlapDays * DAY_MS, notAfterMs));
  const next = createAuthority({ consortium, clock, keyPair: await generateKeyPair(), followsPem: old.certificatePem });
  const number = Math.max(1, ...numbers(folder).filter((n) => existsSync(join(folderOf(folder, n), CHANGE_FILE)))) + 1;
  rmSync(folderOf(folder, number), { recursive: true, force: true });
  writeAuthority(folder, number, next);
  writeFileDurably(join(folderOf(folder, number), CHANGE_FILE), signChange(old, next, endsMs));
  tidyAuthorities(folder, clock.now());
  const authorities = readAuthorities(folder, clock.now());
  return { authorities, change: { from: old.fingerprint, to: next.fingerprint, endsMs } };
}

/**
 * Issues a certificate that holds as long as members' certificates do, or until its authority ends.
 *
 * @throws ConsiliumError `CERTIFICATE_INVALID` when the authority is over or the request is bad, `PARAMETER_INVALID`
 */
export function issueFor(
  authority: Authority,
  subject: { readonly csrPem: string } | { readonly publicKeyPem: string },
  identity: Identity,
  clock: Clock,
  hosts: readonly string[] = [],
): string {
  const now = clock.now();
  const { notAfterMs } = certificateLife(authority.certificatePem, now);
  requireLive(notAfterMs, now);
  const validityDays = Math.min(MEMBER_VALIDITY_DAYS, (notAfterMs - now - SECOND_MS) / DAY_MS);
  return issueCertificate(authority, { ...subject, identity, hosts, validityDays, clock });
}

function requireLive(notAfterMs: number, nowMs: number): void {
  if (notAfterMs - nowMs > SECOND_MS) return;
  throw new ConsiliumError({
    code: 'CERTIFICATE_INVALID',
    message: `the authority of the consortium expired on ${new Date(notAfterMs).toISOString()}`,
    advice:
      'Correct the clock of this machine if it is wrong. If not, the consortium has to be set up again, and every site joins again.',
  });
}

function numbers(folder: string): readonly number[] {
  return readdirSync(join(folder, AUTHORITY_FOLDER))
    .filter((name) => /^[1-9]\d*$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

function folderOf(folder: string, number: number): string {
  return number === 1 ? join(folder, AUTHORITY_FOLDER) : join(folder, AUTHORITY_FOLDER, String(number));
}

function certificatePath(folder: string, number: number): string {
  return join(folderOf(folder, number), 'certificate.pem');
}

function writeAuthority(folder: string, number: number, authority: Authority): void {
  makePrivateFolder(folderOf(folder, number));
  writeSecretFile(join(folderOf(folder, number), 'key.pem'), authority.privateKeyPem);
  writeFileDurably(certificatePath(folder, number), authority.certificatePem);
}

function load(folder: string, number: number): Authority {
  return loadAuthority({
    certificatePem: textOf(certificatePath(folder, number)),
    privateKeyPem: readSecretFile(join(folderOf(folder, number), 'key.pem')).toString('utf8'),
  });
}

function textOf(path: string): string {
  return readFileIfPresent(path)?.toString('utf8') ?? '';
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, ConsiliumError, fromUnknown } from '@consilium/core';
import { makePrivateFolder, readOwnFile, takeExclusiveLock, writeFileDurably } from '@consilium/host';
import {
  keyFingerprint,
  type KeyPair,
  readRoster,
  rosterHash,
  type SignedRoster,
  signingKey,
  writeRoster,
} from '@consilium/secure-sum';
import { loadKeyFile, loadOrCreateKeyFile } from '@consilium/trust';
import type { HeldRoster } from './masked-sums.ts';

const ROSTER_FILE = 'roster.json';
const KEY_FILE = 'signing.key';
const LOCK_FILE = 'roster.lock';

/** The hospital that accepts a roster. */
export interface RosterMember {
  /** The agent's state folder. */
  readonly stateFolder: string;
  readonly site: string;
  readonly consortium: string;
}

/**
 * The roster that the hospital accepted last, with its own key, or `undefined` where it has accepted none. Read from the disk each time, so that
 * a roster counts as soon as it is accepted.
 *
 * @param stateFolder the agent's state folder
 * @throws ConsiliumError `ROSTER_INVALID` for a file that was edited or does not go with the key, `FILE_UNSAFE` for one that others may
 * write, `KEY_INVALID`, `FILE_UNREADABLE`
 */
export function heldRoster(stateFolder: string): HeldRoster | undefined {
  return rosterReader(stateFolder)();
}

/**
 * {@link heldRoster} for an agent, which asks with every message of a sum: both files are read each time, and understood again where they say
 * something else than before.
 */
export function rosterReader(stateFolder: string): () => HeldRoster | undefined {
  const keyPath = join(stateFolder, KEY_FILE);
  let last: { readonly content: Buffer; readonly seed: Buffer; readonly held: HeldRoster } | undefined;
  return () => {
    const content = rosterContent(stateFolder);
    if (content === undefined) return undefined;
    const seed = loadKeyFile(keyPath);
    if (seed !== undefined && last?.content.equals(content) === true && last.seed.equals(seed)) return last.held;
    const { roster } = readRoster(content.toString('utf8'), join(stateFolder, ROSTER_FILE));
    if (seed === undefined)
      throw new ConsiliumError({
        code: 'KEY_INVALID',
        message: `the signing key of this site is gone: ${keyPath}. Restore it from a copy, or make another one with "consilium-site roster key" and ask for a roster that names it`,
        details: { path: keyPath },
      });
    const key = signingKey(seed);
    if (!roster.sites.some((site) => site.key === hex(key.publicKey)))
      throw invalid(`${keyPath} is not the key of any site on the roster of epoch ${roster.epoch}`);
    last = { content, seed, held: { roster, key } };
    return last.held;
  };
}

/** The roster file that the hospital accepted last, if any. @throws ConsiliumError `ROSTER_INVALID`, `FILE_UNSAFE`, `FILE_UNREADABLE` */
export function acceptedRoster(stateFolder: string): SignedRoster | undefined {
  const content = rosterContent(stateFolder);
  return content === undefined ? undefined : readRoster(content.toString('utf8'), join(stateFolder, ROSTER_FILE));
}

function rosterContent(stateFolder: string): Buffer | undefined {
  const path = join(stateFolder, ROSTER_FILE);
  try {
    return readOwnFile(path);
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

/** The long-term key by which a site signs what it says in sums under masks; made when there is none. @throws ConsiliumError `KEY_INVALID`, `DISK_FULL` */
export function siteSigningKey(stateFolder: string): KeyPair {
  return signingKey(loadOrCreateKeyFile(join(stateFolder, KEY_FILE)));
}

/** Reads a roster that somebody sent. @throws ConsiliumError `ROSTER_INVALID`, `FILE_UNREADABLE` */
export function readRosterFile(path: string): SignedRoster {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
  return readRoster(text, path);
}

/**
 * Takes a signed roster in place of the one that the hospital has: of its consortium, with this site and its key on it, signed by the key of the
 * consortium that people have compared, and newer. The roster that is there already may be taken again. One command at a time: of two that read
 * the same epoch the later writer could take an older roster than the first.
 *
 * @param pinned the consortium's public key as a person has it, hex; needed for the first roster, and to change the key
 * @returns whether anything was written
 * @throws ConsiliumError `ROSTER_INVALID` with what is wrong; `ROSTER_LOCKED` while another command accepts one; `KEY_INVALID`,
 * `FILE_UNSAFE`, `DISK_FULL`
 */
export function acceptRosterFile(
  member: RosterMember,
  signed: SignedRoster,
  clock: Pick<Clock, 'now'>,
  pinned?: string,
): boolean {
  const { stateFolder } = member;
  try {
    makePrivateFolder(stateFolder);
  } catch (error) {
    throw fromUnknown(error, stateFolder);
  }
  const lock = takeExclusiveLock(join(stateFolder, LOCK_FILE), clock, {
    code: 'ROSTER_LOCKED',
    what: 'the roster of this site',
    holder: 'another command that accepts one',
  });
  try {
    return acceptAlone(member, signed, pinned);
  } finally {
    lock.release();
  }
}

function acceptAlone(member: RosterMember, signed: SignedRoster, pinned: string | undefined): boolean {
  const { stateFolder, site, consortium } = member;
  const { roster, key } = signed;
  const held = acceptedRoster(stateFolder);
  if (pinned !== undefined && pinned !== hex(key))
    throw invalid(
      `the roster is signed by the key ${keyFingerprint(key)}, not by the one that was given as the key of the consortium`,
    );
  if (pinned === undefined) {
    if (held === undefined)
      throw invalid(
        'this site knows no key of the consortium yet: ask the person who keeps it for the key, by phone or in person, and give it with --consortium-key',
      );
    if (hex(held.key) !== hex(key))
      throw invalid(
        `the roster is signed by another key (${keyFingerprint(key)}) than the one before (${keyFingerprint(held.key)}): if people have compared the new one, give it with --consortium-key`,
      );
  }
  if (roster.consortium !== consortium)
    throw invalid(`the roster is of the consortium ${roster.consortium}, this site belongs to ${consortium}`);
  if (held !== undefined && rosterHash(held.roster) === rosterHash(roster) && hex(held.key) === hex(key)) return false;
  if (held !== undefined && !(roster.epoch > held.roster.epoch))
    throw invalid(
      roster.epoch === held.roster.epoch
        ? `this site has another roster of epoch ${roster.epoch}: there is one of each epoch, so ask the person who keeps the roster which of them is right`
        : `epoch ${roster.epoch} does not come after epoch ${held.roster.epoch}, which this site has`,
    );
  const own = roster.sites.find(({ id }) => id === site);
  const ownKey = hex(siteSigningKey(stateFolder).publicKey);
  if (own?.key !== ownKey)
    throw invalid(
      `the roster ${own === undefined ? 'does not name' : 'has another key of'} ${site}: send what "consilium-site roster key" prints to the person who keeps the roster`,
    );
  const path = join(stateFolder, ROSTER_FILE);
  try {
    writeFileDurably(path, writeRoster(signed));
  } catch (error) {
    throw fromUnknown(error, path);
  }
  return true;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function invalid(message: string): ConsiliumError<'ROSTER_INVALID'> {
  return new ConsiliumError({ code: 'ROSTER_INVALID', message });
}

import { canonicalJson, ConsiliumError, type Json, sha256Hex } from '@consilium/core';
import { KEY_BYTES, SIGNATURE_BYTES } from './keys.ts';
import { acceptRoster, checkRoster, type Roster, type RosterSite } from './roster.ts';

/** A roster as it is handed from person to person, and as it lies on a disk. */
export interface SignedRoster {
  readonly roster: Roster;
  /** Of the consortium, 64 bytes. */
  readonly signature: Uint8Array;
  /** Ed25519 public key that made the signature, 32 bytes. That it is the consortium's, people have to find out. */
  readonly key: Uint8Array;
}

/** Longest text of a roster, in characters: 65,535 sites with the longest names have a little less. */
const MAX_CHARACTERS = 16 * 1024 * 1024;

/** Digits of a fingerprint: 128 bits, for which nobody finds a second key. */
const FINGERPRINT_DIGITS = 32;

/** The file of a roster: canonical JSON (RFC 8785) with `key`, `roster` and `signature`, and a line end. */
export function writeRoster({ roster, signature, key }: SignedRoster): string {
  return `${canonicalJson({ roster: plainRoster(roster), signature: hex(signature), key: hex(key) })}\n`;
}

/**
 * Reads the file of a roster, in the one form in which {@link writeRoster} writes it. What is returned makes sense and is signed by the key
 * that it names; whose key that is, the caller has to know.
 *
 * @param name of the file, for messages
 * @throws ConsiliumError `ROSTER_INVALID`
 */
export function readRoster(text: string, name: string): SignedRoster {
  const invalid = (what: string, cause?: unknown): ConsiliumError<'ROSTER_INVALID'> =>
    new ConsiliumError({ code: 'ROSTER_INVALID', message: `${name}: ${what}`, cause });
  if (text.length > MAX_CHARACTERS) throw invalid(`a roster has at most ${MAX_CHARACTERS} characters`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid('it is not JSON', error);
  }
  try {
    const file = fieldsOf(json, ['key', 'roster', 'signature'], 'a roster file');
    const roster = rosterOf(file['roster']);
    const key = bytesOf(file['key'], KEY_BYTES, 'key');
    const signature = bytesOf(file['signature'], SIGNATURE_BYTES, 'signature');
    acceptRoster(roster, signature, key, 0);
    const signed = { roster, signature, key };
    // Two texts for one roster would let a field stand in one of them twice, and be read in two ways.
    if (writeRoster(signed) !== text) throw invalid('it is not in the form in which rosters are written');
    return signed;
  } catch (error) {
    if (!(error instanceof ConsiliumError)) throw error;
    throw error.message.startsWith(name) ? error : invalid(error.message, error);
  }
}

/** What people compare of a public key, such as by phone: the first 128 bits of the SHA-256 of its bytes, in groups of four digits. */
export function keyFingerprint(publicKey: Uint8Array): string {
  return sha256Hex(publicKey)
    .slice(0, FINGERPRINT_DIGITS)
    .replaceAll(/(.{4})(?=.)/g, '$1 ');
}

function rosterOf(json: unknown): Roster {
  const { consortium, epoch, sites, colluding, minimum } = fieldsOf(
    json,
    ['colluding', 'consortium', 'epoch', 'minimum', 'sites'],
    'the roster',
  );
  if (!Array.isArray(sites)) throw malformed('the sites of the roster are a list');
  const roster: Roster = {
    consortium: textOf(consortium, 'consortium'),
    epoch: numberOf(epoch, 'epoch'),
    sites: sites.map((site): RosterSite => {
      const { id, key, patients } = fieldsOf(site, ['id', 'key', 'patients'], 'a site');
      return { id: textOf(id, 'id'), key: textOf(key, 'key'), patients: numberOf(patients, 'patients') };
    }),
    colluding: numberOf(colluding, 'colluding'),
    minimum: numberOf(minimum, 'minimum'),
  };
  checkRoster(roster);
  return roster;
}

function plainRoster({ consortium, epoch, sites, colluding, minimum }: Roster): Json {
  return { consortium, epoch, sites: sites.map(({ id, key, patients }) => ({ id, key, patients })), colluding, minimum };
}

/** @param fields in the order of their names */
function fieldsOf(json: unknown, fields: readonly string[], what: string): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw malformed(`${what} is not an object`);
  if (Object.keys(json).sort().join() !== fields.join()) throw malformed(`${what} has the fields ${fields.join(', ')}`);
  return json as Readonly<Record<string, unknown>>;
}

function textOf(value: unknown, field: string): string {
  if (typeof value !== 'string') throw malformed(`${field} is a text`);
  return value;
}

function numberOf(value: unknown, field: string): number {
  if (typeof value !== 'number') throw malformed(`${field} is a number`);
  return value;
}

function bytesOf(value: unknown, length: number, field: string): Uint8Array {
  if (typeof value !== 'string' || value.length !== 2 * length || !/^[0-9a-f]*$/.test(value))
    throw malformed(`${field} is ${2 * length} hexadecimal digits`);
  return new Uint8Array(Buffer.from(value, 'hex'));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function malformed(message: string): ConsiliumError<'ROSTER_INVALID'> {
  return new ConsiliumError({ code: 'ROSTER_INVALID', message });
}

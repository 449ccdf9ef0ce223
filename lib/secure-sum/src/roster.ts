import { canonicalJson, ConsiliumError, sha256Hex } from '@consilium/core';
import { encodeFields } from './fields.ts';
import { isSigningKey, KEY_BYTES, type KeyPair, sign, verifies } from './keys.ts';
import { remembered } from './remembered.ts';

/** A hospital as the consortium knows it. */
export interface RosterSite {
  readonly id: string;
  /** Long-term Ed25519 public key, 64 lower-case hexadecimal digits. */
  readonly key: string;
  /** Patients, as the hospital publishes their number. */
  readonly patients: number;
}

/** Who may take part, and what is assumed about them: signed by the consortium, not by the coordinator, and accepted by each hospital. */
export interface Roster {
  readonly consortium: string;
  /** Counts up with every change; a hospital never goes back. */
  readonly epoch: number;
  /** In ascending order of their names. */
  readonly sites: readonly RosterSite[];
  /** Sites that may work together, and with the coordinator, against the others (c). */
  readonly colluding: number;
  /** Fewest sites of a sum. */
  readonly minimum: number;
}

/** Fewest sites of a roster: of a sum over two, each of them can take away its own share and sees the other's. */
const FEWEST_SITES = 3;
/** Most sites: of shares there are as many as elements of the field, less zero. */
const MOST_SITES = 65_535;
/** Names as in certificates (lib/trust): nothing in them has to be escaped, in a file, a log line or on a terminal. */
const NAME = /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/;
const NAME_WORDS = '1 to 63 characters: a-z, 0-9, and inside also ".", "_" and "-"';

/**
 * Whether a roster makes sense.
 *
 * @throws ConsiliumError `ROSTER_INVALID`
 */
export function checkRoster(roster: Roster): void {
  const { consortium, sites, colluding, minimum, epoch } = roster;
  if (!NAME.test(consortium)) throw invalid(`a consortium has a name of ${NAME_WORDS}`);
  if (!isCount(epoch, 1)) throw invalid(`an epoch counts from 1, and is not ${epoch}`);
  if (sites.length < FEWEST_SITES)
    throw invalid(`masks among ${sites.length} sites hide nothing: a sum needs at least ${FEWEST_SITES}`);
  if (sites.length > MOST_SITES) throw invalid(`at most ${MOST_SITES} sites`);
  if (!isCount(minimum, FEWEST_SITES) || minimum > sites.length)
    throw invalid(`the fewest sites of a sum are from ${FEWEST_SITES} to ${sites.length}, not ${minimum}`);
  if (!isCount(colluding, 0) || colluding > minimum - 2)
    throw invalid(
      `of ${minimum} sites at most ${minimum - 2} may collude, so that two honest shares stay in each sum, not ${colluding}`,
    );
  for (const [index, { id, key, patients }] of sites.entries()) {
    const before = sites[index - 1];
    if (!NAME.test(id)) throw invalid(`site ${index + 1} has no name of ${NAME_WORDS}`);
    if (before !== undefined && !(before.id < id)) throw invalid('sites stand in the order of their names, each once');
    if (!/^[0-9a-f]{64}$/.test(key)) throw invalid(`the key of site ${id} is not 64 hexadecimal digits`);
    if (!isSigningKey(Buffer.from(key, 'hex')))
      throw invalid(`the key of site ${id} is of small order: anybody can sign with it`);
    if (!isCount(patients, 1)) throw invalid(`the patients of site ${id} are a positive number`);
  }
  if (new Set(sites.map(({ key }) => key)).size !== sites.length) throw invalid('two sites have the same key');
}

/** SHA-256 of the roster's canonical JSON, 64 hexadecimal digits: what people compare, and what every exchange names. */
export function rosterHash(roster: Roster): string {
  return hashOf(roster).hash;
}

const hashOf = remembered(({ consortium, epoch, sites, colluding, minimum }: Roster) => ({
  hash: sha256Hex(
    canonicalJson({
      consortium,
      epoch,
      colluding,
      minimum,
      sites: sites.map(({ id, key, patients }) => ({ id, key, patients })),
    }),
  ),
}));

/** Signs a roster with the consortium's key. @returns 64 bytes @throws ConsiliumError `ROSTER_INVALID` */
export function signRoster(roster: Roster, governance: KeyPair): Uint8Array {
  checkRoster(roster);
  return sign(governance, encodeFields('roster', rosterHash(roster)));
}

/**
 * Takes a roster that the consortium has signed.
 *
 * @param governance the consortium's Ed25519 public key, which the hospital compared with people, 32 bytes
 * @param held the epoch that the hospital has accepted so far, 0 for none
 * @throws ConsiliumError `ROSTER_INVALID`
 */
export function acceptRoster(roster: Roster, signature: Uint8Array, governance: Uint8Array, held: number): void {
  checkRoster(roster);
  if (!isSigningKey(governance)) throw invalid('the key of the consortium is of small order: anybody can sign with it');
  if (!verifies(governance, encodeFields('roster', rosterHash(roster)), signature))
    throw invalid('the roster is not signed by the key of the consortium');
  if (!(roster.epoch > held)) throw invalid(`epoch ${roster.epoch} does not come after epoch ${held}, which this site has`);
}

/** Number of a site in its roster, from 1: the holder of its shares. `undefined` for a stranger. */
export function siteNumber(roster: Roster, site: string): number | undefined {
  return numbersOf(roster).get(site);
}

const numbersOf = remembered((roster: Roster) => new Map(roster.sites.map(({ id }, i) => [id, i + 1])));

/** Public key of a site of the roster, 32 bytes. @throws ConsiliumError `ROSTER_INVALID` for a stranger */
export function siteKey(roster: Roster, site: string): Uint8Array {
  const key = keysOf(roster).get(site);
  if (key === undefined) throw invalid(`site ${site} is not on the roster`);
  return key;
}

const keysOf = remembered(
  (roster: Roster): ReadonlyMap<string, Uint8Array> =>
    new Map(roster.sites.map(({ id, key }) => [id, new Uint8Array(Buffer.from(key, 'hex').subarray(0, KEY_BYTES))])),
);

function isCount(n: number, least: number): boolean {
  return Number.isSafeInteger(n) && n >= least;
}

function invalid(message: string): ConsiliumError<'ROSTER_INVALID'> {
  return new ConsiliumError({ code: 'ROSTER_INVALID', message });
}

import { ConsiliumError } from '@consilium/core';
import { hashFields } from './fields.ts';
import { remembered } from './remembered.ts';
import { checkRoster, type Roster, rosterHash, siteNumber } from './roster.ts';

const HASH = /^[0-9a-f]{64}$/;
/** What a run or a kind may be called. */
const NAME = /^[\x21-\x7e]{1,128}$/;

/** What one sum is about. Each (run, round, attempt, kind) has one sum, ever. */
export interface Terms {
  readonly roster: Roster;
  /** SHA-256 of the plan, hex. */
  readonly planHash: string;
  readonly run: string;
  readonly round: number;
  readonly attempt: number;
  /** What is summed: an update of the model, or noised scores. */
  readonly kind: string;
  /** SHA-256 of the model that the sites start from, hex. */
  readonly baseHash: string;
  /** Values per unit of the grid: the scale of the words. */
  readonly scale: number;
  /** Standard deviation of the noise of each share, in steps of the grid: what a site counts on of the honest others. */
  readonly noise: number;
  /** Length of the vectors, in 32-bit words. */
  readonly words: number;
  /** Honest sites that the noise of each share counts on (h). */
  readonly honest: number;
  /** Hash of the last signed transcript of this run, hex; zeros before the first. */
  readonly parent: string;
  /** Sites that are asked, in the order of the roster (U0). */
  readonly sites: readonly string[];
}

/**
 * Whether a site may take part on these terms: everything that makes "at least h honest shares are in any sum" true.
 *
 * @param self the site that asks
 * @throws ConsiliumError `SECURE_SUM_REFUSED`, `ROSTER_INVALID`
 */
export function checkTerms(terms: Terms, self: string): void {
  const { roster, sites, honest, words } = terms;
  checkRoster(roster);
  const numbers = sites.map((site) => siteNumber(roster, site) ?? Number.NaN);
  if (!numbers.every((number, i) => number > (numbers[i - 1] ?? 0)))
    throw refused('the sites of a sum stand on the roster, each once, in its order');
  if (!sites.includes(self)) throw refused('this site is not among those that are asked');
  if (!(sites.length >= roster.minimum))
    throw refused(`a sum over ${sites.length} sites: the roster demands at least ${roster.minimum}`);
  // Written so that NaN refuses.
  if (!(Number.isInteger(honest) && honest >= 1 && honest <= roster.minimum - roster.colluding)) {
    throw refused(
      `noise that counts on ${honest} honest sites: of the fewest, ${roster.minimum}, ${roster.colluding} may collude`,
    );
  }
  if (!(Number.isSafeInteger(words) && words >= 1)) throw refused(`vectors of ${words} words`);
  for (const count of [terms.round, terms.attempt])
    if (!(Number.isSafeInteger(count) && count >= 0)) throw refused(`the round or attempt ${count}, which is no number of one`);
  if (!(Number.isFinite(terms.scale) && terms.scale > 0)) throw refused(`a grid of ${terms.scale} values per unit`);
  if (!(Number.isFinite(terms.noise) && terms.noise > 0)) throw refused(`noise of ${terms.noise} steps`);
  // Texts that look alike in the context, such as halves of characters, would be two sums under one.
  for (const text of [terms.run, terms.kind]) if (!NAME.test(text)) throw refused('a run or kind whose name is none');
  for (const hash of [terms.planHash, terms.baseHash, terms.parent])
    if (!HASH.test(hash)) throw refused('a plan, model or transcript whose hash is none');
}

/** SHA-256 that binds every key, mask and signature to its sum. */
export const contextOf: (terms: Terms) => Buffer = remembered(contextFor);

function contextFor(terms: Terms): Buffer {
  const { planHash, run, round, attempt, kind, baseHash, scale, noise, words, honest, parent, sites } = terms;
  const grid = Buffer.alloc(16);
  grid.writeDoubleBE(scale);
  grid.writeDoubleBE(noise, 8);
  return hashFields(
    'context',
    rosterHash(terms.roster),
    planHash,
    run,
    round,
    attempt,
    kind,
    baseHash,
    grid,
    words,
    honest,
    parent,
    ...sites,
  );
}

/** Fewest sites whose vectors may be summed: the roster's, and those that the noise counts on beside those that collude. */
export function fewestSurvivors({ roster, honest }: Pick<Terms, 'roster' | 'honest'>): number {
  return Math.max(roster.minimum, honest + roster.colluding);
}

function refused(message: string): ConsiliumError<'SECURE_SUM_REFUSED'> {
  return new ConsiliumError({ code: 'SECURE_SUM_REFUSED', message });
}

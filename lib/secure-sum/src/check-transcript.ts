import { ConsiliumError, isConsiliumError } from '@consilium/core';
import type { CheckedSignatures } from './checked-signatures.ts';
import { type Exchange, exchangeOf } from './exchange.ts';
import { isAgreementKey } from './keys.ts';
import {
  agreementMessage,
  keysMessage,
  maskedMessage,
  sharersHashOf,
  survivorsHashOf,
  type TranscriptMessage,
  transcriptMessage,
  type Verifier,
} from './messages.ts';
import { agreementThreshold, shareThreshold } from './neighbours.ts';
import { remembered } from './remembered.ts';
import { siteNumber } from './roster.ts';
import { checkTerms, contextOf, fewestSurvivors } from './terms.ts';
import { encodeTranscript, type Transcript, transcriptHash } from './transcript.ts';

/** Before the first transcript of a run. */
export const NO_PARENT: string = '0'.repeat(64);

/**
 * Whether a transcript is that of a sum under masks: everything that the sites of the sum have checked, from their signatures alone. Whose vector
 * the sum holds, nobody can tell from it, nor whether it is the sum; that all sites have been shown this one, {@link checkWords} tells.
 *
 * @param checked signatures that who asks need not look at again
 * @returns each check in words, in order
 * @throws ConsiliumError `TRANSCRIPT_INVALID` naming the first thing that does not hold
 */
export function checkTranscript(transcript: Transcript, checked?: CheckedSignatures): readonly string[] {
  const { terms, keys, sharers, survivors, agreements, step } = transcript;
  const { roster, sites } = terms;
  holding(() => checkTerms(terms, sites[0] ?? ''));
  if (!(terms.round >= 1 && terms.round <= step.rounds))
    throw invalid(`a sum of round ${terms.round} of a run of ${step.rounds}`);
  const verifier: Verifier = { roster, context: contextOf(terms), checked };
  const names = (messages: readonly { readonly site: string }[]): readonly string[] => messages.map(({ site }) => site);

  requireOrder(transcript, names(keys), sites, 'keys');
  if (keys.length < roster.minimum) throw invalid(`${keys.length} sites have keys, and the roster demands ${roster.minimum}`);
  for (const message of keys) {
    if (!keysMessage.holds(verifier, message)) throw invalid(`the keys of ${message.site} are not signed by it for this sum`);
    if (!isAgreementKey(message.agreement) || !isAgreementKey(message.masking))
      throw invalid(`the keys of ${message.site} are no keys`);
  }
  requireOrder(transcript, sharers, names(keys), 'those who shared');
  if (sharers.length < roster.minimum)
    throw invalid(`${sharers.length} sites have shared, and the roster demands ${roster.minimum}`);
  const exchange = exchangeOf(roster, verifier.context, keys);
  const sharersHash = sharersHashOf(verifier.context, exchange.keysHash, sharers);

  requireOrder(transcript, names(survivors), sharers, 'the sum');
  const least = fewestSurvivors(terms);
  if (survivors.length < least) throw invalid(`${survivors.length} sites are in the sum, and their noise needs ${least}`);
  for (const message of survivors) {
    if (!maskedMessage.holds(verifier, message)) throw invalid(`the vector of ${message.site} is not signed by it for this sum`);
    if (!sharersHash.equals(message.sharersHash)) throw invalid(`${message.site} has signed another list of those who shared`);
  }
  requireTogether(exchange, sharers, roster.colluding);
  requireTogether(exchange, names(survivors), roster.colluding);

  const survivorsHash = survivorsHashOf(verifier.context, sharersHash, survivors);
  requireOrder(transcript, names(agreements), names(survivors), 'the signatures');
  const enough = agreementThreshold(keys.length, roster.colluding);
  if (agreements.length < enough) throw invalid(`${agreements.length} sites have signed who is in the sum, and ${enough} must`);
  for (const message of agreements) {
    if (!agreementMessage.holds(verifier, message)) throw invalid(`the agreement of ${message.site} is not signed by it`);
    if (!survivorsHash.equals(message.survivorsHash)) throw invalid(`${message.site} has signed another list of survivors`);
  }
  return [
    `the terms hold: ${sites.length} sites asked, at least ${roster.minimum} demanded, noise of ${terms.honest} honest ones`,
    `${keys.length} sites have signed their keys for this sum`,
    `${sharers.length} of them have shared their secrets`,
    `${survivors.length} sites are in the sum, each by its signature, and ${least} are needed`,
    `${agreements.length} sites have signed this list and no other, and ${enough} are needed`,
  ];
}

/** Sites that must have signed a transcript, so that no two can have as many: one honest site is among both. @internal */
export function wordsNeeded({ terms }: Pick<Transcript, 'terms'>): number {
  return agreementThreshold(terms.sites.length, terms.roster.colluding);
}

/**
 * Whether sites that were asked have signed this transcript, and enough of them.
 *
 * @returns what was checked, in words
 * @throws ConsiliumError `TRANSCRIPT_INVALID` naming the first thing that does not hold
 */
export function checkWords(transcript: Transcript, words: readonly TranscriptMessage[]): string {
  const seen = new Set<string>();
  for (const word of words) {
    if (seen.has(word.site)) throw invalid(`${word.site} appears twice among those who have signed the transcript`);
    seen.add(word.site);
    requireWord(transcript, word);
  }
  const needed = wordsNeeded(transcript);
  const { length } = transcript.terms.sites;
  if (seen.size < needed)
    throw invalid(
      `${seen.size} of ${length} sites have signed the transcript, and ${needed} must: others may have been shown another`,
    );
  return `${seen.size} of ${length} sites have signed the transcript, and ${needed} are needed`;
}

/** Asked for with every word, and as long to find as all words together. */
const hashOf = remembered((transcript: Transcript): Buffer => Buffer.from(transcriptHash(encodeTranscript(transcript)), 'hex'));

/** Whether a site that was asked has signed this transcript. @throws ConsiliumError `TRANSCRIPT_INVALID` */
export function requireWord(transcript: Transcript, word: TranscriptMessage): void {
  const { terms, sumHash, modelHash } = transcript;
  if (!terms.sites.includes(word.site)) throw invalid(`${word.site} was not asked, and cannot sign the transcript`);
  const fits =
    hashOf(transcript).equals(word.transcriptHash) &&
    Buffer.from(word.sumHash).equals(sumHash) &&
    Buffer.from(word.modelHash).equals(modelHash);
  if (!fits) throw invalid(`${word.site} has signed another transcript`);
  if (!transcriptMessage.holds({ roster: terms.roster, context: contextOf(terms) }, word))
    throw invalid(`the word of ${word.site} for the transcript is not signed by it`);
}

/** Names stand in the order of the roster, each once, and all are among `those`. */
function requireOrder({ terms }: Transcript, names: readonly string[], those: readonly string[], where: string): void {
  const allowed = new Set(those);
  let last = 0;
  for (const name of names) {
    const number = siteNumber(terms.roster, name) ?? 0;
    if (!allowed.has(name) || number <= last)
      throw invalid(`${name} does not belong among ${where}, or appears twice or out of order`);
    last = number;
  }
}

function requireTogether({ graph, sites }: Exchange, left: readonly string[], colluding: number): void {
  holding(() => {
    if (!graph.holdsTogether(left, shareThreshold(sites.length, colluding)))
      throw invalid('so many are missing in one place that the sum could have fallen apart in two');
  });
}

/** What does not hold here is a transcript that is none. */
function holding(check: () => void): void {
  try {
    check();
  } catch (error) {
    if (isConsiliumError(error)) throw invalid(error.message, error);
    throw error;
  }
}

function invalid(message: string, cause?: unknown): ConsiliumError<'TRANSCRIPT_INVALID'> {
  return new ConsiliumError({ code: 'TRANSCRIPT_INVALID', message, cause });
}

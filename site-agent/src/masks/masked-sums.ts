import { canonicalJson, ConsiliumError, type Json, type Randomness } from '@consilium/core';
import {
  awaitsVector,
  begin,
  CheckedSignatures,
  contextOf,
  drawSecrets,
  type KeyPair,
  type Mask,
  masksOf,
  next,
  type Roster,
  rosterHash,
  type RunningSum,
  type SiteEvent,
  type SiteMessage,
  type SiteState,
  type SiteStep,
  type Terms,
  type ToldEvent,
  type Transcript,
  type TranscriptMessage,
  transcriptMessage,
} from '@consilium/secure-sum';
import { type Attempt, attemptName } from '../attempt/attempt.ts';
import type { KeptSum, SumOffer, SumStore } from './sum-store.ts';

/** The roster that this hospital has accepted, and the key by which it is on it. */
export interface HeldRoster {
  readonly roster: Roster;
  readonly key: KeyPair;
}

/** What came of something received. */
export interface Heard {
  readonly say?: SiteMessage;
  /** Whether the sum asks for this site's vector now. */
  readonly work: boolean;
}

/** What a site's part in sums needs. */
export interface SumOptions {
  readonly siteId: string;
  /** Read for each question, so that a roster that is accepted counts at once. */
  readonly held: () => HeldRoster | undefined;
  readonly random: Randomness;
  /** SHA-256 of the masked words that lie on disk for an attempt, hex. There is one vector of an attempt, ever. */
  readonly vectorOf: (attempt: Attempt) => string | undefined;
}

/** Most sums that are kept at a time: a run has one, and no hospital is in so many runs. */
const MOST_SUMS = 32;

/**
 * This site's part in sums under masks: the states of lib/secure-sum, written down before anything is said. Each attempt has one sum; what
 * is said in it is said again in the same words, or the site leaves.
 */
export class MaskedSums {
  readonly #store: SumStore;
  readonly #siteId: string;
  readonly #held: () => HeldRoster | undefined;
  readonly #random: Randomness;
  readonly #vectorOf: (attempt: Attempt) => string | undefined;
  /** Signatures that this agent has looked at. */
  readonly checked: CheckedSignatures = new CheckedSignatures();
  /** What a state that is kept becomes with the vector that this agent has signed. */
  readonly #withVectors: WeakMap<SiteState, SiteState> = new WeakMap();

  constructor(store: SumStore, { siteId, held, random, vectorOf }: SumOptions) {
    this.#store = store;
    this.#siteId = siteId;
    this.#held = held;
    this.#random = random;
    this.#vectorOf = vectorOf;
  }

  /**
   * The roster by which a task may be answered.
   *
   * @param hash of the roster that the coordinator names
   * @throws ConsiliumError `SECURE_SUM_REFUSED` for another one than this hospital has accepted last
   */
  rosterFor(hash: string): Roster {
    return this.#accepted(hash).roster;
  }

  /**
   * Takes part in the sum of an attempt: draws secrets and writes them down. An attempt that was joined already says its keys again. Joining costs
   * nothing, so that what is kept of it is bounded here: of each run the last sum alone, of so many runs.
   *
   * @returns the keys message
   * @throws ConsiliumError `SECURE_SUM_REFUSED`, `SECURE_SUM_ABORTED`, `ROSTER_INVALID`, `QUEUE_FULL`: nothing was said
   */
  async join(attempt: Attempt, offer: SumOffer, terms: Terms): Promise<SiteMessage> {
    const { key } = this.#accepted(rosterHash(terms.roster));
    const known = this.#store.get(attempt);
    if (known !== undefined) {
      const { terms: before, opening } = running(known);
      if (canonicalJson(before as unknown as Json) !== canonicalJson(terms as unknown as Json))
        throw refused('this site has joined the sum of this attempt on other terms');
      await this.#store.settled(attempt);
      return opening;
    }
    await this.#makeRoom(attempt);
    await this.#store.emptied(attempt);
    const secrets = drawSecrets(this.#random.fork(`${this.#siteId}/sum/${attemptName(attempt)}`));
    const { state } = begin(terms, this.#siteId, key, secrets, this.checked);
    this.#store.put(attempt, { offer, state });
    await this.#store.settled(attempt);
    return running({ offer, state }).opening;
  }

  /**
   * Takes in what the coordinator passes on. Whatever an honest one would not have sent makes this site leave, for good. What is to be said rests on
   * what the disk has then; a vector waits for it by itself, see {@link settled}.
   *
   * @throws ConsiliumError `SECURE_SUM_ABORTED` when the site has left or leaves, `SECURE_SUM_REFUSED` where it has no part
   */
  async hear(attempt: Attempt, event: ToldEvent): Promise<Heard> {
    const { say } = this.#take(attempt, event);
    const work = event.t === 'shares-of-all';
    if (!work) await this.settled(attempt);
    return { ...(say === undefined ? {} : { say }), work };
  }

  /** Waits until what is known of the sum of an attempt is on the disk. @throws what kept the disk from it: nothing that rests on it may be said */
  async settled(attempt: Attempt): Promise<void> {
    await this.#store.settled(attempt);
  }

  /** What this site left the sum with, where shares of others were wrong: it says it instead of a reason. */
  complaint(attempt: Attempt): SiteMessage | undefined {
    const state = this.#store.get(attempt)?.state;
    return state?.t === 'left' ? state.complaint : undefined;
  }

  /** Masks of this site's vector. @throws ConsiliumError as {@link hear}; `INTERNAL` before the sum asks for the vector */
  masks(attempt: Attempt): readonly Mask[] {
    return masksOf(running(this.#kept(attempt)));
  }

  /**
   * The signature under the masked vector, which lies on disk and is paid for, as does what it is masked with: see {@link settled}.
   *
   * @param updateHash SHA-256 of the masked words, hex
   * @throws ConsiliumError as {@link hear}
   */
  sign(attempt: Attempt, updateHash: string): SiteMessage {
    const kept = this.#kept(attempt);
    if (!this.#store.isSettled(attempt))
      throw new ConsiliumError({ code: 'INTERNAL', message: 'a vector leaves before the disk has its masks' });
    const before = this.#withVectors.get(kept.state) ?? kept.state;
    const { state, say } = this.#step({ offer: kept.offer, state: before }, storedAs(updateHash));
    if (state.t === 'left') {
      this.#store.put(attempt, { offer: kept.offer, state });
      throw state.error;
    }
    this.#withVectors.set(kept.state, state);
    if (say === undefined) throw new ConsiliumError({ code: 'INTERNAL', message: 'a stored vector gives a message' });
    return say;
  }

  /**
   * Whether the roster of a transcript is one that this hospital has accepted: the last one, or one under which it took part itself.
   *
   * @throws ConsiliumError `SECURE_SUM_REFUSED`
   */
  requireKnownRoster({ terms, survivors }: Transcript): void {
    const { roster } = this.#held() ?? {};
    const accepted = roster !== undefined && rosterHash(roster) === rosterHash(terms.roster);
    // A vector of this site is there by its own signature alone: that of the key that it is on the roster with now.
    const own = (held: Roster): string | undefined => held.sites.find(({ id }) => id === this.#siteId)?.key;
    const took = survivors.some(({ site }) => site === this.#siteId);
    if (accepted || (roster !== undefined && took && own(roster) === own(terms.roster))) return;
    throw refused('the sum before was under a roster that this hospital has not accepted');
  }

  /** This site's word for a transcript that it has checked; `undefined` where it was not asked. @param hash of its bytes, hex */
  word(transcript: Transcript, hash: string): TranscriptMessage | undefined {
    const { terms, sumHash, modelHash } = transcript;
    const held = this.#held();
    const site = this.#siteId;
    if (held === undefined || !terms.sites.includes(site)) return undefined;
    const signer = { site, context: contextOf(terms), key: held.key };
    return transcriptMessage.signed(signer, { site, transcriptHash: Buffer.from(hash, 'hex'), sumHash, modelHash });
  }

  /** Hash of the roster under which the sum of an attempt was joined. @throws ConsiliumError as {@link offerOf} */
  rosterOf(attempt: Attempt): string {
    return rosterHash(running(this.#kept(attempt)).terms.roster);
  }

  /** What the task of the sum said. @throws ConsiliumError `SECURE_SUM_REFUSED` where this site has no part, `SECURE_SUM_ABORTED` */
  offerOf(attempt: Attempt): SumOffer {
    return this.#kept(attempt).offer;
  }

  /**
   * The sum of an attempt, in which this site takes part still.
   *
   * @returns what its task said, and the honest sites that its noise counts on
   * @throws ConsiliumError `SECURE_SUM_REFUSED` where it has no part, or this hospital has accepted another roster since; `SECURE_SUM_ABORTED`
   */
  standing(attempt: Attempt): { readonly offer: SumOffer; readonly honest: number } {
    const kept = this.#kept(attempt);
    const { roster, honest } = running(kept).terms;
    this.#accepted(rosterHash(roster));
    return { offer: kept.offer, honest };
  }

  /** Whether something is kept of the sum of an attempt. */
  has(attempt: Attempt): boolean {
    return this.list().some((known) => attemptName(known) === attemptName(attempt));
  }

  /** Attempts of which a sum is kept. */
  list(): readonly Attempt[] {
    return this.#store.list();
  }

  /** Forgets the sum of an attempt that is over, with its secrets. @returns resolves once the disk has forgotten them */
  async forget(attempt: Attempt): Promise<void> {
    await this.#store.delete(attempt);
  }

  /** An attempt whose successor is asked for is over: nobody opens its sum any more. */
  async #makeRoom(attempt: Attempt): Promise<void> {
    const known = this.list();
    const before = known.filter((sum) => sum.run === attempt.run);
    if (before.some((sum) => isLater(sum, attempt)))
      throw refused('this site takes part in the sum of a later attempt of this run');
    if (known.length - before.length >= MOST_SUMS)
      throw new ConsiliumError({ code: 'QUEUE_FULL', message: 'this site takes part in the sums of too many runs' });
    await Promise.all(before.map(async (sum) => await this.forget(sum)));
  }

  #take(attempt: Attempt, event: SiteEvent): SiteStep {
    const kept = this.#kept(attempt);
    const { offer, state } = this.#withVector(attempt, kept);
    const step = this.#step({ offer, state }, event);
    if (step.state !== state) this.#store.put(attempt, { offer, state: step.state });
    if (step.state.t === 'left') throw step.state.error;
    return step;
  }

  #step({ offer, state }: KeptSum, event: SiteEvent): SiteStep {
    const { terms } = running({ offer, state });
    return next(state, event, this.#accepted(rosterHash(terms.roster)).key, this.checked);
  }

  /**
   * A sum with the vector that the outbox keeps of it. That it is stored is written down nowhere else: the words are on disk before their hash is
   * signed, they never change, and the signature follows from them.
   */
  #withVector(attempt: Attempt, kept: KeptSum): KeptSum {
    const signed = this.#withVectors.get(kept.state);
    if (signed !== undefined) return { offer: kept.offer, state: signed };
    const vector = awaitsVector(kept.state) ? this.#vectorOf(attempt) : undefined;
    return vector === undefined ? kept : { offer: kept.offer, state: this.#step(kept, storedAs(vector)).state };
  }

  #kept(attempt: Attempt): KeptSum {
    const kept = this.#store.get(attempt);
    if (kept === undefined) throw refused('this site has no part in the sum of this attempt');
    return kept;
  }

  #accepted(hash: string): HeldRoster {
    const held = this.#held();
    if (held === undefined)
      throw refused('this hospital has accepted no roster, without which it takes part in no sum under masks');
    if (rosterHash(held.roster) !== hash)
      throw refused(`the sum is under another roster than this hospital has accepted (epoch ${held.roster.epoch})`);
    return held;
  }
}

function storedAs(updateHash: string): SiteEvent {
  return { t: 'stored', wordsHash: Buffer.from(updateHash, 'hex') };
}

/** Whether a sum comes after another in its run: scores come after the update of their attempt, and before the next attempt. */
function isLater(sum: Attempt, other: Attempt): boolean {
  if (sum.round !== other.round) return sum.round > other.round;
  if (sum.attempt !== other.attempt) return sum.attempt > other.attempt;
  return sum.kind === 'evaluation' && other.kind === undefined;
}

function running({ state }: KeptSum): RunningSum {
  if (state.t === 'left') throw state.error;
  return state;
}

function refused(message: string): ConsiliumError<'SECURE_SUM_REFUSED'> {
  return new ConsiliumError({ code: 'SECURE_SUM_REFUSED', message });
}

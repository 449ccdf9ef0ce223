import { createHash } from 'node:crypto';
import { ConsiliumError, type Randomness } from '@consilium/core';
import { type CompiledPlan, honestSites } from '@consilium/plan';
import {
  advance,
  begin,
  collect,
  type CoordinatorState,
  drawSecrets,
  type Mask,
  masksLeft,
  masksOf,
  MaskStream,
  next,
  type SiteEvent,
  type SiteState,
  type SiteStep,
  type Terms,
  type ToldEvent,
} from '@consilium/secure-sum';
import type { RehearsalRoster } from '../rehearsal-roster.ts';

/** Keys and masks of all sites of a plan, by the states of both sides that hospitals and coordinators run. */
export interface MaskedExchange {
  /** What a site puts on its vector. */
  masksOf(site: string): readonly Mask[];
  /** The sum of masked vectors, one of each site, without masks. */
  open(vectors: ReadonlyMap<string, Uint32Array>): Uint32Array;
}

/** Vectors of a sum: updates, or scores. */
export type SummedVectors = Pick<Terms, 'scale' | 'noise' | 'words'> & { readonly kind: 'training' | 'evaluation' };

/** A site that colludes takes its masks off its own vector, and the vector off a sum, in place: it knows its patients and its noise. */
export function takeOff(sum: Uint32Array, vector: Uint32Array, masks: readonly Mask[]): void {
  const own = vector.slice();
  new MaskStream(masks.map(({ key, sign }) => ({ key, sign: sign === 1 ? -1 : 1 }))).apply(own);
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) - (own[i] as number);
}

/**
 * Exchanges keys and shares among all sites of a plan. The first vectors that are opened are signed, agreed on and unmasked by everybody; masks of
 * further ones are the same and go away alike.
 *
 * @param summed what is summed
 */
export function maskedExchange(
  plan: CompiledPlan,
  { roster, keyOf }: RehearsalRoster,
  summed: SummedVectors,
  random: Randomness,
): MaskedExchange {
  const zeros = '0'.repeat(64);
  const sites = roster.sites.map(({ id }) => id);
  const terms: Terms = {
    roster,
    planHash: plan.hash,
    run: 'run-audit',
    round: 1,
    attempt: 1,
    ...summed,
    baseHash: zeros,
    honest: honestSites(plan),
    parent: zeros,
    sites,
  };
  const states = new Map<string, SiteState>();
  let coordinator: CoordinatorState = collect(terms);
  const took = (site: string, { state, say }: SiteStep): void => {
    if (state.t === 'left') throw state.error;
    states.set(site, state);
    if (say === undefined) return;
    const step = advance(coordinator, { t: 'said', message: say });
    if (step.refused !== undefined) throw step.refused;
    coordinator = step.state;
  };
  const receive = (site: string, event: SiteEvent): void => took(site, next(states.get(site) as SiteState, event, keyOf(site)));
  const close = (): ReadonlyMap<string, ToldEvent> => {
    const { state, tell } = advance(coordinator, { t: 'close' });
    coordinator = state;
    return tell ?? new Map<string, ToldEvent>();
  };
  const closeAndTell = (): void => close().forEach((event, site) => receive(site, event));
  for (const site of sites) took(site, begin(terms, site, keyOf(site), drawSecrets(random.fork(site))));
  closeAndTell();
  closeAndTell();
  const unmasked = (vectors: ReadonlyMap<string, Uint32Array>): readonly Mask[] => {
    if (coordinator.t === 'collecting') {
      for (const site of sites) receive(site, { t: 'stored', wordsHash: hashOf(vectors.get(site)) });
      closeAndTell();
      closeAndTell();
      close();
    }
    if (coordinator.t !== 'opened')
      throw new ConsiliumError({ code: 'INTERNAL', message: `a sum of all sites is ${coordinator.t}` });
    return masksLeft(coordinator);
  };
  return {
    masksOf: (site) => masksOf(states.get(site) as Extract<SiteState, { t: 'running' }>),
    open(vectors) {
      const masks = unmasked(vectors);
      const sum = new Uint32Array(terms.words);
      for (const vector of vectors.values())
        for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (vector[i] as number);
      new MaskStream(masks).apply(sum);
      return sum;
    },
  };
}

function hashOf(words: Uint32Array | undefined): Uint8Array {
  const { buffer, byteOffset, byteLength } = words ?? new Uint32Array();
  return createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest();
}

import type { SeededRandom } from '@consilium/core';
import { advance, collect, type CoordinatorState, type Phase } from '../coordinator-state.ts';
import { MaskStream } from '../mask-stream.ts';
import type { SiteMessage } from '../messages.ts';
import { drawSecrets } from '../site-secrets.ts';
import { begin, masksOf, next, type SiteState } from '../site-state.ts';
import type { SiteEvent } from '../site-sum.ts';
import type { Terms } from '../terms.ts';
import { decodeState, encodeState } from '../state-bytes.ts';
import { masksLeft } from '../unmasking.ts';
import { keyOf, vectorOf, wordsHash } from './consortium.ts';

/** What one play of a sum does wrong; everything is allowed to happen to a site at a phase. */
export interface Faults {
  /** Phase at which a site falls silent, by name: it never says that phase's message. */
  readonly drops?: ReadonlyMap<string, Phase>;
  /** Whether a message is sent, and received, twice. */
  readonly twice?: (site: string, phase: string) => boolean;
  /** Changes what the coordinator tells a site: a hostile coordinator. */
  readonly tell?: (site: string, event: SiteEvent) => SiteEvent | undefined;
  /** Restarts a site from what it wrote down, before it takes an event. */
  readonly restarts?: (site: string, phase: string) => boolean;
  /** Every state that a site comes to. */
  readonly keep?: (state: SiteState) => void;
}

/** How a play ended. */
export interface Played {
  readonly coordinator: CoordinatorState;
  readonly sites: ReadonlyMap<string, SiteState>;
  /** Everything that a site said, in order. */
  readonly said: ReadonlyMap<string, readonly SiteMessage[]>;
  readonly vectors: ReadonlyMap<string, Uint32Array>;
  readonly masked: ReadonlyMap<string, Uint32Array>;
  /** The sum without masks, when the play got that far. */
  readonly sum?: Uint32Array;
  readonly survivors: readonly string[];
  readonly error?: unknown;
}

/** Plays one sum to its end, with the real states of both sides. */
export function play(terms: Terms, random: SeededRandom, faults: Faults = {}): Played {
  const sites = new Map<string, SiteState>();
  const said = new Map<string, SiteMessage[]>();
  const vectors = new Map<string, Uint32Array>();
  const masked = new Map<string, Uint32Array>();
  const silent = new Set<string>();
  let coordinator: CoordinatorState = collect(terms);
  const say = (site: string, message: SiteMessage | undefined): void => {
    if (message !== undefined && faults.drops?.get(site) === message.t) silent.add(site);
    if (message === undefined || silent.has(site)) return;
    said.set(site, [...(said.get(site) ?? []), message]);
    for (let i = 0; i < (faults.twice?.(site, message.t) === true ? 2 : 1); i++)
      coordinator = advance(coordinator, { t: 'said', message }).state;
  };
  const receive = (site: string, event: SiteEvent): void => {
    if (silent.has(site)) return;
    const state = sites.get(site);
    if (state === undefined) return;
    // What a restart reads back.
    const from = faults.restarts?.(site, event.t) === true ? decodeState(encodeState(state)) : state;
    const step = next(from, event, keyOf(site));
    faults.keep?.(step.state);
    sites.set(site, step.state);
    if (faults.twice?.(site, event.t) === true) sites.set(site, next(step.state, event, keyOf(site)).state);
    say(site, step.say);
    const now = sites.get(site);
    if (event.t !== 'shares-of-all' || now?.t !== 'running') return;
    const words = Uint32Array.from(vectors.get(site) ?? []);
    new MaskStream(masksOf(now)).apply(words);
    masked.set(site, words);
    receive(site, { t: 'stored', wordsHash: wordsHash(words) });
  };
  for (const site of terms.sites) {
    vectors.set(site, vectorOf(random, terms.words));
    const step = begin(terms, site, keyOf(site), drawSecrets(random));
    faults.keep?.(step.state);
    sites.set(site, step.state);
    say(site, step.say);
  }
  for (;;) {
    const step = advance(coordinator, { t: 'close' });
    coordinator = step.state;
    if (step.tell === undefined) break;
    for (const [site, event] of step.tell) {
      const told = faults.tell === undefined ? event : faults.tell(site, event);
      if (told !== undefined) receive(site, told);
    }
  }
  const common = { coordinator, sites, said, vectors, masked };
  if (coordinator.t !== 'opened') return { ...common, survivors: [] };
  const survivors = coordinator.survivors.map(({ site }) => site);
  try {
    const sum = new Uint32Array(terms.words);
    for (const site of survivors) masked.get(site)?.forEach((word, i) => (sum[i] = (sum[i] ?? 0) + word));
    new MaskStream(masksLeft(coordinator)).apply(sum);
    return { ...common, survivors, sum };
  } catch (error) {
    return { ...common, survivors, error };
  }
}

import type { AgreementMessage, KeysMessage, MaskedMessage, SealedShares, SiteMessage } from './messages.ts';
import type { HeldShares } from './shares.ts';
import type { SiteSecrets } from './site-secrets.ts';
import type { Terms } from './terms.ts';

/** What a site receives, or has done itself (`stored`), in the order in which a sum goes on. */
export type SiteEvent =
  /** Keys of all that advertised some (U1), in the order of the roster. */
  | { readonly t: 'keys-of-all'; readonly messages: readonly KeysMessage[] }
  /** Names of those who shared (U2), and what they have for this site. */
  | { readonly t: 'shares-of-all'; readonly sharers: readonly string[]; readonly messages: readonly SealedShares[] }
  /** This site's masked words lie on disk, with this SHA-256, and their charge is committed. */
  | { readonly t: 'stored'; readonly wordsHash: Uint8Array }
  /** Masked vectors that arrived whole (U3), in the order of the roster. */
  | { readonly t: 'survivors'; readonly messages: readonly MaskedMessage[] }
  | { readonly t: 'agreements'; readonly messages: readonly AgreementMessage[] };

/** What a site keeps of what it has received. Signatures under a list of survivors it need not: what they open follows from the list. */
export type KeptEvent = Exclude<SiteEvent, { readonly t: 'agreements' }>;

/** Events that are kept, in the order in which a sum goes on. */
export const ORDER: readonly SiteEvent['t'][] = ['keys-of-all', 'shares-of-all', 'stored', 'survivors'];

/** An event that a site took in, by its hash, and what it said to it: the same again gets the same, another one ends the sum. */
interface Taken {
  readonly heard: string;
  readonly say?: SiteMessage;
}

/** What a site knows of a sum. Plain data: it is kept sealed on disk, and a restart goes on from it. */
export interface RunningSum {
  readonly t: 'running';
  readonly terms: Terms;
  readonly site: string;
  readonly secrets: SiteSecrets;
  readonly opening: SiteMessage;
  /** By event, in their order. */
  readonly taken: readonly Taken[];
  /** U1. */
  readonly keys?: readonly KeysMessage[];
  /** U2. */
  readonly sharers?: readonly string[];
  /** Shares that this site holds of sharers, its own among them. */
  readonly held?: readonly HeldShares[];
  readonly wordsHash?: Uint8Array;
  /** U3. */
  readonly survivors?: readonly MaskedMessage[];
}

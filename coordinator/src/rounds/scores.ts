import type { Problem } from './attempt-state.ts';
import { openEntries } from './open-entries.ts';
import type { SumProgress } from './sum-phase.ts';

/**
 * What is known of one site's scores of one model.
 *
 * - `released`: noised counts and sums, little-endian int32 in base64, as they came.
 * - `masked`: they came under masks, and are known in the sum over sites alone.
 * - `reported`: exact metrics as canonical JSON, from a hospital that shares them or a rehearsal without privacy.
 * - `suppressed`: none, which is not the same as zero.
 */
export type Scores =
  | { readonly t: 'waiting' }
  | { readonly t: 'released'; readonly words: string }
  | { readonly t: 'masked'; readonly updateHash: string }
  | { readonly t: 'reported'; readonly metrics: string }
  | { readonly t: 'suppressed'; readonly problem: Problem };

/** Scores of one model, by site. */
export type ScoresOfSites = Readonly<Record<string, Scores>>;

/**
 * What came of the sum under masks of the scores of one model.
 *
 * - `opened`: the sum of the noised counts of these sites, as the words of one site in {@link Scores}.
 * - `withheld`: none.
 */
export type SummedScores =
  | { readonly t: 'opened'; readonly words: string; readonly sites: readonly string[] }
  | { readonly t: 'withheld'; readonly problem: Problem };

/** An evaluation whose scores are summed under masks. */
export interface MaskedEvaluation {
  readonly sum: SumProgress;
  readonly scores: ScoresOfSites;
  /** What has come so far, added up, in base64. */
  readonly total?: string;
}

/** What a site says of its scores, with its masked words, little-endian. */
export interface SaidScores {
  readonly site: string;
  readonly scores: Scores;
  readonly words?: Uint8Array;
}

/**
 * The evaluation after a site's scores have come under masks, in the phase for them, or will not come; without masks none count.
 * `undefined` where it has no use for them.
 */
export function withMaskedScores<E extends MaskedEvaluation>(state: E, { site, scores, words }: SaidScores): E | undefined {
  const { phase, awaited } = state.sum;
  const waiting = isWaiting(state.scores[site]);
  const known = { ...state, scores: { ...state.scores, [site]: scores } };
  switch (scores.t) {
    case 'masked':
      if (!waiting || words === undefined || phase !== 'masked' || !awaited.includes(site)) return undefined;
      return { ...known, total: withWords(state.total, words) };
    case 'reported':
      return waiting ? known : undefined;
    case 'suppressed':
      // Whose scores are in the sum may still give up: it is not waited for.
      return waiting ? known : state;
    default:
      return undefined;
  }
}

/** Whether a site is waited for. */
export function isWaiting(scores: Scores | undefined): boolean {
  return scores?.t === 'waiting';
}

/** Sites whose scores are missing, in any order. */
export function unscoredSites(scores: ScoresOfSites): Generator<string> {
  return openEntries(scores, isWaiting);
}

/** Whether a site has said that no scores of it come under masks. */
export function declinesScores(scores: Scores | undefined): boolean {
  return scores?.t === 'suppressed' || scores?.t === 'reported';
}

/** The scores once nobody is waited for any longer. */
export function withoutWaiting(scores: ScoresOfSites, problem: Problem): ScoresOfSites {
  return Object.fromEntries(
    Object.entries(scores).map(([site, known]) => [site, isWaiting(known) ? ({ t: 'suppressed', problem } as const) : known]),
  );
}

/** Sites whose scores came under masks, in alphabetical order. */
export function maskedSites(scores: ScoresOfSites): readonly string[] {
  return Object.keys(scores)
    .filter((site) => scores[site]?.t === 'masked')
    .sort();
}

/** The sum of the scores that came under masks so far, with another site's; none of them is kept by itself. */
function withWords(total: string | undefined, words: Uint8Array): string {
  const sum = total === undefined ? new Int32Array(words.length / 4) : wordsOfText(total);
  const bytes = Buffer.from(words.buffer, words.byteOffset, words.byteLength);
  for (let i = 0; i < sum.length; i++) sum[i] = ((sum[i] as number) + bytes.readInt32LE(4 * i)) | 0;
  return textOfWords(sum);
}

/** Words from the text in which they are stored. */
export function wordsOfText(base64: string): Int32Array {
  const bytes = Buffer.from(base64, 'base64');
  return Int32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readInt32LE(4 * i));
}

/** Words as they are stored: little-endian, in base64. */
export function textOfWords(words: Int32Array): string {
  return Buffer.from(words.buffer, words.byteOffset, words.byteLength).toString('base64');
}

import { longestHonestSum, type Scores as ScorePlan } from '@consilium/privacy';
import { type Mask, MaskStream } from '@consilium/secure-sum';
import { sumOfSquares } from '../aggregation/vectors.ts';
import { type SummedScores, textOfWords, wordsOfText } from '../rounds/scores.ts';

/** The sum of the scores of an evaluation, as it came under masks. */
export interface MaskedScores {
  /** Words in base64. */
  readonly total: string;
  /** Sites that are added up. */
  readonly sites: readonly string[];
  /** What is to be added to it. */
  readonly masks: readonly Mask[];
}

/** The sum of scores without the masks that are left on it; withheld where so many honest sites have no such sum, since somebody has lied. */
export function openScores({ release: { grid } }: ScorePlan, { total, sites, masks }: MaskedScores): SummedScores {
  const words = wordsOfText(total);
  new MaskStream(masks).apply(new Uint32Array(words.buffer));
  const norm = Math.sqrt(sumOfSquares(words));
  const longest = longestHonestSum(grid, sites.length);
  if (norm <= longest) return { t: 'opened', words: textOfWords(words), sites };
  const message = `the sum of the scores of ${sites.length} sites has a norm of ${norm.toPrecision(6)} grid units, one of honest sites at most ${longest.toPrecision(6)}: some site has sent what no patients give`;
  return { t: 'withheld', problem: { code: 'UPDATE_TOO_LONG', message } };
}

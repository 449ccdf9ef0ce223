import { type Attribution, Mixtures, type Question } from './attribution.ts';

/** Most groups of which every coalition is asked: 4,096 of them. */
export const MOST_EXACT_GROUPS = 12;

/**
 * Shapley values of groups of inputs, by all coalitions: no sampling, so the same answer every time.
 *
 * The worth of a coalition is the mean of the model over the background with the groups of the coalition taken from the row (Lundberg and Lee, "A
 * unified approach to interpreting model predictions", 2017, equation 9 with the marginal expectation); the value of a group is its mean marginal worth over all
 * orders (Shapley 1953; equation 4 there): the sum over coalitions S without the group of |S|! (m - |S| - 1)! / m! times the worth that it adds.
 */
export function exactShapley(question: Question): Attribution {
  const { groups, outputs } = question;
  const worths = worthsOf(question);
  const m = groups.length;
  const whole = 2 ** m - 1;
  const weights = orderWeights(m);
  const values = groups.map((_, group) => {
    const bit = 2 ** group;
    const value = new Array<number>(outputs).fill(0);
    for (let coalition = 0; coalition <= whole; coalition++) {
      if ((coalition & bit) !== 0) continue;
      const weight = weights[members(coalition)] as number;
      for (let k = 0; k < outputs; k++) {
        const added = (worths[(coalition | bit) * outputs + k] as number) - (worths[coalition * outputs + k] as number);
        value[k] = (value[k] as number) + weight * added;
      }
    }
    return value;
  });
  const worth = (coalition: number): number[] => [...worths.subarray(coalition * outputs, (coalition + 1) * outputs)];
  return { output: worth(whole), base: worth(0), values, asked: whole + 1 };
}

/** Of every coalition, as the bits of its number say, the mean over the background. @returns `coalitions x outputs` */
function worthsOf(question: Question): Float64Array {
  const mixtures = new Mixtures(question);
  const { backgrounds, outputs, width } = mixtures;
  const m = question.groups.length;
  const coalitions = 2 ** m;
  const worths = new Float64Array(coalitions * outputs);
  const perCall = mixtures.perCall(backgrounds);
  for (let from = 0; from < coalitions; from += perCall) {
    const count = Math.min(perCall, coalitions - from);
    const rows = new Float32Array(count * backgrounds * width);
    for (let i = 0; i < count; i++) {
      mixtures.putBackground(rows, i * backgrounds, 0, backgrounds);
      for (let group = 0; group < m; group++) {
        if (((from + i) & (2 ** group)) === 0) continue;
        for (let b = 0; b < backgrounds; b++) mixtures.putGroup(rows, i * backgrounds + b, group);
      }
    }
    const said = mixtures.ask(rows);
    for (let at = 0; at < count * backgrounds; at++) {
      const to = (from + Math.floor(at / backgrounds)) * outputs;
      for (let k = 0; k < outputs; k++)
        worths[to + k] = (worths[to + k] as number) + (said[at * outputs + k] as number) / backgrounds;
    }
  }
  return worths;
}

/** |S|! (m - |S| - 1)! / m! for each size of S. */
function orderWeights(m: number): readonly number[] {
  const weights: number[] = [1 / m];
  for (let size = 1; size < m; size++) weights.push(((weights[size - 1] as number) * size) / (m - size));
  return weights;
}

function members(coalition: number): number {
  let count = 0;
  for (let left = coalition; left !== 0; left &= left - 1) count += 1;
  return count;
}

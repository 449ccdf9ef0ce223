import { formatAmount, formatCount, plural } from '../report/format.ts';
import { bestBet } from '../report/statistics.ts';
import type { TargetFacts } from '../outcomes/target-facts.ts';
import type { PrivacySummary } from '../summary.ts';

/** Names in a sentence, so that a sheet stays one sheet. */
const NAMED = 4;

/** Out of a hundred, as people say it. */
export function ofHundred(share: number): string {
  return `${Math.round(100 * share)} of 100`;
}

/** What a model says, from what. */
export function modelWords(target: TargetFacts | undefined, inputs: number, hospitals: number, rounds: number): string {
  const column = target === undefined ? 'the outcome' : `“${target.column}”`;
  const what =
    target?.kind === 'number'
      ? `predicts the number ${column}`
      : target?.kind === 'category'
        ? `tells ${target.classes?.length ?? 'several'} classes of ${column} apart`
        : target?.kind === 'time-to-event'
          ? `says how likely “${target.event ?? target.column}” is to have come by each of ${target.intervals?.length ?? 'several'} times`
          : `says how likely ${column} is`;
  return `A model that ${what} from ${plural(inputs, 'entry').replace('entrys', 'entries')} of a patient’s record. It learned at ${plural(hospitals, 'hospital')}, in ${plural(rounds, 'round')}.`;
}

/** How well patients are put in order. @param range said where noise leaves a range */
export function pairsWords(share: string): string {
  return `Of two patients, one with the outcome and one without, it gives the higher risk to the right one in ${share} pairs; a coin does in 50.`;
}

/** How well patients are put in order by when something happens to them. */
export function orderWords(share: string): string {
  return `Of two patients, of whom one had the event and the other had it later or not while followed, it gives the higher risk to the right one in ${share} pairs; a coin does in 50.`;
}

/** An error of predicted numbers in words. */
export function amountWords(value: number, target: TargetFacts | undefined): string {
  return formatAmount(value, target?.unit);
}

/** Some names, and how many more. */
export function namesWords(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${rest > 0 ? ` and ${formatCount(rest)} more` : ''}`;
}

/** What a patient was promised. @param epsilon what counts of it: spent, or the target */
export function promiseWords(privacy: PrivacySummary, epsilon: number | null): readonly string[] {
  const { unit, delta, honestContributors } = privacy;
  if (unit === 'none')
    return ['Nothing. Exact results of training left the hospitals, and records of patients can be reconstructed from them.'];
  if (epsilon === null || delta === null) return ['Not known: nobody reported what was spent.'];
  const wins = Math.min(100, Math.ceil(bestBet(epsilon, delta) * 100 - 1e-9));
  const whom = unit === 'site' ? 'any one hospital' : 'any one patient';
  return [
    `What leaves tells little about ${whom}. Somebody who knows everybody else’s records, and bets on whether this one took part, wins at most ${wins} of 100 bets; with a coin 50.`,
    unit === 'site'
      ? 'Scores protect each patient on whom the model was tried, not the hospital.'
      : 'This holds for each patient at each hospital.',
    honestContributors === null || honestContributors === 1
      ? 'Nobody has to be trusted for it but the patient’s own hospital: not the coordinator, and not the other hospitals.'
      : `Of the hospitals in a sum, ${formatCount(honestContributors)} have to be honest, each patient’s own among them; the coordinator need not be.`,
  ];
}

/** What of each hospital went out. */
export function leftWords(privacy: PrivacySummary, rounds: number, parameters: number): string {
  const updates = `${formatCount(rounds)} times at most, a list of ${plural(parameters, 'number')}`;
  if (privacy.unit === 'none') return `From each hospital, ${updates}, without noise.`;
  const masks = privacy.trust === null ? '' : ' and under masks, so that only sums over hospitals can be read';
  return `From each hospital, ${updates}, with noise${masks}. No record, no name, no date and no picture of a patient: these stay where they are.`;
}

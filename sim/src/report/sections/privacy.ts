import { PROMISE, sumTrustText } from '@consilium/privacy';
import type { Guarantee, PrivacySummary } from '../../summary.ts';
import { formatDelta, formatEpsilon, formatParameter } from '../format.ts';
import { html, type Markup, type Part } from '@consilium/pages';
import { bestBet } from '../statistics.ts';

/** What is promised, to whom, and what is not: in plain words. */
export function renderPrivacy(summary: Guarantee): Markup {
  const { privacy } = summary;
  const questions = privacy.unit === 'none' ? withoutPrivacy(summary) : withPrivacy(summary);
  return html`<section aria-labelledby="privacy"><h2 id="privacy">Privacy in plain words</h2><dl class="questions">${questions.map(
    ([question, answer]) => html`<div><dt>${question}</dt><dd>${answer}</dd></div>`,
  )}</dl></section>`;
}

type Question = readonly [string, Part];

function withoutPrivacy({ withoutNoise }: Guarantee): Question[] {
  return [
    ['What is protected?', 'Nothing. Sites sent exact updates, and from exact updates records of patients can be reconstructed.'],
    [
      'What is it good for?',
      `To compare: it shows what the model could learn if privacy cost nothing. ${withoutNoise === true ? 'Agents at hospitals cannot leave the noise out.' : 'Agents at hospitals refuse such a plan.'}`,
    ],
  ];
}

function withPrivacy(summary: Guarantee): Question[] {
  const { privacy, seeded, rehearsal } = summary;
  return [
    ['What is promised?', PROMISE],
    ['Who is protected?', unitWords(privacy.unit === 'site' ? 'site' : 'patient')],
    ['Against whom?', adversary(privacy.honestContributors)],
    ['How strong is it?', strength(summary)],
    ['Who must be trusted?', trust(privacy)],
    ['How is it done?', method(summary)],
    ...(seeded
      ? [
          [
            'Does it hold for this run?',
            'No. The noise came from a seed, so that the run can be repeated; anyone who knows the seed can remove the noise. The figures say what a run with secret noise would have cost.',
          ] as const,
        ]
      : []),
    ...(rehearsal === true
      ? [
          [
            'Does it hold for this run?',
            'Nobody knows. Its coordinator rehearses, and takes agents that leave their noise out. The figures say what a run with hospitals would have cost.',
          ] as const,
        ]
      : []),
  ];
}

/** Words for the accountants of this project; another is shown by its name. */
const ACCOUNTANTS: ReadonlyMap<string, string> = new Map([
  ['analytic', 'exact formula of the Gaussian mechanism'],
  ['pld', 'privacy loss distribution (PLD)'],
  ['rdp', 'Rényi differential privacy (RDP)'],
]);

/** Name of an accountant for people. */
export function accountantWords(accountant: string): string {
  return ACCOUNTANTS.get(accountant) ?? accountant;
}

function unitWords(unit: 'patient' | 'site'): string {
  return unit === 'patient'
    ? 'Each patient of a site, with all records together. A patient known to several sites pays at each of them.'
    : 'By updates, each site as a whole, with all its training records together, and so each of its patients at the same epsilon. By scores, each held-out patient: they do not hide how well a model does at one site.';
}

function strength({ privacy, sites, seeded }: Guarantee): Part {
  const spent = sites.flatMap((site) => (site.epsilon === null ? [] : [site.epsilon]));
  const epsilon = spent.length === 0 ? privacy.targetEpsilon : Math.max(...spent);
  const { delta } = privacy;
  if (epsilon === null || delta === null) return 'Not known: no site reported what it spent.';
  const wins = Math.min(100, Math.ceil(bestBet(epsilon, delta) * 1000 - 1e-9) / 10);
  return html`${seeded ? 'Had the noise been secret: ' : null}${seeded ? 's' : 'S'}omeone who knows everything about everyone else, and is offered an even bet on whether one particular patient took part, wins at most <b>${wins} times in 100</b>, where a coin wins 50. That is what epsilon ${formatEpsilon(epsilon)} at delta ${formatDelta(delta)} means.`;
}

function adversary(honest: number | null): string {
  const others = honest === 1 ? 'all other sites even if they work together' : 'as many other sites as may work together with it';
  return `The coordinator, ${others}, and everyone outside who sees the model or the updates. Not against the hospital itself, which has the records anyway.`;
}

function trust({ honestContributors: honest, trust: others }: PrivacySummary): string {
  if (honest === null) return 'Not stated.';
  const own = 'The machine and the software of the patient’s own hospital';
  const words =
    others === null
      ? ''
      : ` ${sumTrustText(others)
          .map((line) => `${line.charAt(0).toUpperCase()}${line.slice(1)}.`)
          .join(' ')}`;
  if (honest === 1)
    return `${own}, and nothing else (h = 1): each site adds all the noise itself, before an update leaves.${words}`;
  return `${own}, and ${honest - 1} other sites of each sum (h = ${honest}): each adds a share of the noise.${words}`;
}

function method({ privacy }: Guarantee): Part {
  const who = privacy.unit === 'site' ? 'The update of each site' : 'What each patient adds to an update';
  const clip = privacy.clip === null ? 'limited in length' : `limited to length ${formatParameter(privacy.clip)} (the clip)`;
  const noise =
    privacy.noiseMultiplier === null
      ? 'noise is added'
      : `noise with ${formatParameter(privacy.noiseMultiplier)} times that length as standard deviation is added`;
  const accountant =
    privacy.accountant === null ? null : html` Accounting: ${accountantWords(privacy.accountant)}, from the ledger of each site.`;
  return html`${who} is ${clip}, then ${noise}. Mechanism: <code>${privacy.mechanism}</code>.${accountant}`;
}

import { belowBaseline } from '../outcomes/below-baseline.ts';
import { policyWords } from '../policy/policy-words.ts';
import { absentSites } from '../report/absent-sites.ts';
import { formatCount, plural } from '../report/format.ts';
import { privacyAlarm } from '../report/privacy-alarm.ts';
import type { Summary } from '../summary.ts';
import type { Board, BoardAnswer } from './board.ts';
import {
  amountWords,
  leftWords,
  modelWords,
  namesWords,
  ofHundred,
  orderWords,
  pairsWords,
  promiseWords,
} from './board-words.ts';

/** A rehearsal on one sheet. */
export function rehearsalBoard(summary: Summary): Board {
  const { study, title, run, privacy, rounds, model } = summary;
  const alarm = privacyAlarm(summary);
  const spent = summary.sites.flatMap(({ epsilon }) => (epsilon === null ? [] : [epsilon]));
  return {
    study,
    title,
    run,
    kicker: 'For the board: a rehearsal',
    lead: 'Not a run with hospitals: their part was played on one machine, by the programs that hospitals run. It shows what such a run would come to. Not for use on patients.',
    ...(alarm?.severity === 'danger' ? { alarm: alarm.headline } : {}),
    answers: [
      { question: 'What was learned?', sentences: [learned(summary), ...quality(summary)] },
      { question: 'For whom does it work?', sentences: works(summary) },
      { question: 'For whom does it not?', sentences: fails(summary) },
      {
        question: 'What is promised to a patient?',
        sentences: [
          ...promiseWords(privacy, spent.length === 0 ? privacy.targetEpsilon : Math.max(...spent)),
          ...(summary.seeded && privacy.unit !== 'none'
            ? [
                'Not in this rehearsal: its noise can be made again by anybody who knows its seed. A run with hospitals cannot be seeded.',
              ]
            : []),
        ],
      },
      {
        question: 'What would leave the hospitals?',
        sentences: [leftWords(privacy, rounds.length, model.parameters), scoresWords(summary)],
      },
      decided(summary),
    ],
    reference: `Study ${study}, run ${run}, plan ${summary.planHash.slice(0, 16)}, model ${model.sha256.slice(0, 16)}.`,
  };
}

function learned({ target, reads, sites, rounds }: Summary): string {
  const counted = new Set(rounds.flatMap(({ participants }) => participants));
  const patients = sites.reduce((sum, site) => sum + (counted.has(site.id) ? site.patients : 0), 0);
  return `${modelWords(target, reads?.length ?? 0, counted.size, rounds.length)} It learned from ${plural(patients, 'patient')}, and was tried on others.`;
}

function quality({ final, target }: Summary): readonly string[] {
  const { outcome, aucWithinSites, auc, accuracy, patients } = final;
  const tried = `Tried on ${plural(patients, 'patient')} from whom it had not learned.`;
  if (outcome?.kind === 'number')
    return [
      `Its answers are ${amountWords(outcome.mae, target)} off on average; one answer for everybody would be ${amountWords(outcome.baselineMae, target)} off.`,
      tried,
    ];
  if (outcome?.kind === 'category')
    return [
      `It is right for ${ofHundred(outcome.accuracy)}; always naming the commonest class would be right for ${ofHundred(outcome.baseline)}.`,
      tried,
    ];
  if (outcome?.kind === 'time-to-event') {
    const order = outcome.concordanceWithinSites ?? outcome.concordance;
    return order === undefined ? [tried] : [orderWords(ofHundred(order)), tried];
  }
  const pairs = aucWithinSites ?? auc;
  if (pairs !== undefined) return [pairsWords(ofHundred(pairs)), tried];
  return accuracy === undefined ? [] : [`It is right for ${ofHundred(accuracy)}.`, tried];
}

function works(summary: Summary): readonly string[] {
  const { sites, ownModels } = summary;
  const scored = sites.filter(({ metrics }) => metrics !== null).length;
  const below = belowBaseline(sites, summary.target).length;
  const gains =
    ownModels?.gain === undefined
      ? []
      : [
          `Beside a model that a hospital would train alone, it is better at ${formatCount(ownModels.better)} of ${plural(ownModels.gain.runs, 'hospital')} and worse at ${formatCount(ownModels.worse)}; at ${formatCount(ownModels.unclear)} there are too few patients to tell.`,
        ];
  return [
    `At ${formatCount(scored - below)} of ${plural(scored, 'hospital')} it does better than one answer for everybody.`,
    ...gains,
  ];
}

function fails(summary: Summary): readonly string[] {
  const { sites, final } = summary;
  const below = belowBaseline(sites, summary.target).map(({ id }) => id);
  const absent = absentSites(summary)?.sites.map(({ id }) => id) ?? [];
  const groups = weakGroups(final.subgroups);
  const found = [
    ...(below.length === 0 ? [] : [`At ${namesWords(below)} it does no better than giving everybody the same answer.`]),
    ...(absent.length === 0 ? [] : [`It learned nothing from ${namesWords(absent)}, which took no part.`]),
    ...groups,
  ];
  const unknown =
    final.subgroups === undefined ? 'Whether it treats groups of patients alike was not asked by this plan.' : undefined;
  return [
    ...(found.length === 0 ? ['Nobody was found for whom it clearly fails.'] : found),
    ...(unknown === undefined ? [] : [unknown]),
    'Other hospitals, and later patients, were not tried.',
  ];
}

/** Groups differ from the others by as much as this, or are not named. */
const CLEARLY = 0.1;

/** Groups for whom answers are right much less often than for all. */
function weakGroups(subgroups: Summary['final']['subgroups']): readonly string[] {
  const weak = Object.entries(subgroups ?? {}).flatMap(([attribute, cells]) => {
    const known = Object.entries(cells).flatMap(([label, { evaluation }]) =>
      evaluation?.accuracy === undefined ? [] : [{ label, accuracy: evaluation.accuracy, patients: evaluation.patients }],
    );
    const best = Math.max(...known.map(({ accuracy }) => accuracy));
    return known.filter(({ accuracy }) => best - accuracy >= CLEARLY).map((cell) => ({ attribute, best, ...cell }));
  });
  return weak
    .slice(0, 2)
    .map(
      ({ attribute, label, accuracy, best, patients }) =>
        `By ${attribute}, it is right for ${ofHundred(accuracy)} in the group “${label}” (${plural(patients, 'patient')}), against ${ofHundred(best)} in the best group.`,
    );
}

function scoresWords({ released, withheld, privacy, sites }: Summary): string {
  if (privacy.unit === 'none') return 'And exact scores, on request of the plan.';
  if (withheld !== undefined) return 'Scores would not leave: too few hospitals would be in their sum.';
  const sent = sites.some((site) => site.released !== null || site.masked === true) || released !== null;
  return sent
    ? 'And how well the model did on patients of the hospital, as counts with noise. The figures above are exact, and known in a rehearsal only.'
    : 'No scores. The figures above are exact, and known in a rehearsal only.';
}

function decided({ policy, sites }: Summary): BoardAnswer {
  const words = policy === undefined ? [] : [policyWords(policy, sites.length).headline];
  return {
    question: 'Who decides?',
    sentences: [
      'Nobody had to: it is a rehearsal. Before a run, people at each hospital approve the plan, word for word, and set the budget that all studies together may use of a patient; their agent refuses everything else.',
      ...words,
    ],
  };
}

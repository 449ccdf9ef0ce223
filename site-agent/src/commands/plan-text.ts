import { day, short } from '@consilium/command-line';
import type { Basis } from '@consilium/deidentify';
import { UNIT_WORDS } from '@consilium/plan';
import { PROMISE, sumTrustText } from '@consilium/privacy';
import type { Budget, ForeseenRefusal, Rights } from '../gate/index.ts';
import { attestedText } from './attested-text.ts';
import type { PlanDifference } from './plan-difference.ts';
import type { PlanCost, PlanFacts } from './plan-facts.ts';
import { basisText } from './data-text.ts';
import { type PlanLeft, type PlanUsed, usedText } from './plan-standing.ts';

/** What this hospital knows beside the plan; fields are absent where it has not said so yet. */
export interface SiteFacts {
  /** Who asks: a plan names nobody, so the consortium through which it would come. */
  readonly asked?: { readonly consortium: string; readonly address: string };
  readonly dataset?: {
    readonly dataset: string;
    readonly population: string;
    readonly patientColumn: string;
    readonly heldOut: number;
    readonly patients: number;
    readonly attested?: { readonly who: string; readonly at: string } | undefined;
    readonly basis: Basis;
  };
  /** Of the population of the data set. */
  readonly budget?: Budget;
  /** The roster that this site has accepted, for a plan that sums under masks. */
  readonly roster?: {
    readonly epoch: number;
    readonly rosterHash: string;
    readonly minimum: number;
    readonly colluding: number;
  };
  /** For what the agent would refuse the next task, were the plan approved; absent where no data set serves the study. */
  readonly refusals?: readonly ForeseenRefusal[];
  /** What the plan has used of its approval. */
  readonly used?: PlanUsed;
  /** What is left of budget and approval; absent without a budget, and for a plan without noise. */
  readonly left?: PlanLeft;
  /** The version of the study that was approved last, and in what this one differs. */
  readonly before?: {
    readonly planHash: string;
    readonly timeMs: number;
    /** Absent where its text was not kept. */
    readonly differences?: readonly PlanDifference[];
  };
}

/** Differences that are shown one by one; more than that is another plan. */
const SHOWN_DIFFERENCES = 100;

/** What a plan would do here, line by line: everything that matters to the person who decides. */
export function planText(facts: PlanFacts, site: SiteFacts, rights: Rights): readonly string[] {
  const { scores } = facts;
  const groups = scores.groups.length === 0 ? '' : `, all together and by ${scores.groups.join(', ')}`;
  return [
    `${facts.title} (study ${facts.study})`,
    `  plan hash  ${facts.planHash}`,
    `  asked by   ${site.asked === undefined ? 'nobody that this folder knows' : `consortium ${site.asked.consortium}, through ${site.asked.address}`}; the plan names no person`,
    `  sites      ${facts.sites.join(', ')}`,
    `  patient    column ${facts.patientColumn}, at most ${facts.maxRowsPerPatient} rows of each${columnWords(facts, site)}`,
    `  data       ${dataWords(site)}`,
    ...(site.dataset === undefined ? [] : [`             ${attestedText(site.dataset.attested)}`]),
    `  accepts    ${facts.accepts.join(', ')}`,
    ...(site.dataset === undefined ? [] : [`  basis      ${basisText(site.dataset.basis)}`]),
    `  reads      ${facts.features.join(', ')}; predicts ${facts.target}; missing cells: ${facts.missing}`,
    `  sends      ${facts.rounds} updates of ${facts.numbersPerUpdate} numbers, each tried up to ${facts.attemptsPerRound} times`,
    `  scores     ${scores.metrics.join(', ')}${groups}, after ${scores.afterRounds} of ${facts.rounds} rounds: ${SCORES_WORDS[rights.metrics]}`,
    ...(scores.epsilon === undefined || rights.metrics === 'none'
      ? []
      : [
          `             epsilon ${scores.epsilon.toPrecision(4)} per held-out patient for one run${rights.metrics === 'exact' ? ' is charged, and does not cover them' : ''}; those held out do not train`,
        ]),
    ...costText(facts.cost, site.budget, rights),
    ...trustText(facts.cost, site.roster),
    ...leftText(facts, site, rights),
    ...differenceText(site.before),
    ...refusalText(site.refusals ?? []),
  ];
}

const SCORES_WORDS: Readonly<Record<Rights['metrics'], string>> = {
  none: 'none leave',
  noised: 'they leave only with noise, under the guarantee',
  exact: 'they leave EXACT, without noise and outside the guarantee',
};

function columnWords({ patientColumn }: PlanFacts, { dataset }: SiteFacts): string {
  if (dataset === undefined || dataset.patientColumn === patientColumn) return '';
  return `; THIS HOSPITAL DECLARED ${dataset.patientColumn}: the plan will be refused`;
}

function dataWords({ dataset }: SiteFacts): string {
  if (dataset === undefined) return 'no data set of this site serves the study yet (consilium-site data add)';
  return `${dataset.dataset} of population ${dataset.population}: about ${dataset.patients} patients, ${dataset.heldOut} of them held out for good`;
}

function costText(cost: PlanCost | undefined, budget: Budget | undefined, rights: Rights): readonly string[] {
  if (cost === undefined) return ['  PRIVACY    NONE: this site will refuse it'];
  const { ceiling, runs } = rights;
  const epsilon = (value: number): string => value.toPrecision(4);
  return [
    `  privacy    epsilon at delta ${cost.delta} ${UNIT_WORDS[cost.unit]}, by ${cost.mechanism}:`,
    `    ${epsilon(cost.allGoesWell)}  if all goes well: one run, each round at once`,
    `    ${epsilon(cost.worstOneRun)}  at worst for one run: each round needs all its attempts`,
    budget === undefined
      ? '    no budget is set for the data: nothing would be served'
      : `    ${epsilon(budget.epsilon)}  if nothing stops it before the budget ends (at its delta ${budget.delta})`,
    ...(ceiling === undefined
      ? []
      : [
          `    ${epsilon(ceiling.epsilon)}  is the most that this approval allows over ${runs === 1 ? 'its one run' : `its ${runs} runs`}, attempts included`,
        ]),
    ...cost.warnings.map((warning) => `  WARNING    ${warning}`),
    ...(cost.delta > 0.01
      ? [
          `  WARNING    with probability ${cost.delta} a patient may lose everything: delta belongs below one over the number of patients`,
        ]
      : []),
    ...(cost.allGoesWell > 8 ? ['  WARNING    an epsilon above 8 promises a patient practically nothing'] : []),
    `  promise    ${PROMISE}`,
  ];
}

/** What the epsilons above count on, and what is left without it. */
function trustText(cost: PlanCost | undefined, roster: SiteFacts['roster']): readonly string[] {
  if (cost?.trust === undefined) return [];
  const [first = '', ...rest] = sumTrustText(cost.trust);
  return [
    `  masks      ${first}`,
    ...rest.map((line) => `             ${line}`),
    ...aloneText(cost).map((line) => `             ${line}`),
    ...(roster === undefined
      ? []
      : [
          `             roster of epoch ${roster.epoch} (${short(roster.rosterHash)}): at least ${roster.minimum} sites in a sum, of which at most ${roster.colluding} collude`,
        ]),
  ];
}

/** What is left alone of everything that the approval allows, where that is more than one run in which each round is made once. */
function aloneText({ trust, aloneAtMost: most, delta }: PlanCost): readonly string[] {
  if (trust === undefined || most === undefined || trust.honest === 1) return [];
  if (!(most.epsilonAlone > trust.epsilonAlone || most.scoresAlone > trust.scoresAlone)) return [];
  const epsilon = (value: number): string =>
    Number.isFinite(value) ? `epsilon ${value.toPrecision(4)}` : 'no epsilon that can be stated';
  return [
    `${epsilon(most.epsilonAlone)} then over all that this approval allows, runs and attempts together; ${epsilon(most.scoresAlone)} of scores (at delta ${delta})`,
  ];
}

/** What was used, and how far a new run would get. */
function leftText({ rounds, scores }: PlanFacts, { dataset, used, left }: SiteFacts, rights: Rights): readonly string[] {
  const usedLine = used === undefined ? [] : [`  standing   ${usedText(used, rights)}`];
  if (left === undefined) return usedLine;
  const { budgetShare } = left;
  const bounds = (what: string, least: number, most: number): readonly string[] =>
    least >= most
      ? []
      : [`  WARNING    a new run would get ${least} of ${most} ${what} here: with what is left, the rest is refused`];
  const reach = ({ budget, approval }: PlanLeft['rounds']): number => Math.min(budget, approval);
  return [
    ...usedLine,
    `             ${(100 * budgetShare).toFixed(1)} % of the budget of ${dataset?.population} is left`,
    `             with what is left of this budget: ${left.rounds.budget} of ${rounds} rounds; of this approval: ${left.rounds.approval} of ${rounds}`,
    ...bounds('rounds', reach(left.rounds), rounds),
    ...(rights.metrics === 'none' ? [] : bounds('evaluations', reach(left.evaluations), scores.afterRounds)),
  ];
}

/** What the agent would say, and what to do about it. */
export function refusalText(refusals: readonly ForeseenRefusal[]): readonly string[] {
  return refusals.flatMap(({ code, message, advice }) => [
    `  WARNING    would be refused: ${code}: ${message}`,
    `             ${advice}`,
  ]);
}

function differenceText(before: SiteFacts['before']): readonly string[] {
  if (before === undefined) return ['  before     no plan of this study was approved here'];
  const head = `plan ${short(before.planHash)}, approved on ${day(before.timeMs)}`;
  const { differences } = before;
  if (differences === undefined) return [`  before     ${head}; its text was not kept`];
  if (differences.length === 0) return [`  before     ${head}: the same plan`];
  const rest = differences.length - SHOWN_DIFFERENCES;
  return [
    `  before     ${head}; what differs:`,
    ...differences
      .slice(0, SHOWN_DIFFERENCES)
      .map(({ field, before: was = 'nothing', now = 'nothing' }) => `    ${field}: ${was} -> ${now}`),
    ...(rest > 0 ? [`    and ${rest} more fields`] : []),
  ];
}

const METRICS_WORDS: Readonly<Record<Rights['metrics'], string>> = {
  none: 'no scores leave',
  noised: 'scores leave with noise only',
  exact: 'EXACT metrics leave',
};

/** The rights of a plan in one line. */
export function rightsText({ metrics, ceiling, runs, attemptsPerRound, expiresMs }: Rights): string {
  return [
    `${runs === 1 ? '1 run' : `${runs} runs`} in all`,
    `${attemptsPerRound === 1 ? '1 attempt' : `${attemptsPerRound} attempts`} a round`,
    ...(ceiling === undefined ? [] : [`at most epsilon ${ceiling.epsilon} at delta ${ceiling.delta}`]),
    METRICS_WORDS[metrics],
    expiresMs === undefined ? 'without end' : `until ${new Date(expiresMs).toISOString().replace('T', ' ').slice(0, 16)} UTC`,
  ].join(', ');
}

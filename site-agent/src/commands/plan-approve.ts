import { day, jsonOption, positiveNumber, short, wholeNumber } from '@consilium/command-line';
import { ConsiliumError, systemClock } from '@consilium/core';
import { print, say } from '@consilium/host';
import { type CompiledPlan, identifierRefusal, identifiersIn } from '@consilium/plan';
import { Command } from 'commander';
import type { DatasetEntry } from '../datasets/dataset-catalog.ts';
import { isInScope } from '../determinations/determination-scope.ts';
import { judgeDataset } from '../determinations/judge-dataset.ts';
import {
  admitPatientColumn,
  basisOf,
  readPolicy,
  requireSmallDelta,
  type Rights,
  setBudget,
  usualRights,
} from '../gate/index.ts';
import { namedPlan } from './offered-plans.ts';
import { deciderOption, folderOption, parseDay, PLAN_ARGUMENT, reasonOption } from './options.ts';
import { dataRefusal } from '../border/judge-columns.ts';
import { identifiersText } from './data-text.ts';
import { requireMet } from './determination-text.ts';
import { type DryRun, dryRun } from './dry-run.ts';
import { approvePlan } from './plan-decision.ts';
import { type PlanDifference, planDifference } from './plan-difference.ts';
import { planFacts } from './plan-facts.ts';
import { planText, refusalText, rightsText } from './plan-text.ts';
import { siteFacts } from './site-facts.ts';
import type { SiteFolder } from './site-folder.ts';

/** What a hospital reads before it lets exact metrics out. */
const EXACT_WARNING =
  'Exact metrics leave without noise and outside the guarantee: anyone who runs the coordinator can read each held-out record.';

interface ApproveOptions {
  readonly who: string;
  readonly reason?: string;
  /** `true` by `--metrics`, `false` by `--no-metrics`. */
  readonly metrics?: boolean;
  readonly shareExact?: boolean;
  readonly epsilon?: number;
  readonly budget?: number;
  readonly runs?: number;
  readonly attempts?: number;
  readonly expires?: number;
  readonly acceptUnreadable?: boolean;
  readonly althoughRefused?: boolean;
  readonly json?: boolean;
  readonly folder: SiteFolder;
}

/** `consilium-site plan approve` */
export function approveCommand(): Command {
  return new Command('approve')
    .argument('<plan>', `${PLAN_ARGUMENT}; one that was shown is approved as it was shown`)
    .addOption(reasonOption())
    .addOption(deciderOption())
    .option(
      '--epsilon <number>',
      "most that all runs of this plan may cost a patient; the plan's target unless given",
      positiveNumber,
    )
    .option(
      '--budget <epsilon>',
      'budget of the data set\'s population where it has none yet, at the delta of the plan, as "plan budget" sets it; needs --reason',
      positiveNumber,
    )
    .option('--runs <number>', 'runs of this plan, in all; 1 unless given', wholeNumber)
    .option('--attempts <number>', "attempts of each round; the plan's unless given", wholeNumber)
    .option('--expires <day>', 'last day (YYYY-MM-DD, UTC) of the approval, or never; without end unless given', parseDay)
    .option('--metrics', 'let scores leave with noise, and no exact metrics: so it is unless another option was given')
    .option('--no-metrics', 'let no scores on held-out patients leave, not even noised ones')
    .option('--share-exact', 'let exact metrics leave: anyone who runs the coordinator can read each held-out record')
    .option('--accept-unreadable', 'approve although cells of the data cannot be read as the plan says: they count as missing')
    .option('--although-refused', 'approve although the agent would refuse every task, for what is said here')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site plan approve heart-disease --budget 2 --reason "ethics vote 12/2026" --expires 2027-12-31\n',
    )
    .action(async (named: string, options: ApproveOptions) => {
      const { folder, who: by, reason } = options;
      const { plan, shownMs } = await namedPlan(folder, named, false);
      const identifiers = identifiersIn(plan);
      if (identifiers.length > 0) {
        say(...identifiersText(identifiers));
        throw identifierRefusal(plan.document, identifiers);
      }
      const held = folder.approvals().decisionOn(plan.hash);
      const before = held?.decision === 'approved' ? held.rights : undefined;
      const rights = rightsOf(before ?? usualRights(plan), options);
      if (rights.metrics === 'exact' && readPolicy(folder.policyPath).metrics.allow !== 'exact') {
        throw new ConsiliumError({
          code: 'USAGE',
          message: `the policy of this hospital lets no approval give exact metrics: first set metrics.allow to exact in ${folder.policyPath}`,
        });
      }
      const entry = folder.catalog().forStudy(plan.document.study);
      admitPatientColumn(plan, entry.patientColumn);
      const data = await dryRun(folder, entry, plan);
      if (data.report.identifiers.length > 0) {
        say(...identifiersText(data.report.identifiers));
        throw dataRefusal(entry.dataset, data.report.identifiers);
      }
      // Before anything is decided: a person sees what would be missing.
      if (data.unreadable > 0 && options.acceptUnreadable !== true) {
        say(...data.text);
        throw new ConsiliumError({
          code: 'DATA_INVALID',
          message: `${data.unreadable} cells or rows of ${entry.dataset} cannot be read as the plan says: mend the file, or approve with --accept-unreadable, and they count as missing`,
        });
      }
      requireDetermined(folder, entry, plan, data);
      const budget = firstBudget(folder, plan, entry, options);
      const facts = planFacts(plan, rights);
      const site = siteFacts(folder, plan, rights);
      const [refusal] = site.refusals ?? [];
      if (refusal !== undefined && options.althoughRefused !== true) {
        say(...refusalText(site.refusals ?? []));
        throw new ConsiliumError({
          code: refusal.code,
          message: `plan ${short(plan.hash)} was not approved: the agent would refuse its tasks. Do what is said above, or approve with --although-refused`,
        });
      }
      const revived = approvePlan(folder, plan, rights, { by, reason });
      folder.inbox().decided(plan.hash);
      const changed = before === undefined ? [] : planDifference(before, rights);
      print(options.json, { ...facts, site, data: data.report, decision: 'approved', rights, changed, revived }, () => [
        ...planText(facts, site, rights),
        ...(shownMs === undefined ? [] : [`  document   as it was shown on ${day(shownMs)}`]),
        ...budget,
        ...data.text,
        `  rights     ${rightsText(rights)}`,
        ...(before === undefined ? [] : changedText(changed)),
        ...(rights.metrics === 'exact' ? [EXACT_WARNING] : []),
        ...revivedText(plan.document.study, revived),
        'Approved.',
      ]);
    });
}

/**
 * Sets the budget of a population that has none: a decision of its own, which stands whatever becomes of the plan.
 *
 * @returns what was set, for people
 * @throws ConsiliumError `USAGE` for a population that has one, `DELTA_TOO_LARGE`, `PARAMETER_INVALID`
 */
function firstBudget(
  folder: SiteFolder,
  { document }: CompiledPlan,
  { population }: DatasetEntry,
  { budget: epsilon, reason, who }: ApproveOptions,
): readonly string[] {
  if (epsilon === undefined) return [];
  const usage = (message: string): ConsiliumError => new ConsiliumError({ code: 'USAGE', message });
  if (reason === undefined) throw usage('a budget is kept with its reason: name it with --reason');
  if (document.privacy.mechanism === 'none')
    throw usage('a plan without privacy has no delta: set the budget with "consilium-site plan budget"');
  if (readPolicy(folder.policyPath).budgets[population] !== undefined)
    throw usage(`${population} has a budget: change it with "consilium-site plan budget", or leave --budget out`);
  const { delta } = document.privacy.target;
  requireSmallDelta(`the budget of ${population}`, delta, folder.catalog().patientsOf(population));
  const at = new Date(systemClock.now()).toISOString();
  folder.record(who, { event: 'budget.set', population, epsilon, delta, reason });
  setBudget(folder.policyPath, population, { epsilon, delta, accounting: 'several', who, reason, at });
  return [`  budget     of ${population} set: epsilon ${epsilon} at delta ${delta}`];
}

/** Whether the data are within the determination on which their use is based. @throws ConsiliumError `DETERMINATION_UNMET` */
function requireDetermined(folder: SiteFolder, entry: DatasetEntry, plan: CompiledPlan, { dataset }: DryRun): void {
  const determination = basisOf(entry) === 'expert-determination' ? folder.catalog().determinationOf(entry) : undefined;
  // Without one, or about other data, the agent would refuse, which is said below.
  if (determination === undefined || !isInScope(determination, entry, plan)) return;
  requireMet(judgeDataset(dataset, plan, determination).breaches, entry.dataset);
}

/** What else takes effect with an approval. */
function revivedText(study: string, revived: readonly string[]): readonly string[] {
  if (revived.length === 0) return [];
  const plans = revived.map(short).join(', ');
  return [
    `  WARNING    ${study} was not allowed and now is, so that these approvals take effect again: plan ${plans}; refuse what shall not`,
  ];
}

/** What another approval of the same plan changes. */
function changedText(changed: readonly PlanDifference[]): readonly string[] {
  if (changed.length === 0) return ['  changed    nothing: the plan had these rights'];
  const one = ({ field, before: was = 'nothing', now = 'nothing' }: PlanDifference): string => `${field}: ${was} -> ${now}`;
  return [`  changed    ${changed.map(one).join(', ')}; what was not named stays`];
}

/** The rights that options name, the others as they were. */
function rightsOf(before: Rights, options: ApproveOptions): Rights {
  if (options.metrics !== undefined && options.shareExact === true)
    throw new ConsiliumError({ code: 'USAGE', message: '--metrics and --no-metrics contradict --share-exact' });
  const { epsilon, runs, attempts } = options;
  const { ceiling } = before;
  const expiresMs = options.expires ?? before.expiresMs ?? Number.POSITIVE_INFINITY;
  return {
    metrics: metricsOf(options) ?? before.metrics,
    ...(ceiling === undefined ? {} : { ceiling: { ...ceiling, epsilon: epsilon ?? ceiling.epsilon } }),
    runs: runs ?? before.runs,
    attemptsPerRound: attempts ?? before.attemptsPerRound,
    ...(expiresMs === Number.POSITIVE_INFINITY ? {} : { expiresMs }),
  };
}

function metricsOf({ metrics, shareExact }: ApproveOptions): Rights['metrics'] | undefined {
  if (shareExact === true) return 'exact';
  if (metrics === undefined) return undefined;
  return metrics ? 'noised' : 'none';
}

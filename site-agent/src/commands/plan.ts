import { day, jsonOption, positiveNumber, short } from '@consilium/command-line';
import { systemClock } from '@consilium/core';
import { print } from '@consilium/host';
import { findingText } from '@consilium/deidentify';
import { identifiersIn } from '@consilium/plan';
import { Command } from 'commander';
import { type PlanRecord, requireSmallDelta, setBudget, usualRights } from '../gate/index.ts';
import { approvalProblems, noEffect } from './approval-problems.ts';
import { namedPlan, offeredPlans } from './offered-plans.ts';
import { deciderOption, folderOption, PLAN_ARGUMENT, reasonOption } from './options.ts';
import { approveCommand } from './plan-approve.ts';
import { refusePlan } from './plan-decision.ts';
import { planFacts } from './plan-facts.ts';
import { countedSoFar, planUsed, type PlanUsed, usedText } from './plan-standing.ts';
import { planText, rightsText } from './plan-text.ts';
import { siteFacts } from './site-facts.ts';
import type { SiteFolder } from './site-folder.ts';

const NO_EFFECT = 'the approval has NO EFFECT (approve the plan again to give it one): ';

interface BudgetOptions {
  readonly epsilon: number;
  readonly delta: number;
  readonly oneMechanism?: boolean;
  readonly reason: string;
  readonly who: string;
  readonly secondPerson?: string;
  readonly folder: SiteFolder;
  readonly json?: boolean;
}

/** `consilium-site plan ...` */
export function planCommands(): Command {
  const command = new Command('plan');
  command
    .command('inbox')
    .description('Plans of the coordinator that name this site and wait for a decision; asks it with the certificate of the site')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site plan inbox\n')
    .action(async ({ folder, json }: { folder: SiteFolder; json?: boolean }) => {
      const approvals = folder.approvals();
      const waiting = (await offeredPlans(folder)).filter(({ planHash }) => approvals.find(planHash) === undefined);
      print(json, waiting, () =>
        waiting.length === 0
          ? ['No plan waits for a decision.']
          : [
              ...waiting.map(({ study, planHash, submittedMs }) => `${study} ${planHash}, submitted ${day(submittedMs)}`),
              'Read one with "consilium-site plan show <study>", then approve or refuse it by the same name.',
            ],
      );
    });
  command
    .command('show')
    .description('What a plan would do with the patients of this site')
    .argument('<plan>', PLAN_ARGUMENT)
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site plan show heart-disease\n')
    .action(async (named: string, options: { folder: SiteFolder; json?: boolean }) => {
      const { plan } = await namedPlan(options.folder, named, true);
      const rights = options.folder.approvals().decisionOn(plan.hash);
      const given = rights?.decision === 'approved' ? rights.rights : usualRights(plan);
      const facts = planFacts(plan, given);
      const site = siteFacts(options.folder, plan, given);
      const effect = rights?.decision === 'approved' ? noEffect(options.folder, plan.document.study, plan.hash) : {};
      const identifiers = identifiersIn(plan);
      print(
        options.json,
        { ...facts, site, decision: rights?.decision ?? 'undecided', rights: given, ...effect, identifiers },
        () => [
          ...planText(facts, site, given),
          `  decision   ${rights === undefined ? 'none yet; approved without more options, it would have: ' : `${rights.decision}: `}${rightsText(given)}`,
          ...(effect.noEffect === undefined ? [] : [`  WARNING    ${NO_EFFECT}${effect.noEffect}`]),
          ...identifiers.map((finding) => `  WARNING    identifies people, so it cannot be approved: ${findingText(finding)}`),
        ],
      );
    });
  command.addCommand(approveCommand());
  command
    .command('refuse')
    .description(
      'Refuse a plan; its run stops at this site with its next round. The study is no longer allowed once no approved plan of it is left',
    )
    .argument('<plan>', PLAN_ARGUMENT)
    .addOption(reasonOption())
    .addOption(deciderOption())
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site plan refuse heart-disease --reason "too many findings"\n')
    .action(async (named: string, options: { reason?: string; who: string; folder: SiteFolder; json?: boolean }) => {
      const { folder, who: by, reason } = options;
      const { plan } = await namedPlan(folder, named, false);
      const { study } = plan.document;
      const others = refusePlan(folder, plan, { by, reason });
      folder.inbox().decided(plan.hash);
      print(options.json, { study, planHash: plan.hash, decision: 'refused', by, stillApproved: others }, () => [
        `Refused ${study}, plan ${plan.hash}.`,
        others.length === 0
          ? `No approved plan of ${study} is left: it was taken out of allowedStudies.`
          : `${study} stays allowed: approved ${others.length === 1 ? 'is' : 'are'} still ${others.map(short).join(', ')}.`,
      ]);
    });
  command
    .command('list')
    .description('Decisions so far, with the rights of each plan')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site plan list\n')
    .action((options: { folder: SiteFolder; json?: boolean }) => {
      const standings = planStandings(options.folder);
      print(options.json, standings, () => standings.flatMap(standingLines));
    });
  command
    .command('budget')
    .description('Set the budget of a population; the ledger keeps who decided it, why and when')
    .argument('<population>', 'name of the population: that of the data set, unless it names another')
    .requiredOption('--epsilon <number>', 'privacy loss that all studies together may cause to a patient', positiveNumber)
    .requiredOption('--delta <number>', 'probability with which the bound may fail', positiveNumber)
    .requiredOption('--reason <text>', 'why; kept with the budget')
    .addOption(deciderOption())
    .option('--second-person <name>', 'who else decides: needed for an epsilon that promises patients nothing')
    .option('--one-mechanism', 'count exactly, and admit repetitions of one mechanism only; else any plans may share the budget')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site plan budget cardiology --epsilon 2 --delta 0.001 --reason "ethics vote 12/2026"\n',
    )
    .action((population: string, options: BudgetOptions) => {
      const { epsilon, delta, folder, who, reason, secondPerson } = options;
      const accounting = options.oneMechanism === true ? 'one-mechanism' : 'several';
      const catalog = folder.catalog();
      // A budget may stand before its data set; it is judged again with every charge.
      if (catalog.populations.includes(population))
        requireSmallDelta(`the budget of ${population}`, delta, catalog.patientsOf(population));
      const at = new Date(systemClock.now()).toISOString();
      const second = secondPerson === undefined ? {} : { secondPerson };
      folder.record(who, { event: 'budget.set', population, epsilon, delta, reason });
      const budget = { epsilon, delta, accounting, who, reason, at, ...second } as const;
      setBudget(folder.policyPath, population, budget);
      const warnings = unknownPopulation(population, catalog.populations);
      print(options.json, { population, ...budget, warnings }, () => [
        `The budget of ${population} is epsilon ${epsilon} at delta ${delta}.`,
        ...warnings.map((warning) => `WARNING: ${warning}`),
      ]);
    });
  return command;
}

/** A warning of what may be a slip of the pen: a budget of a population without data serves nobody. */
function unknownPopulation(population: string, known: readonly string[]): readonly string[] {
  if (known.includes(population)) return [];
  const others = known.length === 0 ? 'there is no data set yet' : `there is ${known.join(', ')}`;
  return [`no data set of this site is of population ${population} (${others}), so this budget serves nobody.`];
}

/** A plan, what was decided about it, and what came of it. */
interface PlanStanding extends PlanRecord {
  readonly used?: PlanUsed;
  /** Why the approval gives nothing, although it stands. */
  readonly noEffect?: string;
  /** For what else the agent would refuse its next task. */
  readonly problems: readonly string[];
}

/** Every plan that something was decided about. @throws ConsiliumError when a file of the folder is damaged */
function planStandings(folder: SiteFolder): readonly PlanStanding[] {
  const { entries } = folder.catalog();
  return folder
    .approvals()
    .list()
    .map((record) => {
      const last = record.decisions.at(-1);
      const effect = last?.decision === 'approved' ? noEffect(folder, record.study, record.planHash) : {};
      const problems = effect.noEffect === undefined ? approvalProblems(folder, record) : [];
      const population = entries.find(({ studies }) => studies.includes(record.study))?.population;
      const ceiling = last?.decision === 'approved' ? last.rights.ceiling : undefined;
      if (population === undefined || ceiling === undefined) return { ...record, ...effect, problems };
      const counted = countedSoFar(folder.ledgerPath, population, record.planHash);
      return { ...record, ...effect, problems, used: planUsed(counted, record.planHash, ceiling.delta) };
    });
}

function standingLines({ study, planHash, decisions, used, noEffect: why, problems }: PlanStanding): readonly string[] {
  const last = decisions.at(-1);
  if (last === undefined) return [`${study} ${short(planHash)}`];
  const reason = last.reason === undefined ? '' : `, because "${last.reason}"`;
  const head = `${study} ${short(planHash)}: ${last.decision} by ${last.by} on ${day(last.timeMs)}${reason}`;
  if (last.decision !== 'approved') return [head];
  return [
    head,
    `  ${rightsText(last.rights)}`,
    ...(used === undefined ? [] : [`  ${usedText(used, last.rights)}`]),
    ...(why === undefined ? [] : [`  ${NO_EFFECT}${why}`]),
    ...(problems.length === 0 ? [] : [`  WARNING: its next task would be refused: ${problems.join('; ')}`]),
  ];
}

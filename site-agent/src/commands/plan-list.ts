import { day, jsonOption, short } from '@consilium/command-line';
import { print } from '@consilium/host';
import { Command } from 'commander';
import type { PlanRecord } from '../gate/index.ts';
import { approvalProblems, NO_EFFECT, noEffect } from './approval-problems.ts';
import { folderOption } from './options.ts';
import { countedSoFar, planUsed, type PlanUsed, usedText } from './plan-standing.ts';
import { rightsText } from './plan-text.ts';
import type { SiteFolder } from './site-folder.ts';

/** `consilium-site plan list` */
export function listCommand(): Command {
  return new Command('list')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site plan list\n')
    .action((options: { folder: SiteFolder; json?: boolean }) => {
      const standings = planStandings(options.folder);
      print(options.json, standings, () => standings.flatMap(standingLines));
    });
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

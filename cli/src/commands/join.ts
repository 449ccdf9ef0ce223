import { jsonOption } from '@consilium/command-line';
import { systemClock } from '@consilium/core';
import { print } from '@consilium/host';
import { readPlan } from '@consilium/plan';
import { keyWords, readJoinString } from '@consilium/trust';
import { Command } from 'commander';
import { OWN_IDENTITY, withResearch } from '../connection.ts';
import { joinAsUser } from '../user-join.ts';
import { submittedLines } from './study-submit.ts';

interface JoinOptions {
  readonly folder: string;
  readonly submit?: string;
  readonly json?: boolean;
}

/** `consilium join` */
export function joinCommand(): Command {
  return new Command('join')
    .argument('<join-string>', 'what "consilium user add" printed for you')
    .option('--folder <folder>', 'where your identity goes; commands look there', OWN_IDENTITY)
    .option('--submit <study.yaml>', 'then send this plan to the coordinator, as "consilium study submit" does')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium join consilium-user-1-...\n')
    .action(async (text: string, { folder, submit, json }: JoinOptions) => {
      // What is wrong with the plan is said before anything is done.
      const plan = submit === undefined ? undefined : readPlan(submit);
      const invitation = readJoinString(text);
      const key = await joinAsUser(folder, invitation, systemClock);
      const { id: user, consortium, address } = invitation;
      const study =
        plan === undefined ? undefined : await withResearch(folder, (research) => research.submitStudy({ planJson: plan.json }));
      const submitted = study === undefined ? {} : { submitted: { study: study.study, planHash: study.planHash } };
      print(json, { joined: user, consortium, address, folder, key, ...submitted }, () => [
        `You have joined ${consortium} at ${address} as ${user}.`,
        `Your key, which is in ${folder} and nowhere else:`,
        `  ${keyWords(key)}`,
        'Read the words out to the operator by phone or in person: "consilium user list" shows the same ones.',
        ...(study === undefined ? [] : submittedLines(study)),
      ]);
    });
}

import { basename, extname } from 'node:path';
import { jsonOption, shellWord } from '@consilium/command-line';
import { ConsiliumError } from '@consilium/core';
import { print, standardError, standardOutput } from '@consilium/host';
import { identifiersIn, parsePlan } from '@consilium/plan';
import {
  type Declarations,
  DEFAULT_HELD_OUT,
  type FirstPlan,
  firstPlan,
  NOTHING_DECLARED,
  readDeclarations,
  tableFacts,
  type TargetKind,
} from '@consilium/sim';
import { Command, Option } from 'commander';
import { askDeclarations } from '../ask-declarations.ts';
import { dictionaryDraft } from '../dictionary-draft.ts';
import { requireFree, writeResultFile } from '../result-file.ts';

interface InitOptions {
  readonly data: string;
  readonly siteColumn: string;
  readonly target: string;
  readonly targetKind?: TargetKind;
  readonly patientId?: string;
  readonly dictionary?: string;
  readonly public?: true;
  readonly study?: string;
  readonly out: string;
  readonly force?: true;
  readonly json?: boolean;
}

/** `consilium study init` */
export function studyInitCommand(): Command {
  return new Command('init')
    .requiredOption('--data <file>', 'a CSV file with a row for each patient or visit')
    .requiredOption('--site-column <name>', 'the column that names the hospital')
    .requiredOption('--target <name>', 'the column that is to be predicted')
    .addOption(
      new Option('--target-kind <kind>', 'what the target is (default: by its values)').choices(['binary', 'category', 'number']),
    )
    .option('--patient-id <name>', 'the column that names the patient (default: the one whose name says so)')
    .option('--dictionary <file>', 'YAML with units, ranges and codes of columns, and public numbers of patients')
    .option('--public', 'you say that anybody may read this file: ranges, codes and numbers of patients are read from it')
    .option('--study <name>', 'name of the study (default: as the file)')
    .option('--out <file>', 'where the plan is written', 'study.yaml')
    .option('--force', 'write over a plan that is there')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium study init --data all.csv --site-column hospital --target died --dictionary dictionary.yaml\n  $ consilium sim study.yaml --data all.csv --split column:hospital\n',
    )
    .action(run);
}

async function run(options: InitOptions): Promise<void> {
  const { data, siteColumn, target, out } = options;
  const force = options.force === true;
  requireFree(out, force);
  const facts = tableFacts({
    path: data,
    siteColumn,
    target,
    ...(options.patientId === undefined ? {} : { patientId: options.patientId }),
  });
  const make = (declared: Declarations): FirstPlan =>
    firstPlan(facts, declared, {
      study: options.study ?? studyNameOf(data),
      siteColumn,
      target,
      isPublic: options.public === true,
      heldOut: DEFAULT_HELD_OUT,
      ...(options.targetKind === undefined ? {} : { targetKind: options.targetKind }),
    });
  const declared = options.dictionary === undefined ? NOTHING_DECLARED : readDeclarations(options.dictionary);
  let plan = make(declared);
  if (plan.text === undefined) {
    const answered = await askDeclarations(plan.open, declared);
    if (answered === undefined) throw lacking(plan, declared, options);
    plan = make(answered);
  }
  if (plan.text === undefined) throw lacking(plan, declared, options);
  // What is written is a plan that the next command takes.
  const compiled = parsePlan(plan.text, out);
  const identifiers = identifiersIn(compiled);
  if (identifiers.length > 0)
    throw new ConsiliumError({
      code: 'INTERNAL',
      message: `the first plan reads ${identifiers.map(({ column }) => column).join(', ')}`,
    });
  writeResultFile(out, plan.text, force);
  const next = [
    `consilium study check ${shellWord(out)}`,
    `consilium sim ${shellWord(out)} --data ${shellWord(data)} --split ${shellWord(`column:${siteColumn}`)}`,
  ];
  const { features, leftOut, notes } = plan;
  print(options.json, { path: out, planHash: compiled.hash, sites: compiled.siteIds, features, leftOut, notes, next }, () => [
    `Wrote ${out}: ${counted(compiled.siteIds.length, 'site')}, ${counted(features.length, 'feature')}. Read it: every line is yours to change.`,
    ...leftOut.map(({ column, because }) => `  left out     ${column}: ${because}`),
    ...notes.map((note) => `  NOTE         ${note}`),
    'Next:',
    ...next.map((line) => `  $ ${line}`),
  ]);
}

/** What has to be said, as the file in which to say it. */
function lacking(plan: FirstPlan, declared: Declarations, { json }: Pick<InitOptions, 'json'>): ConsiliumError<'USAGE'> {
  // What a person sends into a file and fills in; a program that wants JSON gets none of it.
  (json === true ? standardError : standardOutput).say(
    '# Fill this in, and name it with --dictionary. Do not copy from patients what nobody may know of them.',
    ...dictionaryDraft(plan.open, declared),
  );
  return new ConsiliumError({
    code: 'USAGE',
    message:
      'of a file that is not public nothing is read into a plan: say what is lacking in a dictionary (one to fill in was printed: send it into a file with > dictionary.yaml), answer at a terminal, or say --public where anybody may read the file',
  });
}

/** An identifier of the name of a file. */
function studyNameOf(path: string): string {
  const name = basename(path, extname(path))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return name === '' ? 'first-study' : name;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

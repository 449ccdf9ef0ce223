import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { secureRandom, systemClock } from '@consilium/core';
import {
  createLogger,
  evalAllowed,
  makePrivateFolder,
  rerunWithoutEval,
  stopWithParent,
  writeFileDurably,
} from '@consilium/host';
import { loadBackend } from '@consilium/learning';
import { type CompiledPlan, readPlan, releaseParameters } from '@consilium/plan';
import { deriveRelease } from '@consilium/privacy';
import { siteService } from '@consilium/proto';
import { openGrpcChannel } from '@consilium/transport';
import { coordinatorIdentityCheck, createRequest, generateKeyPair, readIdentityFolder, writeSecretFile } from '@consilium/trust';
import { Command, InvalidArgumentError } from 'commander';
import { readCsv } from '../datasets/read-csv.ts';
import { allowStudy, createPolicyFile, disallowStudy, gateFromFiles, setBudget, shareMetrics } from '../gate/index.ts';
import { createAgent } from '../session/agent.ts';
import { budgetCommands } from './budget.ts';
import { certificateCommand } from './certificate.ts';
import { ledgerCommands } from './ledger.ts';
import { DEFAULT_SITE_FOLDER, SiteFolder } from './site-folder.ts';

/** Version of the program, from its package. */
export const VERSION: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

const FOLDER = ['--folder <folder>', 'folder of this site', DEFAULT_SITE_FOLDER] as const;

/** The `consilium-site` program of hospitals. */
export function buildProgram(): Command {
  const program = new Command('consilium-site')
    .description("A hospital's agent: trains where the patients' data are, lets out only what the hospital allows")
    .version(VERSION)
    .showHelpAfterError('Run with --help to see options and an example.')
    .addHelpText('after', '\nExample:\n  $ consilium-site start --folder consilium-site\n');
  program.addCommand(initCommand());
  program.addCommand(certificateCommand());
  program.addCommand(startCommand());
  program.addCommand(dataCommands());
  program.addCommand(planCommands());
  program.addCommand(budgetCommands());
  program.addCommand(ledgerCommands());
  return program;
}

function initCommand(): Command {
  return new Command('init')
    .description('Make the key of this site and a certificate request; the key never leaves')
    .requiredOption('--site <id>', 'identifier of this site')
    .requiredOption('--consortium <name>', 'name of the consortium')
    .requiredOption('--coordinator <host:port>', 'where the coordinator answers')
    .requiredOption('--request <file>', 'where to write the certificate request for the operator')
    .option(...FOLDER)
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site init --site cleveland --consortium cardio --coordinator fl.example.org:8443 --request cleveland.csr\n',
    )
    .action(async (options: { site: string; consortium: string; coordinator: string; request: string; folder: string }) => {
      const folder = new SiteFolder(options.folder);
      makePrivateFolder(folder.path);
      makePrivateFolder(folder.statePath);
      const { csrPem, privateKeyPem } = createRequest({
        identity: { consortium: options.consortium, kind: 'site', id: options.site },
        keyPair: await generateKeyPair(),
      });
      writeSecretFile(folder.pendingKeyPath, privateKeyPem);
      createPolicyFile(folder.policyPath);
      folder.writeConfig({ site: options.site, consortium: options.consortium, address: options.coordinator });
      writeFileDurably(options.request, csrPem, 0o644);
      process.stdout.write(
        `Send ${options.request} to the operator; nothing in it is secret. Then: consilium-site certificate <file> --authority <file>\n`,
      );
    });
}

function startCommand(): Command {
  return new Command('start')
    .description('Connect and serve studies until stopped; reconnects by itself, for years if need be')
    .option(...FOLDER)
    .addHelpText('after', '\nExample:\n  $ consilium-site start --folder consilium-site\n')
    .action(async (options: { folder: string }) => {
      if (evalAllowed(process)) {
        process.exitCode = await rerunWithoutEval(process);
        return;
      }
      stopWithParent();
      const folder = new SiteFolder(options.folder);
      const { site } = folder.config();
      const identity = readIdentityFolder(folder.identityPath);
      const log = createLogger({ component: 'site-agent' }).child({ siteId: site });
      const backend = await loadBackend();
      if (backend.notice !== undefined) log.warn(backend.notice);
      const channel = openGrpcChannel({
        identity,
        address: identity.address,
        checkServer: coordinatorIdentityCheck(identity.consortium),
      });
      const agent = createAgent(
        {
          siteId: site,
          stateFolder: folder.statePath,
          client: channel.client(siteService),
          backend,
          gate: gateFromFiles({ policyPath: folder.policyPath, stateFolder: folder.statePath, clock: systemClock }),
          log,
          version: VERSION,
        },
        secureRandom(),
      );
      const stop = (): void => void agent.stop();
      process.once('SIGINT', stop);
      process.once('SIGTERM', stop);
      log.info({ address: identity.address, backend: backend.name }, 'starting');
      // Timers of the agent do not hold the process; the work of years must.
      const alive = setInterval(() => {}, 2 ** 30);
      try {
        await agent.run();
      } finally {
        clearInterval(alive);
        channel.close();
      }
    });
}

function dataCommands(): Command {
  const command = new Command('data').description('Data sets of this site');
  command
    .command('add')
    .description('Let a CSV file serve a study; the file stays where it is')
    .argument('<name>', 'name of the data set at this site: ledger and budget go by it')
    .argument('<file>', 'CSV file')
    .requiredOption('--study <name...>', 'studies that it serves')
    .option(...FOLDER)
    .addHelpText('after', '\nExample:\n  $ consilium-site data add cardiology /data/heart.csv --study heart-disease\n')
    .action((name: string, file: string, options: { study: string[]; folder: string }) => {
      const folder = new SiteFolder(options.folder);
      folder.config();
      folder.catalog().add({ dataset: name, path: file, studies: options.study });
      process.stdout.write(`${name} serves ${options.study.join(', ')}. A running agent takes it up at its next start.\n`);
    });
  command
    .command('list')
    .description('Data sets and the studies they serve')
    .option(...FOLDER)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ consilium-site data list\n')
    .action((options: { folder: string; json?: boolean }) => {
      const { entries } = new SiteFolder(options.folder).catalog();
      const text = entries.map(({ dataset, path, studies }) => `${dataset}: ${path} for ${studies.join(', ')}`).join('\n');
      process.stdout.write(`${options.json === true ? JSON.stringify(entries, null, 2) : text}\n`);
    });
  command
    .command('check')
    .description('Read a CSV file as a plan sees it and say what was found; nothing leaves')
    .argument('<study.yaml>', 'the plan')
    .argument('<file>', 'CSV file')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ consilium-site data check study.yaml /data/heart.csv\n')
    .action(async (planPath: string, file: string, options: { json?: boolean }) => {
      const { report, training, heldOut, contentHash } = await readCsv(file, readPlan(planPath));
      const result = { ...report, trainingPatients: training.patients, heldOutPatients: heldOut.patients, contentHash };
      const counts = (record: Readonly<Record<string, number>>): string =>
        Object.entries(record)
          .map(([column, n]) => `${column} ${n}`)
          .join(', ') || 'none';
      const text = [
        `${report.rowsRead} rows, ${report.rowsDropped} left out for missing cells, ${report.patients} patients: ${training.patients} train, ${heldOut.patients} held out`,
        `missing cells: ${counts(report.missing)}`,
        `out of range, cut to the range: ${counts(report.outOfRange)}`,
      ].join('\n');
      process.stdout.write(`${options.json === true ? JSON.stringify(result, null, 2) : text}\n`);
    });
  return command;
}

function planCommands(): Command {
  const command = new Command('plan').description('Plans and what this hospital decided about them');
  command
    .command('show')
    .description('What a plan would do with the patients of this site')
    .argument('<study.yaml>', 'the plan, as the researcher sent it')
    .addHelpText('after', '\nExample:\n  $ consilium-site plan show study.yaml\n')
    .action((path: string) => {
      process.stdout.write(`${describePlan(readPlan(path))}\n`);
    });
  command
    .command('approve')
    .description('Allow a study and approve exactly this plan, by its hash')
    .argument('<study.yaml>', 'the plan, as the researcher sent it')
    .option('--reason <text>', 'kept with the decision')
    .option(
      '--share-metrics',
      'let exact metrics on held-out patients leave; histograms of scores stay (metrics.scoreHistogram in policy.yaml)',
    )
    .option(...FOLDER)
    .addHelpText('after', '\nExample:\n  $ consilium-site plan approve study.yaml --reason "ethics vote 12/2026"\n')
    .action((path: string, options: { reason?: string; shareMetrics?: boolean; folder: string }) => {
      const folder = new SiteFolder(options.folder);
      const plan = readPlan(path);
      decide(folder, plan, 'approved', options.reason);
      allowStudy(folder.policyPath, plan.document.study);
      if (options.shareMetrics === true) shareMetrics(folder.policyPath, true);
      process.stdout.write(`${describePlan(plan)}\nApproved.\n`);
    });
  command
    .command('refuse')
    .description('Refuse a plan; a running study stops at this site with its next round')
    .argument('<study.yaml>', 'the plan')
    .option('--reason <text>', 'kept with the decision')
    .option(...FOLDER)
    .addHelpText('after', '\nExample:\n  $ consilium-site plan refuse study.yaml --reason "too many findings"\n')
    .action((path: string, options: { reason?: string; folder: string }) => {
      const folder = new SiteFolder(options.folder);
      const plan = readPlan(path);
      decide(folder, plan, 'refused', options.reason);
      disallowStudy(folder.policyPath, plan.document.study);
      process.stdout.write(`Refused ${plan.document.study}, plan ${plan.hash}.\n`);
    });
  command
    .command('list')
    .description('Decisions so far')
    .option(...FOLDER)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ consilium-site plan list\n')
    .action((options: { folder: string; json?: boolean }) => {
      const records = new SiteFolder(options.folder).approvals().list();
      const text = records
        .map(
          ({ study, planHash, decisions }) =>
            `${study} ${planHash.slice(0, 12)}: ${decisions.at(-1)?.decision} by ${decisions.at(-1)?.by}`,
        )
        .join('\n');
      process.stdout.write(`${options.json === true ? JSON.stringify(records, null, 2) : text}\n`);
    });
  command
    .command('budget')
    .description('Set the budget of a data set')
    .argument('<dataset>', 'name of the data set')
    .requiredOption('--epsilon <number>', 'privacy loss that all studies together may cause to a patient', parsePositive)
    .requiredOption('--delta <number>', 'probability with which the bound may fail', parsePositive)
    .option(...FOLDER)
    .addHelpText('after', '\nExample:\n  $ consilium-site plan budget cardiology --epsilon 2 --delta 0.001\n')
    .action((dataset: string, options: { epsilon: number; delta: number; folder: string }) => {
      const { epsilon, delta, folder } = options;
      setBudget(new SiteFolder(folder).policyPath, dataset, { epsilon, delta });
      process.stdout.write(`The budget of ${dataset} is epsilon ${epsilon} at delta ${delta}.\n`);
    });
  return command;
}

function decide(folder: SiteFolder, plan: CompiledPlan, decision: 'approved' | 'refused', reason: string | undefined): void {
  folder.approvals().decide({
    planHash: plan.hash,
    study: plan.document.study,
    decision,
    by: userInfo().username,
    ...(reason === undefined ? {} : { reason }),
  });
}

function describePlan(plan: CompiledPlan): string {
  const { document } = plan;
  const parameters = releaseParameters(plan);
  const release = parameters === undefined ? undefined : deriveRelease(parameters);
  const groups = Object.keys(document.evaluation.subgroups ?? {});
  const metrics = `${document.evaluation.metrics.join(', ')}${groups.length === 0 ? '' : `, all together and by ${groups.join(', ')},`}`;
  return [
    `${document.title} (study ${document.study})`,
    `  plan hash  ${plan.hash}`,
    `  reads      ${plan.inputs.map(({ name }) => name).join(', ')}; predicts ${document.data.target.column}`,
    `  sends      ${document.rounds} updates of ${plan.manifest.parameters} numbers, and ${metrics} if the policy shares metrics`,
    release === undefined
      ? '  PRIVACY    NONE: this site will refuse it'
      : `  privacy    epsilon ${release.epsilon.toPrecision(4)} at delta ${release.delta} per ${document.privacy.mechanism === 'dp-fedavg' ? 'site' : 'patient'}, by ${document.privacy.mechanism}`,
  ].join('\n');
}

function parsePositive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('expected a number above 0');
  return value;
}

import { X509Certificate } from 'node:crypto';
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { day, short } from '@consilium/command-line';
import { type Clock, ConsiliumError, fromUnknown, isConsiliumError } from '@consilium/core';
import { takeExclusiveLock } from '@consilium/host';
import { loadBackend } from '@consilium/learning';
import { findingText } from '@consilium/deidentify';
import { identifiersIn, planFromJson } from '@consilium/plan';
import { checkCertificate, keysText, readIdentityFolder, sealedFolderOf } from '@consilium/trust';
import { sourceText } from '../connectors/source-description.ts';
import type { DatasetEntry } from '../datasets/dataset-catalog.ts';
import { readPolicy } from '../gate/index.ts';
import { LEDGER_LOCK, readLedger } from '../ledger/index.ts';
import { approvalProblems } from './approval-problems.ts';
import { changeOf } from './data-list.ts';
import type { Check, Verdict } from './doctor-check.ts';
import { hiddenFromService } from './doctor-service.ts';
import { dryRun } from './dry-run.ts';
import { knownPopulations, requireLedgers, requireWitness } from './empty-ledger.ts';
import { siteKeys } from './keys.ts';
import type { SiteFolder } from './site-folder.ts';
import { unsettledPopulations, unsettledText } from './unsettled.ts';

const MIB = 1024 * 1024;

/** Less is as good as nothing: an update, its copy and a line of the ledger want more. */
const LEAST_DISK_BYTES: number = 16 * MIB;
/** Room for the updates of the largest models between two rounds. */
const WANTED_DISK_BYTES: number = 1024 * MIB;
/** What TensorFlow wants beside a small model (measured: 160 MiB for all of an agent). */
const WANTED_MEMORY_BYTES: number = 256 * MIB;

const DAY_MS = 86_400_000;
/** Days before its end from which on an end is mentioned. */
const WARN_DAYS = 30;

/** What is looked at before anybody is dialled; none of it reads a record of a patient. The first is what all others rest on. */
export function localChecks(folder: SiteFolder, clock: Clock): readonly [Check, ...Check[]] {
  return [
    { name: 'site folder', fatal: true, look: () => siteFolder(folder) },
    { name: 'key store', fatal: true, look: () => keyStore(folder) },
    { name: 'key and certificate', fatal: true, look: () => keyAndCertificate(folder) },
    { name: 'certificate of this site', fatal: true, look: () => ownCertificate(folder, clock) },
    { name: 'end of certificates', fatal: false, look: () => ends(folder, clock) },
    { name: 'policy', fatal: true, look: () => policy(folder) },
    { name: 'ledgers', fatal: true, look: () => ledgers(folder) },
    { name: 'disk', fatal: false, look: () => disk(folder) },
    { name: 'memory', fatal: false, look: memory },
  ];
}

/** What only a person asks for, since it takes its time or would get in the way of an agent that starts. */
export function thoroughChecks(folder: SiteFolder, clock: Clock): readonly Check[] {
  const perPlan = approved(folder).map(
    (record): Check => ({
      name: `plan ${short(record.planHash)} of ${record.study}`,
      fatal: false,
      needs: ['policy', 'ledgers', ...datasetsOf(folder, record.study)],
      look: () => plan(folder, record),
    }),
  );
  const perDataset = folder
    .catalog()
    .entries.map((entry): Check => ({ name: datasetCheck(entry.dataset), fatal: false, look: () => dataset(folder, entry) }));
  return [
    { name: 'TensorFlow', fatal: false, look: tensorflow },
    { name: 'running agent', fatal: false, look: () => runningAgent(folder, clock) },
    ...perDataset,
    ...perPlan,
  ];
}

function datasetCheck(name: string): string {
  return `data set ${name}`;
}

/** The checks of the data sets that serve a study. */
function datasetsOf(folder: SiteFolder, study: string): readonly string[] {
  const { entries } = folder.catalog();
  return entries.filter(({ studies }) => studies.includes(study)).map(({ dataset: name }) => datasetCheck(name));
}

function siteFolder(folder: SiteFolder): string {
  const { site, consortium } = folder.config();
  try {
    for (const path of [folder.path, ...stateOf(folder)]) accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw fromUnknown(error, folder.path);
  }
  return `${folder.path} is the folder of ${site} in ${consortium}`;
}

/** The state folder, once there is one: one that is lost is a lost ledger, which has words of its own. */
function stateOf({ statePath }: SiteFolder): readonly string[] {
  return existsSync(statePath) ? [statePath] : [];
}

function keyStore(folder: SiteFolder): Verdict {
  // Before anything is read that it opens: what is wrong with it would else look like what is wrong with a key.
  sealedFolderOf(folder.path)?.sealer();
  const standing = siteKeys(folder, folder.otherSecrets());
  const says = keysText(standing);
  if (standing.store === undefined || (standing.complete && standing.clear.length === 0)) return says;
  return { state: 'warning', says, fix: 'Stop the agent, then run: consilium-site keys seal', code: 'KEY_INVALID' };
}

function keyAndCertificate(folder: SiteFolder): string {
  if (!existsSync(folder.identityPath)) throw noCertificate(folder);
  readIdentityFolder(folder.identityPath);
  return 'the key is that of the certificate, and the authority has issued it';
}

function noCertificate(folder: SiteFolder): ConsiliumError {
  return new ConsiliumError({
    code: 'FILE_UNREADABLE',
    message: `${folder.path} has no certificate yet`,
    advice:
      'Join with the string that the operator sent (consilium-site join), or take its certificate in (consilium-site certificate). Then start again.',
  });
}

function ownCertificate(folder: SiteFolder, clock: Clock): string {
  const { site, consortium } = folder.config();
  const identity = readIdentityFolder(folder.identityPath);
  const named = checkCertificate(identity.certificatePem, { authorityPem: identity.authorityPem, clock });
  if (named.kind !== 'site' || named.id !== site || named.consortium !== consortium || identity.consortium !== consortium) {
    throw new ConsiliumError({
      code: 'CERTIFICATE_INVALID',
      message: `the certificate in ${folder.identityPath} is that of ${named.kind} ${named.id} of ${named.consortium}, and this is the folder of site ${site} of ${consortium}`,
      advice:
        'Put the key and the certificate of this site back: with those of another one, this agent would take its place and its ledger would not fit.',
    });
  }
  return `it names ${site} of ${consortium}`;
}

function ends(folder: SiteFolder, clock: Clock): Verdict {
  const identity = readIdentityFolder(folder.identityPath);
  const dates = [
    ['the certificate of this site', identity.certificatePem],
    ['that of the authority', identity.authorityPem],
  ] as const;
  const said = dates.map(([what, pem]) => {
    const endMs = Date.parse(new X509Certificate(pem).validTo);
    return { text: `${what} ends on ${day(endMs)}`, days: (endMs - clock.now()) / DAY_MS };
  });
  const says = said.map(({ text }) => text).join(', ');
  const days = Math.min(...said.map((one) => one.days));
  if (days > WARN_DAYS) return says;
  return { state: 'warning', says, fix: 'Renew it before its end: docs/operations.md, "Renewal".', code: 'CERTIFICATE_INVALID' };
}

function policy(folder: SiteFolder): string {
  const { allowedStudies } = readPolicy(folder.policyPath);
  return `it can be read; studies that it allows: ${allowedStudies.join(', ') || 'none'}`;
}

function ledgers(folder: SiteFolder): Verdict {
  requireLedgers(folder);
  requireWitness(folder);
  const unsettled = [...unsettledPopulations(folder)].map(([name, restored]) => unsettledText(name, restored));
  if (unsettled.length > 0)
    return {
      state: 'warning',
      says: unsettled.join(' '),
      fix: 'See docs/operations.md, "Backup and restore": a witness settles it at the next start, or a person does.',
      code: 'RESTORE_UNCONFIRMED',
    };
  const known = [...knownPopulations(folder)].map((name) => `${name} ${readLedger(folder.ledgerPath, name).entries.length}`);
  return known.length === 0 ? 'there is none yet' : `they are whole; entries: ${known.join(', ')}`;
}

function disk(folder: SiteFolder): Verdict {
  const [path = folder.path] = stateOf(folder);
  let free: number;
  try {
    const { bavail, bsize } = statfsSync(path);
    free = bavail * bsize;
  } catch (error) {
    throw fromUnknown(error, path);
  }
  const says = `${Math.floor(free / MIB)} MiB are free under ${path}`;
  if (free < LEAST_DISK_BYTES)
    return {
      state: 'failed',
      says,
      fix: 'Free space there: with a full disk nothing can be charged, so every task is refused.',
      code: 'DISK_FULL',
    };
  return free < WANTED_DISK_BYTES
    ? { state: 'warning', says, fix: 'Free space there before it is full: large models want a gigabyte.', code: 'DISK_FULL' }
    : says;
}

function memory(): Verdict {
  // Node 20 knows of a limit of this process (a container's) only where it has this.
  const free = 'availableMemory' in process ? process.availableMemory() : freemem();
  const says = `${Math.floor(free / MIB)} MiB are available`;
  return free < WANTED_MEMORY_BYTES
    ? { state: 'warning', says, fix: 'End other programs or add memory: training may fail.', code: 'MEMORY_FULL' }
    : says;
}

async function tensorflow(): Promise<Verdict> {
  const { name, notice } = await loadBackend();
  if (notice === undefined) return `it works (${name})`;
  return { state: 'warning', says: notice, fix: 'Run npm run setup and read its last paragraph.' };
}

/** An agent that works is no fault. */
function runningAgent(folder: SiteFolder, clock: Clock): string {
  for (const name of knownPopulations(folder)) {
    const path = join(folder.ledgerPath, `${name}.lock`);
    if (!existsSync(path)) continue;
    try {
      takeExclusiveLock(path, clock, LEDGER_LOCK).release();
    } catch (error) {
      if (isConsiliumError(error, 'LEDGER_LOCKED') && error.message.includes('in use'))
        return `one works on this folder: ${error.message}`;
      throw error;
    }
  }
  return 'none works on this folder';
}

function dataset(folder: SiteFolder, entry: DatasetEntry): Verdict {
  const changed = changeOf(folder, entry);
  if (changed !== undefined)
    return {
      state: 'failed',
      says: changed,
      fix: 'It serves nothing until then. See docs/data.md, "What is edited is not used until it was checked".',
      code: 'SOURCE_CHANGED',
    };
  return 'path' in entry.source
    ? fileOf(folder, entry.source.path)
    : `${sourceText(entry.source)} is described as it was accepted`;
}

function fileOf(folder: SiteFolder, path: string): Verdict {
  const setting = hiddenFromService(folder.path, path);
  if (setting !== undefined)
    return {
      state: 'failed',
      says: `the service does not see ${path}: its unit has ${setting}`,
      fix: 'Put the file somewhere else, such as /data, where its account may read it, and name it: consilium-site data add.',
      code: 'FILE_UNREADABLE',
    };
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    const { code, message } = fromUnknown(error, path);
    return {
      state: 'failed',
      says: message,
      fix: 'Put the file back, let this account read it, or name another one: consilium-site data add.',
      code,
    };
  }
  return `${path} can be read`;
}

type Approved = ReturnType<typeof approved>[number];

function approved(folder: SiteFolder): ReturnType<ReturnType<SiteFolder['approvals']>['list']> {
  return folder
    .approvals()
    .list()
    .filter(({ decisions }) => decisions.at(-1)?.decision === 'approved');
}

/** What a plan that is approved reads that identifies people, a sentence each. */
function identifiersOf(folder: SiteFolder, { planHash }: Approved): readonly string[] {
  const json = folder.approvals().planOf(planHash);
  return json === undefined ? [] : identifiersIn(planFromJson(json, planHash)).map(findingText);
}

async function plan(folder: SiteFolder, record: Approved): Promise<Verdict> {
  const identifiers = identifiersOf(folder, record);
  if (identifiers.length > 0)
    return {
      state: 'failed',
      says: identifiers.join(' '),
      fix: 'It was approved by an earlier version. Refuse it with "consilium-site plan refuse", and ask for a plan without these columns.',
      code: 'DEID_REFUSED',
    };
  const problems = approvalProblems(folder, record);
  // So ends every approval that was used: not an alarm that stays for ever.
  if (problems.length > 0 && problems.every((problem) => problem.startsWith('APPROVAL_EXCEEDED')))
    return {
      state: 'warning',
      says: problems.join(' '),
      fix: 'Nothing needs to be done once its run has ended. For more, approve it with more --runs and a larger --epsilon: consilium-site plan approve.',
      code: 'APPROVAL_EXCEEDED',
    };
  if (problems.length > 0)
    return {
      state: 'failed',
      says: problems.join(' '),
      fix: 'Its tasks would be refused until this is mended; consilium-site plan show says what it needs.',
      code: 'PLAN_NOT_APPROVED',
    };
  const entry = folder.catalog().entries.find(({ studies }) => studies.includes(record.study));
  const json = folder.approvals().planOf(record.planHash);
  if (entry === undefined || json === undefined)
    return 'nothing speaks against its next task; it cannot be tried on the data: the plan is not stored';
  const { unreadable } = await dryRun(folder, entry, planFromJson(json, record.planHash));
  if (unreadable === 0) return `the data set ${entry.dataset} fits it, and the budget has room for its next task`;
  return {
    state: 'warning',
    says: `${unreadable} cells or rows of ${entry.dataset} cannot be read as the plan says`,
    fix: 'See which: consilium-site data check.',
    code: 'DATA_INVALID',
  };
}

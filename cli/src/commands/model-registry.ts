import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonOption } from '@consilium/command-line';
import { ConsiliumError, fromUnknown, systemClock } from '@consilium/core';
import { print, table } from '@consilium/host';
import { MANIFEST_FILE, readPublicKey, signApproval } from '@consilium/model';
import type { consilium, researchService } from '@consilium/proto';
import { verifyModelDossier } from '@consilium/sim';
import type { Client } from '@consilium/transport';
import { readIdentityFolder } from '@consilium/trust';
import { Command, InvalidArgumentError, Option } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OWN_IDENTITY, withResearch } from '../connection.ts';
import { readLogKey, requireLog } from '../log-key.ts';
import { holdsLogin } from '../login/login-folder.ts';
import { actLines, MODEL_COLUMNS, modelRow, modelView, versionLines } from '../model-versions.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long an approval holds unless somebody says otherwise: a year. */
const USUAL_DAYS = 365;

type Info = consilium.v1.ModelVersionInfo.$Properties;

/** A version as people write it. */
interface Label {
  readonly name: string;
  readonly version: number;
}

interface Caller {
  readonly identity: string;
  readonly json?: boolean;
}

/** `consilium model register`, `propose`, `approve`, `reject`, `withdraw`, `list`, `show` and `history` */
export function modelRegistryCommands(): readonly Command[] {
  return [register(), propose(), approve(), decide('reject'), decide('withdraw'), list(), show(), history()];
}

function register(): Command {
  return asked('register', 'Make a dossier of the model of a run a version of a named model')
    .argument('<dossier>', 'folder of the dossier; it is verified first')
    .requiredOption('--key <file>', 'public key of those who should have signed the dossier')
    .requiredOption('--name <name>', 'of the model: small letters, digits and hyphens')
    .addHelpText('after', '\nExample:\n  $ consilium model register heart-dossier --key release.key.pub --name heart\n')
    .action(async (folder: string, { key, name, identity, json }: Caller & { key: string; name: string }) => {
      verifyModelDossier(folder, readPublicKey(key));
      const manifest = bytesOf(join(folder, MANIFEST_FILE));
      tell(json, await withResearch(identity, (research) => research.registerModel({ name, manifest })));
    });
}

function propose(): Command {
  return asked('propose', 'Propose a version for a use, for a clinical approver to decide about')
    .argument('<name@version>', 'version of a model', labelOf)
    .requiredOption('--for <use>', 'what it is to be used for')
    .addOption(riskOption())
    .addHelpText('after', '\nExample:\n  $ consilium model propose heart@1 --for "whom to see first" --risk moderate\n')
    .action(async (label: Label, { for: use, risk, identity, json }: Caller & { for: string; risk: string }) => {
      tell(json, await withResearch(identity, (research) => research.proposeModel({ ...label, use, risk })));
    });
}

interface ApproveOptions extends Caller {
  readonly dossier: string;
  readonly key: string;
  readonly logKey?: string;
  readonly for: string;
  readonly risk: string;
  readonly reason: string;
  readonly days: number;
}

function approve(): Command {
  return asked('approve', 'Verify the dossier of a proposed version, and approve the version with a signature of your own key')
    .argument('<name@version>', 'version of a model', labelOf)
    .requiredOption(
      '--dossier <folder>',
      'folder of the dossier that you have read; it is verified, and has to be that of the version',
    )
    .requiredOption('--key <file>', 'public key of those who should have signed the dossier')
    .option(
      '--log-key <file>',
      'key of the audit log that the hospitals have seen (default: the one that the coordinator has now): the dossier has to rest on that log',
    )
    .requiredOption('--for <use>', 'what you approve it for: the very words of the proposal')
    .addOption(riskOption())
    .requiredOption('--reason <text>', 'why, for others to read')
    .option('--days <days>', 'how long the approval holds: 1 to 366', daysOf, USUAL_DAYS)
    .addHelpText(
      'after',
      '\nWho approves is a clinical approver, has neither registered nor proposed the version nor decided about its run, and calls with a certificate.\n\nExample:\n  $ consilium model approve heart@1 --dossier heart-dossier --key release.key.pub --for "whom to see first" --risk moderate --reason "committee of 3 May"\n',
    )
    .action(async (label: Label, options: ApproveOptions) => {
      const { dossier, key, logKey, for: use, risk, reason, days, identity, json } = options;
      const { address, manifest, shown } = verifyModelDossier(dossier, readPublicKey(key));
      const secret = createPrivateKey(ownKey(identity));
      const untilMs = systemClock.now() + days * DAY_MS;
      // The words of who signs, not those that the coordinator says were proposed: it takes none but the same.
      const signature = signApproval({ ...label, dossier: address, use, risk, untilMs }, secret);
      const publicKeyPem = createPublicKey(secret).export({ type: 'spki', format: 'pem' }).toString();
      const approved = await withResearch(identity, async (research) => {
        // Anybody can write a log with a key of their own, and into it what scores they like.
        requireLog(shown, logKey === undefined ? await logKeyOf(research, manifest.run ?? '') : readLogKey(logKey));
        return await research.approveModel({ ...label, dossier: address, reason, untilMs, publicKeyPem, signature });
      });
      tell(json, approved);
    });
}

const DECISIONS = {
  reject: ['Reject a version that was proposed', 'rejectModel', 'not enough women among the held-out patients'],
  withdraw: ['Take the approval of a version back', 'withdrawModel', 'calibration has drifted'],
} as const;

function decide(decision: keyof typeof DECISIONS): Command {
  const [description, call, example] = DECISIONS[decision];
  return asked(decision, description)
    .argument('<name@version>', 'version of a model', labelOf)
    .requiredOption('--reason <text>', 'why, for others to read')
    .addHelpText('after', `\nExample:\n  $ consilium model ${decision} heart@1 --reason "${example}"\n`)
    .action(async (label: Label, { reason, identity, json }: Caller & { reason: string }) => {
      tell(json, await withResearch(identity, (research) => research[call]({ ...label, reason })));
    });
}

function list(): Command {
  return asked('list', 'List the versions of all models, and where they stand')
    .addHelpText('after', '\nExample:\n  $ consilium model list\n')
    .action(async ({ identity, json }: Caller) => {
      const { models } = await withResearch(identity, (research) => research.listModels({}));
      const nowMs = systemClock.now();
      const views = models.map((info) => modelView(info, nowMs));
      print(json, views, () => (views.length === 0 ? ['No model is registered.'] : table(MODEL_COLUMNS, views.map(modelRow))));
    });
}

function show(): Command {
  return asked('show', 'Show a version, what was decided about it, and whether its approval is signed')
    .argument('<name@version>', 'version of a model', labelOf)
    .addHelpText('after', '\nExample:\n  $ consilium model show heart@1\n')
    .action(async (label: Label, { identity, json }: Caller) => {
      const { models } = await withResearch(identity, (research) => research.listModels({ name: label.name }));
      tell(json, versionIn(models, label));
    });
}

function history(): Command {
  return asked('history', 'Show all that people have done about the versions of a model, oldest first')
    .argument('<name>', 'name of a model')
    .addHelpText('after', '\nExample:\n  $ consilium model history heart\n')
    .action(async (name: string, { identity, json }: Caller) => {
      const { models } = await withResearch(identity, (research) => research.listModels({ name }));
      const nowMs = systemClock.now();
      const acts = models
        .flatMap((info) => modelView(info, nowMs).acts.map((act) => ({ version: info.version ?? 0, ...act })))
        .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.version - b.version));
      print(json, acts, () => acts.flatMap(({ version, ...act }) => actLines(act, `${name}@${version} `)));
    });
}

function riskOption(): Option {
  return new Option('--risk <risk>', 'how much depends on it in that use')
    .choices(['low', 'moderate', 'high'])
    .makeOptionMandatory();
}

function asked(name: string, description: string): Command {
  return new Command(name).description(description).option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY).addOption(jsonOption());
}

function tell(json: boolean | undefined, info: Info): void {
  const view = modelView(info, systemClock.now());
  print(json, view, () => versionLines(view));
}

function labelOf(text: string): Label {
  const { name, version } = /^(?<name>[^@]+)@(?<version>[1-9]\d{0,8})$/.exec(text)?.groups ?? {};
  if (name !== undefined && version !== undefined) return { name, version: Number(version) };
  throw new InvalidArgumentError('A version is written name@number, such as heart@1.');
}

function daysOf(text: string): number {
  const days = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (days >= 1 && days <= 366) return days;
  throw new InvalidArgumentError('An approval holds for 1 to 366 days.');
}

function versionIn(models: readonly Info[], { name, version }: Label): Info {
  const found = models.find((one) => one.version === version);
  if (found !== undefined) return found;
  throw new ConsiliumError({ code: 'MODEL_UNKNOWN', message: `there is no model ${name}@${version}` });
}

/** The key of the log that a coordinator keeps. */
async function logKeyOf(research: Pick<Client<typeof researchService>, 'readRunLog'>, run: string): Promise<string> {
  for await (const { verifierKey } of research.readRunLog({ run })) if (verifierKey !== '') return verifierKey;
  throw new ConsiliumError({ code: 'EVIDENCE_MISSING', message: `the coordinator has no log of ${run}` });
}

/** @throws ConsiliumError `USAGE` for a login, which has no key */
function ownKey(identity: string): string {
  if (!holdsLogin(identity)) return readIdentityFolder(identity).privateKeyPem;
  throw new ConsiliumError({
    code: 'USAGE',
    message: 'an approval is signed with a key of your own, which a login does not have',
    advice:
      'Ask the operator for a join string ("consilium user add") and approve with the certificate that "consilium join" brings.',
  });
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsiliumError, fromUnknown, isConsiliumError, type Json } from '@consilium/core';
import {
  type AuthorCard,
  authorOfCard,
  hashFolder,
  MANIFEST_FILE,
  type MissingPart,
  parseRunLog,
  RUN_LOG_PATH,
  type RunEvidence,
  type RunLogFacts,
  SIGNATURE_FILE,
  type VerifiedDossier,
  verifyDossier,
  writeDossier,
} from '@consilium/model';
import { requireForeignUse } from './export-model.ts';
import { type FormatFile, targetInUnits, writeKeras, writeOnnx, writeSafetensors } from './format-files.ts';
import { evidenceOfLog, readRunLog } from './run-evidence.ts';
import { type FinishedModel, readModelFolder, writeDescription, writeModelFolder } from './model-folder.ts';

type Manifest = VerifiedDossier['manifest'];

/** The folder of a dossier in which the model lies. */
const MODEL_FOLDER = 'model';

/** Formats beside TensorFlow.js, which the layers of every plan have. */
const FORMATS: Readonly<Record<string, (folder: string, model: FinishedModel) => FormatFile>> = {
  onnx: writeOnnx,
  keras: writeKeras,
  safetensors: writeSafetensors,
};

/**
 * Writes the dossier of a model; see {@link writeDossier}. A format that cannot hold the network is named as missing.
 *
 * @param log from which the evidence was read, of a run with hospitals
 * @throws ConsiliumError `DATA_INVALID` for a model whose inputs nobody but a hospital of its study can make, and what {@link writeDossier} throws
 */
export function writeModelDossier(
  out: string,
  model: FinishedModel,
  evidence: RunEvidence,
  author: AuthorCard,
  key: KeyObject,
  log?: string,
): string {
  requireForeignUse(model);
  const { plan, origin } = model;
  const parts = { plan, origin, evidence, author, writeModel: (folder: string) => writeFormats(folder, model) };
  return writeDossier(out, log === undefined ? parts : { ...parts, log }, key);
}

/** A dossier that holds, and the model in it. */
export interface VerifiedModel extends VerifiedDossier {
  readonly model: FinishedModel;
  /** What the audit log shows of a run with hospitals. */
  readonly shown?: RunLogFacts;
}

/**
 * Verifies a dossier, see {@link verifyDossier}, and that plan and weights in it are those that it says it is of: who signs can lie, and who
 * has approved a plan by its hash shall not be shown that hash beside another one. Every file of its folder `model`, in every format, is held to
 * what this program writes of those weights, bit for bit: who opens the ONNX file gets the model that was signed for. Of a run with hospitals
 * every other file, too, is held to what follows from the log of the run and from what people have stated in the card.
 *
 * @throws ConsiliumError `DOSSIER_ALTERED` where they do not belong together, and what {@link verifyDossier} throws
 */
export function verifyModelDossier(folder: string, key: KeyObject): VerifiedModel {
  const verified = verifyDossier(folder, key);
  const { plan, model, run, rehearsal, study, title } = verified.manifest;
  // Who predicts takes what lies at the top, where something does.
  if (existsSync(join(folder, 'inputs.json'))) throw contradicted('it has a model beside that of its folder model');
  const found = modelIn(join(folder, MODEL_FOLDER));
  const { origin } = found;
  if (found.plan.hash !== plan) throw contradicted('its plan is not the one that its manifest names');
  const { document } = found.plan;
  if (document.study !== study || document.title !== title)
    throw contradicted('its manifest names another study or title than its plan');
  if (origin.sha256 !== model) throw contradicted('its weights are not those that its manifest names');
  if ((origin.run ?? null) !== run || origin.rehearsal !== rehearsal)
    throw contradicted('its model is not of the run that its manifest names');
  if (rehearsal) {
    withFolder((again) => requireModel(verified.manifest, found, again));
    return { ...verified, model: found };
  }
  return { ...verified, model: found, shown: withFolder((again) => requireEvidence(folder, verified, found, again)) };
}

/** Whether a folder is a dossier, or was one before somebody took files away. */
export function isDossier(folder: string): boolean {
  return [MANIFEST_FILE, SIGNATURE_FILE].some((name) => existsSync(join(folder, name)));
}

/** Writes the model again and compares. @throws ConsiliumError `DOSSIER_ALTERED` with the first file that is another one */
function requireModel({ files, missing, software }: Manifest, model: FinishedModel, again: string): void {
  const left = writeFormats(join(again, MODEL_FOLDER), model);
  const untold = left.find(({ part }) => !missing.some((one) => one.part === part));
  if (untold !== undefined) throw contradicted(`it does not say that ${untold.part} are missing`);
  requireSame(
    files.filter(({ path }) => path.startsWith(`${MODEL_FOLDER}/`)),
    again,
    `is not what Consilium writes of the weights that were signed for (the dossier was written by version ${software})`,
  );
}

/**
 * Writes the whole dossier again, of its weights, the log of its run and what people have stated, and compares.
 *
 * @throws ConsiliumError `DOSSIER_ALTERED` where the log does not show how the model was made, and for the first file that does not follow from it
 */
function requireEvidence(folder: string, verified: VerifiedDossier, model: FinishedModel, again: string): RunLogFacts {
  const { files, software } = verified.manifest;
  if (!files.some(({ path }) => path === RUN_LOG_PATH)) throw contradicted(`it is of a run, and has no ${RUN_LOG_PATH}`);
  const { evidence, facts, log } = evidenceOfLog(parseRunLog(readRunLog(join(folder, RUN_LOG_PATH))), model);
  const author = authorOfCard(readText(join(folder, 'card.yaml')));
  const { privateKey: nobodys } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const copy = join(again, 'dossier');
  const address = writeModelDossier(copy, model, evidence, author, nobodys, log);
  for (const name of [MANIFEST_FILE, SIGNATURE_FILE]) rmSync(join(copy, name));
  requireSame(
    files,
    copy,
    `is not what Consilium writes of the signed weights, the log of the run and the stated card (the dossier was written by version ${software})`,
  );
  // What is missing the coordinator takes from there: no approval without an evaluation.
  if (address !== verified.address)
    throw contradicted('its manifest says other things of it, or of what is missing, than its card');
  return facts;
}

/** @throws ConsiliumError `DOSSIER_ALTERED` with the first file that is not the same */
function requireSame(files: Manifest['files'], folder: string, otherwise: string): void {
  const made = hashFolder(folder);
  const signed = new Map(files.map(({ path, sha256 }) => [path, sha256]));
  for (const path of new Set([...made.keys(), ...signed.keys()])) {
    if (made.get(path)?.sha256 === signed.get(path)) continue;
    throw contradicted(signed.has(path) ? `${path} ${otherwise}` : `${path} is missing`);
  }
}

function withFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'consilium-verify-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

function modelIn(folder: string): FinishedModel {
  try {
    return readModelFolder(folder);
  } catch (error) {
    throw isConsiliumError(error) ? contradicted(error.message, error) : error;
  }
}

function contradicted(what: string, cause?: unknown): ConsiliumError<'DOSSIER_ALTERED'> {
  return new ConsiliumError({
    code: 'DOSSIER_ALTERED',
    message: `the dossier contradicts itself, as it was signed: ${what}`,
    ...(cause === undefined ? {} : { cause }),
  });
}

function writeFormats(folder: string, model: FinishedModel): readonly MissingPart[] {
  writeModelFolder(folder, model);
  const missing: MissingPart[] = [];
  const inputs: Record<string, Json> = { tfjs: { file: 'model.json' } };
  for (const [format, write] of Object.entries(FORMATS)) {
    try {
      inputs[format] = { ...write(folder, model).inputs, ...(format === 'onnx' ? targetInUnits(model) : {}) };
    } catch (error) {
      if (!isConsiliumError(error, 'MODEL_INVALID')) throw error;
      missing.push({ part: `weights as ${format}`, why: error.message });
    }
  }
  writeDescription(folder, model, inputs);
  return missing;
}

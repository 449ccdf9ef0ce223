import type { KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError, isConsiliumError, type Json } from '@consilium/core';
import { type AuthorCard, type MissingPart, type RunEvidence, verifyDossier, writeDossier } from '@consilium/model';
import { requireForeignUse } from './export-model.ts';
import { type FormatFile, targetInUnits, writeKeras, writeOnnx, writeSafetensors } from './format-files.ts';
import { type FinishedModel, readModelFolder, writeDescription, writeModelFolder } from './model-folder.ts';

/** Formats beside TensorFlow.js, which the layers of every plan have. */
const FORMATS: Readonly<Record<string, (folder: string, model: FinishedModel) => FormatFile>> = {
  onnx: writeOnnx,
  keras: writeKeras,
  safetensors: writeSafetensors,
};

/**
 * Writes the dossier of a model; see {@link writeDossier}. A format that cannot hold the network is named as missing.
 *
 * @throws ConsiliumError `DATA_INVALID` for a model whose inputs nobody but a hospital of its study can make, and what {@link writeDossier} throws
 */
export function writeModelDossier(
  out: string,
  model: FinishedModel,
  evidence: RunEvidence,
  author: AuthorCard,
  key: KeyObject,
): string {
  requireForeignUse(model);
  const { plan, origin } = model;
  return writeDossier(out, { plan, origin, evidence, author, writeModel: (folder) => writeFormats(folder, model) }, key);
}

/**
 * Verifies a dossier, see {@link verifyDossier}, and that plan and weights in it are those that it says it is of: who signs can lie, and who
 * has approved a plan by its hash shall not be shown that hash beside another one. Weights in the other formats are held to nothing but the signature.
 *
 * @throws ConsiliumError `DOSSIER_ALTERED` where they do not belong together, and what {@link verifyDossier} throws
 */
export function verifyModelDossier(folder: string, key: KeyObject): ReturnType<typeof verifyDossier> {
  const verified = verifyDossier(folder, key);
  const { plan, model, run, rehearsal } = verified.manifest;
  // Who predicts takes what lies at the top, where something does.
  if (existsSync(join(folder, 'inputs.json'))) throw contradicted('it has a model beside that of its folder model');
  const found = modelIn(join(folder, 'model'));
  const { origin } = found;
  if (found.plan.hash !== plan) throw contradicted('its plan is not the one that its manifest names');
  if (origin.sha256 !== model) throw contradicted('its weights are not those that its manifest names');
  if ((origin.run ?? null) !== run || origin.rehearsal !== rehearsal)
    throw contradicted('its model is not of the run that its manifest names');
  return verified;
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

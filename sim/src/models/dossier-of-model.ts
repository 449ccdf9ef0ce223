import type { KeyObject } from 'node:crypto';
import { isConsiliumError, type Json } from '@consilium/core';
import { type AuthorCard, type MissingPart, type RunEvidence, writeDossier } from '@consilium/model';
import { requireForeignUse } from './export-model.ts';
import { type FormatFile, targetInUnits, writeKeras, writeOnnx, writeSafetensors } from './format-files.ts';
import { type FinishedModel, writeDescription, writeModelFolder } from './model-folder.ts';

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

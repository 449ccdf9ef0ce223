import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError, fromUnknown, visibleText } from '@consilium/core';
import { NOT_APPROVED } from '@consilium/plan';
import { privacyText, targetInUnits, writeKeras, writeOnnx } from './format-files.ts';
import { type FinishedModel, writeDescription, writeModelFolder } from './model-folder.ts';

/** Formats in which models leave. */
export const MODEL_FORMATS = ['onnx', 'keras', 'tfjs'] as const;

/** Name of a format. */
export type ModelFormat = (typeof MODEL_FORMATS)[number];

/** How each format is written into an empty folder. @returns the file that programs open */
const WRITERS: Readonly<Record<ModelFormat, (folder: string, model: FinishedModel) => string>> = {
  onnx(folder, model) {
    const { file, inputs } = writeOnnx(folder, model);
    writeDescription(folder, model, { onnx: inputs, ...targetInUnits(model) });
    return file;
  },
  keras(folder, model) {
    const { file, inputs } = writeKeras(folder, model);
    writeDescription(folder, model, { keras: inputs });
    return file;
  },
  tfjs(folder, model) {
    writeModelFolder(folder, model);
    return 'model.json';
  },
};

/**
 * Writes a model in the format of another program, with `inputs.json` and `plan.json` beside it.
 *
 * @param folder new, or empty
 * @returns the file that programs open
 * @throws ConsiliumError `USAGE` where something is in the folder, `DATA_INVALID` for inputs that only a hospital can make, `DISK_FULL`
 */
export function exportModel(model: FinishedModel, format: ModelFormat, folder: string): string {
  requireForeignUse(model);
  try {
    if (existsSync(folder) && readdirSync(folder).length > 0) {
      throw new ConsiliumError({
        code: 'USAGE',
        message: `${folder} is not empty`,
        advice: 'Name a new folder with --out: nothing is overwritten.',
      });
    }
    mkdirSync(folder, { recursive: true });
    const file = WRITERS[format](folder, model);
    writeFileSync(join(folder, 'README.txt'), readme(model, file));
    return join(folder, file);
  } catch (error) {
    throw fromUnknown(error, folder);
  }
}

/** @throws ConsiliumError `DATA_INVALID` for a model whose inputs nobody but a hospital of its study can make */
export function requireForeignUse({ plan }: FinishedModel): void {
  if (plan.document.data.standardise !== 'site') return;
  throw new ConsiliumError({
    code: 'DATA_INVALID',
    message:
      'the inputs of this plan were scaled by mean and deviation of each hospital (data.standardise: site), which no one else has: the model works at those hospitals alone',
  });
}

function readme({ plan, origin }: FinishedModel, file: string): string {
  return `${[
    visibleText(plan.document.title),
    '',
    `${NOT_APPROVED[0]?.toUpperCase()}${NOT_APPROVED.slice(1)}.`,
    '',
    `${file}: the model, SHA-256 of its weights ${origin.sha256}`,
    'inputs.json: its inputs and its output: names, order, units, codes, scales, missing values, threshold',
    ...plan.inputs.flatMap(({ name, feature }) =>
      feature.kind === 'words'
        ? [
            `The model takes values of terms, not the notes of ${name}: no file here reads notes. "consilium model predict" does, as the hospitals did.`,
          ]
        : [],
    ),
    `plan.json: the plan of the study, SHA-256 ${plan.hash}`,
    `Privacy: ${privacyText(origin)}`,
  ].join('\n')}\n`;
}

import { closeSync, existsSync, mkdirSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError, fromUnknown, type Json } from '@consilium/core';
import { writeFully } from '@consilium/host';
import { exportKeras, exportOnnx, onnxInputs } from '@consilium/learning';
import { type ModelInputs, type ModelOrigin, NOT_APPROVED } from '@consilium/plan';
import { type FinishedModel, inputsOf, writeDescription, writeModelFolder } from './model-folder.ts';
import { writeZip } from './write-zip.ts';

/** Formats in which models leave. */
export const MODEL_FORMATS = ['onnx', 'keras', 'tfjs'] as const;

/** Name of a format. */
export type ModelFormat = (typeof MODEL_FORMATS)[number];

/** How each format is written into an empty folder. @returns the file that programs open */
const WRITERS: Readonly<Record<ModelFormat, (folder: string, model: FinishedModel) => string>> = {
  onnx(folder, model) {
    const file = 'model.onnx';
    const { plan, weights, origin } = model;
    const pieces = exportOnnx(plan, weights, {
      producerVersion: origin.software,
      description: `${plan.document.title}: ${NOT_APPROVED}`,
      metadata: metadataOf(model),
    });
    const fd = openSync(join(folder, file), 'wx');
    try {
      for (const piece of pieces) writeFully(fd, piece);
    } finally {
      closeSync(fd);
    }
    writeDescription(folder, model, { onnx: { file, ...onnxInputs(plan) }, ...inUnits(model) });
    return file;
  },
  keras(folder, model) {
    const file = 'model.keras';
    const { plan, weights } = model;
    const files = exportKeras({ model: plan.document.model, inputShape: [plan.inputWidth], weights }, metadataOf(model));
    writeZip(join(folder, file), files);
    writeDescription(folder, model, { keras: { file } });
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
  const { data } = model.plan.document;
  if (data.standardise === 'site') {
    throw new ConsiliumError({
      code: 'DATA_INVALID',
      message:
        'the inputs of this plan were scaled by mean and deviation of each hospital (data.standardise: site), which no one else has: the model works at those hospitals alone',
    });
  }
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

/** A file that gives numbers in their unit leaves nothing to undo. */
function inUnits(model: FinishedModel): ModelInputs {
  const { target } = inputsOf(model) as { readonly target: Readonly<Record<string, Json>> };
  if (target['kind'] !== 'number') return {};
  const { scale: _scale, ...rest } = target;
  return { target: { ...rest, output: 'the number in its unit' } };
}

/** What a file says of the model in words that its format shows to everybody. */
function metadataOf({ plan, origin }: FinishedModel): Readonly<Record<string, string>> {
  return {
    study: plan.document.study,
    plan: plan.hash,
    weights: origin.sha256,
    ...(origin.run === undefined ? {} : { run: origin.run }),
    privacy: privacyText(origin),
    notice: NOT_APPROVED,
    inputs: 'inputs.json',
  };
}

function privacyText({ privacy, rehearsal }: ModelOrigin): string {
  const stated =
    privacy === null
      ? 'none: never use this model with data of real patients'
      : `epsilon ${privacy.epsilon} with delta ${privacy.delta} for each ${privacy.unit}`;
  return rehearsal ? `${stated}; made in a rehearsal` : stated;
}

function readme({ plan, origin }: FinishedModel, file: string): string {
  return `${[
    plan.document.title,
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

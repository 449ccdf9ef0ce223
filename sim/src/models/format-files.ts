import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '@consilium/core';
import { writeFully } from '@consilium/host';
import { exportKeras, exportOnnx, exportSafetensors, onnxInputs } from '@consilium/learning';
import { type ModelInputs, type ModelOrigin, NOT_APPROVED } from '@consilium/plan';
import { type FinishedModel, inputsOf } from './model-folder.ts';
import { writeZip } from './write-zip.ts';

/** A file in the format of another program. */
export interface FormatFile {
  /** Its name in the folder. */
  readonly file: string;
  /** What `inputs.json` says of it, under the name of the format. */
  readonly inputs: { readonly [key: string]: Json };
}

/** Writes `model.onnx`. @throws ConsiliumError `MODEL_INVALID` for a network that ONNX has no operators for, and what writing throws */
export function writeOnnx(folder: string, model: FinishedModel): FormatFile {
  const file = 'model.onnx';
  const { plan, weights, origin } = model;
  const pieces = exportOnnx(plan, weights, {
    producerVersion: origin.software,
    description: `${plan.document.title}: ${NOT_APPROVED}`,
    metadata: metadataOf(model),
  });
  writePieces(join(folder, file), pieces);
  return { file, inputs: { file, ...onnxInputs(plan) } };
}

/** Writes `model.keras`. @throws ConsiliumError `MODEL_INVALID` for a network that Keras computes in another way, and what writing throws */
export function writeKeras(folder: string, model: FinishedModel): FormatFile {
  const file = 'model.keras';
  const { plan, weights } = model;
  const files = exportKeras({ model: plan.document.model, inputShape: [plan.inputWidth], weights }, metadataOf(model));
  writeZip(join(folder, file), files);
  return { file, inputs: { file } };
}

/** Writes `model.safetensors`: the weights by their names, without the network. @throws what writing throws */
export function writeSafetensors(folder: string, model: FinishedModel): FormatFile {
  const file = 'model.safetensors';
  const { plan, weights } = model;
  writePieces(join(folder, file), exportSafetensors(plan.manifest, weights, metadataOf(model)));
  return { file, inputs: { file } };
}

/** An ONNX file gives numbers in their unit: it leaves nothing to undo. */
export function targetInUnits(model: FinishedModel): ModelInputs {
  const { target } = inputsOf(model) as { readonly target: Readonly<Record<string, Json>> };
  if (target['kind'] !== 'number') return {};
  const { scale: _scale, ...rest } = target;
  return { target: { ...rest, output: 'the number in its unit' } };
}

/** What a model's privacy is, in a line. */
export function privacyText({ privacy, rehearsal }: ModelOrigin): string {
  const stated =
    privacy === null
      ? 'none: never use this model with data of real patients'
      : `epsilon ${privacy.epsilon} with delta ${privacy.delta} for each ${privacy.unit}`;
  return rehearsal ? `${stated}; made in a rehearsal` : stated;
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

function writePieces(path: string, pieces: Iterable<Uint8Array>): void {
  const fd = openSync(path, 'wx');
  try {
    for (const piece of pieces) writeFully(fd, piece);
  } finally {
    closeSync(fd);
  }
}

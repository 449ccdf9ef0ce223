import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, ConsiliumError, fromUnknown } from '@consilium/core';
import { exportLayersModel, layersModelWeights } from '@consilium/learning';
import {
  type CompiledPlan,
  type ModelInputs,
  modelInputs,
  type ModelOrigin,
  planFromJson,
  releaseParameters,
} from '@consilium/plan';
import { deriveRelease } from '@consilium/privacy';
import type { consilium } from '@consilium/proto';
import { z } from 'zod';

/** A model that has been made, with its plan. */
export interface FinishedModel {
  readonly plan: CompiledPlan;
  /** Flat, in manifest order. */
  readonly weights: Float32Array;
  readonly origin: ModelOrigin;
}

const INPUTS_FILE = 'inputs.json';
const MODEL_FILE = 'model.json';
/** Name of the hash in `model.json` that binds what `inputs.json` says of the model's origin. */
const BOUND = 'consiliumOriginSha256';
const PLAN_FILE = 'plan.json';

/** Of `inputs.json` what tells whether the other files are those that it speaks of. */
const inputsSchema = z.object({
  format: z.literal('consilium-model-inputs'),
  version: z.literal(1),
  plan: z.object({ hash: z.string() }),
  model: z.object({ sha256: z.string() }),
  run: z.string().optional(),
  rehearsal: z.boolean(),
  software: z.string(),
  privacy: z.object({ epsilon: z.number(), delta: z.number(), unit: z.enum(['patient', 'site']) }).nullable(),
});

/** SHA-256 of what a description says of where its model comes from, and of its privacy. */
function originHash({ plan, model, run, rehearsal, software, privacy }: z.output<typeof inputsSchema>): string {
  const said = { plan: plan.hash, model: model.sha256, run: run ?? null, rehearsal, software, privacy };
  return createHash('sha256').update(canonicalJson(said)).digest('hex');
}

const boundSchema = z.object({ userDefinedMetadata: z.object({ [BOUND]: z.string() }) });

/** @throws ConsiliumError `CONFIG_INVALID` for a description that is not the one which the model was written with */
function requireBound(modelJson: string, described: z.output<typeof inputsSchema>, folder: string): void {
  const bound = boundSchema.safeParse(jsonIn(modelJson, join(folder, MODEL_FILE)));
  if (bound.success && bound.data.userDefinedMetadata[BOUND] === originHash(described)) return;
  throw new ConsiliumError({
    code: 'CONFIG_INVALID',
    message: bound.success
      ? `what ${join(folder, INPUTS_FILE)} says of the model's origin or privacy is not what the model was written with`
      : `${join(folder, MODEL_FILE)} does not say with which ${INPUTS_FILE} it was written`,
    advice: `Take the folder from where it was made: one of its files was changed, or comes from another model.`,
  });
}

/** What is known beside plan and weights. */
interface OriginFacts extends Pick<ModelOrigin, 'run' | 'software' | 'rehearsal'> {
  /** Whether the noise of the plan was left out, or came from a seed, so that the plan's epsilon does not hold for this model. @default false */
  readonly unprotected?: boolean;
}

/** What is known of a model's origin by its plan and weights. @param facts what else is known */
export function originOf(plan: CompiledPlan, weights: Float32Array, { unprotected = false, ...more }: OriginFacts): ModelOrigin {
  const { privacy } = plan.document;
  const parameters = releaseParameters(plan);
  const stated =
    unprotected || privacy.mechanism === 'none' || parameters === undefined
      ? null
      : { epsilon: deriveRelease(parameters).epsilon, delta: privacy.target.delta, unit: privacy.unit };
  return { ...more, sha256: weightsHash(weights), privacy: stated };
}

/** What a coordinator tells of a model's origin. Of a run that is rehearsed no epsilon is sure. */
export function originOfRun({ run, rehearsal }: RunFacts): Pick<OriginFacts, 'run' | 'rehearsal' | 'unprotected'> {
  return { run: run ?? '', rehearsal: rehearsal === true, unprotected: rehearsal === true };
}

type RunFacts = Pick<consilium.v1.RunInfo.$Properties, 'run' | 'rehearsal'>;

/** SHA-256 of weights as they travel: little-endian float32. */
function weightsHash(weights: Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength))
    .digest('hex');
}

/** The description of a model's inputs. */
export function inputsOf({ plan, origin }: FinishedModel): ModelInputs {
  return modelInputs(plan, origin);
}

/**
 * Writes a model as a folder that works wherever it is copied: `model.json` and `weights.bin` (TensorFlow.js layers format), `plan.json`, and
 * `inputs.json`, which says how to feed it.
 *
 * @throws ConsiliumError `DISK_FULL`, `FILE_UNREADABLE`
 */
export function writeModelFolder(folder: string, model: FinishedModel): void {
  const { plan, weights } = model;
  try {
    mkdirSync(folder, { recursive: true });
    const { modelJson, weightsBin } = exportLayersModel(plan.document.model, [plan.inputWidth], weights);
    // The field that the format leaves to those who make models.
    const userDefinedMetadata = { [BOUND]: originHash(inputsSchema.parse(inputsOf(model))) };
    writeFileSync(join(folder, MODEL_FILE), `${JSON.stringify({ ...modelJson, userDefinedMetadata }, null, 2)}\n`);
    writeFileSync(join(folder, 'weights.bin'), weightsBin);
    writeDescription(folder, model);
  } catch (error) {
    throw fromUnknown(error, folder);
  }
}

/** Writes what goes with a model in any format: `plan.json` and `inputs.json`. @param more what the format adds to the latter */
export function writeDescription(folder: string, model: FinishedModel, more: ModelInputs = {}): void {
  writeFileSync(join(folder, PLAN_FILE), `${model.plan.json}\n`);
  writeFileSync(join(folder, INPUTS_FILE), `${JSON.stringify({ ...inputsOf(model), ...more }, null, 2)}\n`);
}

/**
 * Reads the folder of a model, or a folder of results with one in it.
 *
 * @throws ConsiliumError `FILE_UNREADABLE` for a folder without a model, `CONFIG_INVALID` for a description that is none or was changed, `PLAN_HASH_MISMATCH`,
 * `UPDATE_CORRUPT` for weights that are not those of the description
 */
export function readModelFolder(path: string): FinishedModel {
  const folder = [path, join(path, 'model')].find((one) => existsSync(join(one, INPUTS_FILE)));
  if (folder === undefined) {
    throw new ConsiliumError({
      code: 'FILE_UNREADABLE',
      message: `${path} has no ${INPUTS_FILE}: name the folder model in the results of a run, or those results`,
    });
  }
  const file = (name: string): Buffer => {
    try {
      return readFileSync(join(folder, name));
    } catch (error) {
      throw fromUnknown(error, join(folder, name));
    }
  };
  const described = descriptionIn(file(INPUTS_FILE).toString('utf8'), join(folder, INPUTS_FILE));
  const plan = planFromJson(file(PLAN_FILE).toString('utf8').trimEnd(), described.plan.hash);
  requireBound(file(MODEL_FILE).toString('utf8'), described, folder);
  const weights = layersModelWeights(plan.document.model, [plan.inputWidth], file('weights.bin'));
  const origin = originOf(plan, weights, {
    software: described.software,
    rehearsal: described.rehearsal,
    // A rehearsal may have left out the noise of its plan, or seeded it: what its description does not promise, no copy of it does.
    unprotected: described.privacy === null,
    ...(described.run === undefined ? {} : { run: described.run }),
  });
  if (origin.sha256 !== described.model.sha256) {
    throw new ConsiliumError({
      code: 'UPDATE_CORRUPT',
      message: `${join(folder, 'weights.bin')} does not have the SHA-256 that ${INPUTS_FILE} says`,
    });
  }
  return { plan, weights, origin };
}

function descriptionIn(text: string, path: string): z.output<typeof inputsSchema> {
  const parsed = inputsSchema.safeParse(jsonIn(text, path));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ConsiliumError({
    code: 'CONFIG_INVALID',
    message: `${path} is no description of a model: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  });
}

function jsonIn(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConsiliumError({ code: 'CONFIG_INVALID', message: `${path} is no JSON`, cause });
  }
}

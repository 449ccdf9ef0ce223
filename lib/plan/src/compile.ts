import { canonicalJson, ConsiliumError, sha256Hex } from '@consilium/core';
import { parseYaml, readYamlFile, type ParsedYaml } from '@consilium/host';
import { z } from 'zod';
import { metricFits } from './evaluation-section.ts';
import { type InputColumn, inputColumns, targetWidth } from './data-dictionary.ts';
import { inferShapes, refusals, tensorManifest, type TensorManifest } from './model/index.ts';
import type { NoisyPrivacy } from './privacy-section.ts';
import { type PlanDocument, planSchema } from './schema.ts';

/** A checked plan and everything that follows from it without asking anybody. Frozen. */
export interface CompiledPlan {
  /** The plan with the defaults of its version filled in. */
  readonly document: PlanDocument;
  /** Canonical JSON of the plan as written, without defaults: the bytes that travel and that the hash covers. */
  readonly json: string;
  /** SHA-256 of {@link json}, lower-case hex: the name under which sites approve the plan. */
  readonly hash: string;
  readonly siteIds: readonly string[];
  readonly inputs: readonly InputColumn[];
  /** Length of the network's input vector. */
  readonly inputWidth: number;
  /** Number of target values per row. */
  readonly targetWidth: number;
  readonly manifest: TensorManifest;
}

/** Parses, checks and compiles YAML text. @throws ConsiliumError `PLAN_INVALID` with `name:line:column` for every problem. */
export function parsePlan(text: string, name = 'study.yaml'): CompiledPlan {
  return compile(parseYaml(text, planSchema, name, 'PLAN_INVALID'));
}

/** {@link parsePlan} for a file on disk. */
export function readPlan(path: string): CompiledPlan {
  return compile(readYamlFile(path, planSchema, 'PLAN_INVALID'));
}

/**
 * Compiles a plan received as canonical JSON, as a site does; its defaults are those of the version that it names.
 *
 * @throws ConsiliumError `PLAN_HASH_MISMATCH` when the text does not have the hash under which it was announced, or is not
 * canonical (two texts for one plan would be two names for one approval).
 */
export function planFromJson(json: string, expectedHash: string): CompiledPlan {
  if (sha256Hex(json) !== expectedHash) {
    throw new ConsiliumError({ code: 'PLAN_HASH_MISMATCH', message: `the plan does not have the hash ${expectedHash}` });
  }
  // JSON is YAML, so the same parser serves and reports lines the same way.
  const plan = compile(parseYaml(json, planSchema, `plan ${expectedHash.slice(0, 12)}`, 'PLAN_INVALID'));
  if (plan.hash !== expectedHash) {
    throw new ConsiliumError({
      code: 'PLAN_HASH_MISMATCH',
      message: `the plan ${expectedHash} is not in canonical form: it was changed, or written by another program`,
    });
  }
  return plan;
}

function compile(parsed: ParsedYaml<PlanDocument>): CompiledPlan {
  const document = parsed.value;
  const inputs = inputColumns(document.data);
  const inputWidth = inputs.reduce((sum, column) => sum + column.width, 0);
  const siteIds = Object.keys(document.sites).sort();
  checkModel(parsed, inputWidth);
  checkTarget(parsed);
  checkCodes(parsed);
  checkStandardise(parsed);
  checkEvaluation(parsed);
  checkTraining(parsed);
  checkSites(parsed, siteIds);
  // As written: with its defaults filled in, every field that a later release adds would rename every approved plan.
  const json = canonicalJson(z.json().parse(parsed.written));
  return deepFreeze({
    document,
    json,
    hash: sha256Hex(json),
    siteIds,
    inputs,
    inputWidth,
    targetWidth: targetWidth(document.data.target),
    manifest: tensorManifest(document.model, [inputWidth]),
  });
}

function checkModel(parsed: ParsedYaml<PlanDocument>, inputWidth: number): void {
  const { model, data, privacy } = parsed.value;
  let output: readonly number[];
  try {
    output = inferShapes(model, [inputWidth]).at(-1) ?? [];
  } catch (error) {
    if (!(error instanceof ConsiliumError) || error.code !== 'MODEL_INVALID') throw error;
    const layer = error.details.layer;
    return parsed.fail(typeof layer === 'number' ? ['model', 'layers', layer] : ['model'], error.message);
  }
  const width = targetWidth(data.target);
  if (output.length !== 1 || output[0] !== width) {
    parsed.fail(
      ['model', 'layers', model.layers.length - 1],
      `the last layer gives [${output.join(', ')}], the target needs [${width}]`,
    );
  }
  if (privacy.mechanism === 'none') return;
  for (const refusal of refusals(model, { unit: privacy.unit })) {
    parsed.fail(['model', 'layers', refusal.layer], refusal.message);
  }
}

function checkTarget(parsed: ParsedYaml<PlanDocument>): void {
  const { data, training } = parsed.value;
  const fits = {
    'binary-crossentropy': data.target.kind === 'binary',
    'categorical-crossentropy': data.target.kind === 'category',
    'mean-squared-error': data.target.kind === 'number',
    poisson: data.target.kind === 'number',
  };
  if (!fits[training.loss]) {
    parsed.fail(['training', 'loss'], `the loss ${training.loss} does not fit a target of kind ${data.target.kind}`);
  }
  const columns = [data.patientId, data.target.column, ...Object.keys(data.features)];
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined)
    parsed.fail(['data'], `the column ${twice} has two meanings; patient, target and features are distinct columns`);
}

/** Codes that could be read in two ways: of two classes, or as a value and as a missing cell. */
function checkCodes(parsed: ParsedYaml<PlanDocument>): void {
  const { target, features, missing } = parsed.value.data;
  const path = ['data', 'target', target.kind === 'binary' ? 'positive' : 'codes'];
  const classes =
    target.kind === 'binary' ? [...target.positive, ...target.negative] : target.kind === 'category' ? target.codes : [];
  const twice = classes.find((code, i) => classes.indexOf(code) !== i);
  if (twice !== undefined) parsed.fail(path, `the code ${JSON.stringify(twice)} of the target stands twice`);
  const absent = (codes: readonly string[]): string | undefined => codes.find((code) => missing.codes.includes(code));
  const refuse = (at: readonly string[], code: string): never =>
    parsed.fail(at, `the code ${JSON.stringify(code)} also means missing: change data.missing.codes`);
  const lost = absent(classes);
  if (lost !== undefined) refuse(path, lost);
  for (const [name, feature] of Object.entries(features)) {
    const code = feature.kind === 'category' ? absent(feature.codes) : undefined;
    if (code !== undefined) refuse(['data', 'features', name, 'codes'], code);
  }
}

function checkEvaluation(parsed: ParsedYaml<PlanDocument>): void {
  const { evaluation, data, training } = parsed.value;
  for (const [i, metric] of evaluation.metrics.entries()) {
    if (!metricFits(metric, data.target)) {
      parsed.fail(['evaluation', 'metrics', i], `the metric ${metric} does not fit a target of kind ${data.target.kind}`);
    }
  }
  for (const [name, { bands }] of Object.entries(evaluation.subgroups ?? {})) {
    const feature = Object.hasOwn(data.features, name) ? data.features[name] : undefined;
    if (feature === undefined) parsed.fail(['evaluation', 'subgroups', name], 'subgroups are made by features of the plan');
    if ((feature?.kind === 'number') !== (bands !== undefined)) {
      parsed.fail(['evaluation', 'subgroups', name], 'numbers are divided by bands, categories by their codes');
    }
  }
  const { classWeights } = training;
  const classes = data.target.kind === 'binary' ? 2 : data.target.kind === 'category' ? data.target.codes.length : 0;
  if (classWeights !== undefined && classWeights.length !== classes) {
    parsed.fail(['training', 'classWeights'], classes === 0 ? 'a number has no classes' : `the target has ${classes} classes`);
  }
}

/** Statistics of a site's patients in the inputs of one of them would make each patient's influence unbounded. */
function checkStandardise(parsed: ParsedYaml<PlanDocument>): void {
  const { data, privacy } = parsed.value;
  if (data.standardise === 'site' && privacy.mechanism !== 'none' && privacy.unit === 'patient') {
    parsed.fail(
      ['data', 'standardise'],
      'standardising by site mixes patients, so per-patient privacy would not hold: use scale',
    );
  }
}

/** Which fields of `training` a mechanism reads; any other is refused rather than ignored. */
function checkTraining(parsed: ParsedYaml<PlanDocument>): void {
  const { training, privacy } = parsed.value;
  const sampled = privacy.mechanism === 'dp-fedsgd' || privacy.mechanism === 'dp-sgd';
  const stepped = privacy.mechanism !== 'dp-fedsgd';
  if (sampled && training.samplingRate === undefined) {
    parsed.fail(['training'], `${privacy.mechanism} needs a samplingRate: the probability with which each patient enters a step`);
  }
  if (!sampled && training.samplingRate !== undefined) {
    parsed.fail(['training', 'samplingRate'], `${privacy.mechanism} does not sample patients; it takes batchSize`);
  }
  if (stepped && training.optimizer === undefined) parsed.fail(['training'], `${privacy.mechanism} needs a local optimizer`);
  if (!stepped && (training.optimizer !== undefined || training.localSteps !== undefined || training.localEpochs !== undefined)) {
    parsed.fail(
      ['training'],
      'dp-fedsgd takes one step a round, at the coordinator: set strategy, not optimizer, localSteps or localEpochs',
    );
  }
  if (!stepped && parsed.value.strategy.weights !== 'public-bucket') {
    parsed.fail(
      ['strategy'],
      'dp-fedsgd adds up the gradients of patients, so large sites weigh more: say so with weights: public-bucket',
    );
  }
  if (!stepped && training.proximal > 0)
    parsed.fail(['training', 'proximal'], 'dp-fedsgd takes no local steps that a proximal term could pull');
  if (!stepped) return;
  const lengths = Number(training.localSteps !== undefined) + Number(training.localEpochs !== undefined);
  if (lengths !== 1) parsed.fail(['training'], 'give either localSteps or localEpochs');
  if (privacy.mechanism === 'dp-sgd' && training.localSteps === undefined) {
    parsed.fail(['training'], 'dp-sgd counts localSteps: an epoch has no fixed length under Poisson sampling');
  }
}

function checkSites(parsed: ParsedYaml<PlanDocument>, siteIds: readonly string[]): void {
  const { quorum, sites, strategy, privacy } = parsed.value;
  if (quorum.sites > siteIds.length) {
    parsed.fail(['quorum', 'sites'], `a quorum of ${quorum.sites} cannot be met by ${siteIds.length} sites`);
  }
  const needsSize = strategy.weights === 'public-bucket' || privacy.mechanism === 'dp-fedsgd' || privacy.mechanism === 'dp-sgd';
  const unsized = siteIds.find((id) => sites[id]?.patients === undefined);
  if (needsSize && unsized !== undefined) {
    parsed.fail(
      ['sites', unsized],
      'public-bucket weights, dp-fedsgd and dp-sgd need a public, rounded number of `patients` for every site: averages divide by it, since the true count is private',
    );
  }
}

/** The weight by which a site multiplies its update, and what the coordinator divides the sum by; all public. */
export interface AggregationWeights {
  /** In (0, 1]; the largest of all sites' weights is 1. */
  readonly weight: number;
  /** This site's share of the denominator. */
  readonly denominator: number;
}

/**
 * The public weights of a site, from the plan alone. With n the public patient numbers and q the sampling rate: gradient sums
 * (dp-fedsgd) have weight 1 and the denominator qn, the expected batch; updates have weight and denominator 1 (`uniform`) or
 * n / max n (`public-bucket`).
 */
export function aggregationWeights(plan: CompiledPlan, siteId: string): AggregationWeights {
  const { sites, strategy, privacy, training } = plan.document;
  const sizes = plan.siteIds.map((id) => sites[id]?.patients ?? 1);
  const own = sites[siteId]?.patients ?? 1;
  if (privacy.mechanism === 'dp-fedsgd') {
    return { weight: 1, denominator: (training.samplingRate ?? 1) * own };
  }
  const weight = strategy.weights === 'public-bucket' ? own / Math.max(...sizes) : 1;
  return { weight, denominator: weight };
}

/** The numbers from which noise, grid and cost of a run follow (`deriveRelease` of the privacy library takes them). */
export interface PlanReleaseParameters {
  readonly mechanism: NoisyPrivacy['mechanism'];
  readonly clip: number;
  readonly target: { readonly epsilon: number; readonly delta: number };
  readonly noiseMultiplier?: number;
  readonly samplingRate: number;
  readonly stepsPerRound: number;
  readonly rounds: number;
  readonly sites: number;
  readonly honestContributors: number;
  readonly largestSite: number;
  readonly dimension: number;
}

/** The release parameters of a plan, or `undefined` for a plan without privacy. */
export function releaseParameters(plan: CompiledPlan): PlanReleaseParameters | undefined {
  const { privacy, training, rounds, sites } = plan.document;
  if (privacy.mechanism === 'none') return undefined;
  return {
    mechanism: privacy.mechanism,
    clip: privacy.clip,
    target: privacy.target,
    ...(privacy.noiseMultiplier === undefined ? {} : { noiseMultiplier: privacy.noiseMultiplier }),
    samplingRate: training.samplingRate ?? 1,
    stepsPerRound: privacy.mechanism === 'dp-sgd' ? (training.localSteps ?? 1) : 1,
    rounds,
    sites: plan.siteIds.length,
    honestContributors: privacy.honestContributors,
    largestSite: Math.max(...plan.siteIds.map((id) => sites[id]?.patients ?? 1)),
    dimension: plan.manifest.parameters,
  };
}

/** A plan is what was approved, whoever holds it. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}

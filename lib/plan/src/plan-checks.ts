import { ConsiliumError } from '@consilium/core';
import { refusedPhrases } from '@consilium/deidentify';
import type { FieldPath, ParsedText } from '@consilium/host';
import { outputWidth, type Target, type TargetColumn, targetColumns } from './data-dictionary.ts';
import { embeddingProblems } from './embedding-codes.ts';
import { pixelScale } from './image-feature.ts';
import { metricFits } from './evaluation-section.ts';
import { MAX_NOISED_STEPS, MAX_PARAMETERS } from './limits.ts';
import type { InputLayout } from './input-layout.ts';
import { checkMasks } from './mask-checks.ts';
import { manifestOf, type ModelShapes, placeLayers, refusals, type TensorManifest } from './model/index.ts';
import { type ScaledColumn, scaleNumber } from './scale-number.ts';
import type { PlanDocument } from './schema.ts';
import { noteTerms } from './words-feature.ts';

/**
 * What the schema cannot say: sections that contradict each other, and models that are too large.
 *
 * @returns the tensors of the model
 * @throws ConsiliumError `PLAN_INVALID` with the line of each contradiction: of each section the first, since others may follow from it
 */
export function checkPlan(parsed: ParsedText<PlanDocument>, layout: InputLayout, siteIds: readonly string[]): TensorManifest {
  const manifest = firstFailure(parsed, (section) => checkModel(section, layout.width));
  const checks: readonly ((section: ParsedText<PlanDocument>) => void)[] = [
    (section) => checkTarget(section, layout),
    checkCodes,
    checkTerms,
    checkStandardise,
    checkScales,
    checkEvaluation,
    checkTraining,
    (section) => checkSites(section, siteIds),
    (section) => checkDelta(section, siteIds),
    (section) => checkMasks(section, siteIds),
  ];
  const failures = [manifest, ...checks.map((check) => firstFailure(parsed, check))].flatMap((result) =>
    result instanceof Failure ? [{ path: result.path, message: result.message }] : [],
  );
  if (failures.length > 0 || manifest instanceof Failure) return parsed.failAll(failures);
  return manifest;
}

/** A contradiction that was found, on its way to the others. */
class Failure extends Error {
  readonly path: FieldPath;
  constructor(path: FieldPath, message: string) {
    super(message);
    this.path = path;
  }
}

/** What a check returns, or where it fails first. */
function firstFailure<T>(parsed: ParsedText<PlanDocument>, check: (section: ParsedText<PlanDocument>) => T): T | Failure {
  try {
    return check({
      ...parsed,
      fail(path, message) {
        throw new Failure(path, message);
      },
    });
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

function checkModel(parsed: ParsedText<PlanDocument>, inputWidth: number): TensorManifest {
  const { model, data, privacy } = parsed.value;
  let shapes: ModelShapes;
  try {
    shapes = placeLayers(model, [inputWidth]);
  } catch (error) {
    if (!(error instanceof ConsiliumError) || error.code !== 'MODEL_INVALID') throw error;
    const layer = error.details.layer;
    return parsed.fail(typeof layer === 'number' ? ['model', 'layers', layer] : ['model'], error.message);
  }
  const width = outputWidth(data.target);
  const output = shapes.outputShape;
  if (output.length !== 1 || output[0] !== width) {
    parsed.fail(
      ['model', 'layers', model.layers.length - 1],
      `the last layer gives [${output.join(', ')}], the target needs [${width}]`,
    );
  }
  const manifest = manifestOf(shapes);
  if (manifest.parameters > MAX_PARAMETERS) {
    const largest = manifest.tensors.reduce((most, tensor) => (tensor.size > most.size ? tensor : most));
    const layer = shapes.layers.findIndex(({ name }) => name === largest.layer);
    parsed.fail(
      ['model', 'layers', layer],
      `the model has ${manifest.parameters} parameters, most of them here; a model has at most ${MAX_PARAMETERS}`,
    );
  }
  const [unknownCode] = embeddingProblems(shapes, data);
  if (unknownCode !== undefined) parsed.fail(['model', 'layers', unknownCode.layer], unknownCode.message);
  if (privacy.mechanism === 'none') return manifest;
  for (const refusal of refusals(model, { unit: privacy.unit })) {
    parsed.fail(['model', 'layers', refusal.layer], refusal.message);
  }
  return manifest;
}

/** The first text that stands in a list twice. */
function repeated(texts: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return texts.find((text) => seen.size === seen.add(text).size);
}

function checkTarget(parsed: ParsedText<PlanDocument>, { inputs }: InputLayout): void {
  const { data, training } = parsed.value;
  const fits = {
    'binary-crossentropy': data.target.kind === 'binary',
    'categorical-crossentropy': data.target.kind === 'category',
    'mean-squared-error': data.target.kind === 'number',
    poisson: data.target.kind === 'number',
    'discrete-hazards': data.target.kind === 'time-to-event',
  };
  if (!fits[training.loss]) {
    parsed.fail(['training', 'loss'], `the loss ${training.loss} does not fit a target of kind ${data.target.kind}`);
  }
  const columns = [data.patientId, ...targetColumns(data.target).map(({ column }) => column), ...inputs.map(({ name }) => name)];
  const twice = repeated(columns);
  if (twice !== undefined)
    parsed.fail(['data'], `the column ${twice} has two meanings; patient, target and features are distinct columns`);
}

/** Where the codes of a target stand. */
const CODE_FIELDS = {
  binary: ['positive'],
  category: ['codes'],
  number: ['range'],
  'time-to-event': ['event', 'positive'],
} as const satisfies Record<Target['kind'], readonly string[]>;

function codesOf(column: TargetColumn): readonly string[] {
  if (column.kind === 'number') return [];
  return column.kind === 'binary' ? [...column.positive, ...column.negative] : column.codes;
}

/** Codes that could be read in two ways: of two classes, or as a value and as a missing cell. */
function checkCodes(parsed: ParsedText<PlanDocument>): void {
  const { target, features, missing } = parsed.value.data;
  const path = ['data', 'target', ...CODE_FIELDS[target.kind]];
  const classes = targetColumns(target).flatMap(codesOf);
  const twice = repeated(classes);
  if (twice !== undefined) parsed.fail(path, `the code ${JSON.stringify(twice)} of the target appears twice`);
  const missingCodes = new Set(missing.codes);
  const absent = (codes: readonly string[]): string | undefined => codes.find((code) => missingCodes.has(code));
  const refuse = (at: readonly string[], code: string): never =>
    parsed.fail(at, `the code ${JSON.stringify(code)} also means missing: change data.missing.codes`);
  const lost = absent(classes);
  if (lost !== undefined) refuse(path, lost);
  for (const [name, feature] of Object.entries(features)) {
    const code = feature.kind === 'category' ? absent(feature.codes) : undefined;
    if (code !== undefined) refuse(['data', 'features', name, 'codes'], code);
  }
}

/** Phrases that mean two things, or ask for a negation. */
function checkTerms(parsed: ParsedText<PlanDocument>): void {
  for (const [name, feature] of Object.entries(parsed.value.data.features)) {
    const wrong = feature.kind === 'words' ? refusedPhrases(noteTerms(feature)).find(({ kind }) => kind === 'form') : undefined;
    if (wrong !== undefined) parsed.fail(['data', 'features', name, 'terms'], `"${wrong.phrase}" ${wrong.problem}`);
  }
}

/** Scores closer to 0 or 1 cannot be told from them. */
const CLOSEST_THRESHOLD = 1e-5;

function checkEvaluation(parsed: ParsedText<PlanDocument>): void {
  const { evaluation, data, training } = parsed.value;
  for (const [i, metric] of evaluation.metrics.entries()) {
    if (!metricFits(metric, data.target)) {
      parsed.fail(['evaluation', 'metrics', i], `the metric ${metric} does not fit a target of kind ${data.target.kind}`);
    }
  }
  if (Math.min(evaluation.threshold, 1 - evaluation.threshold) < CLOSEST_THRESHOLD)
    parsed.fail(['evaluation', 'threshold'], `a threshold is at least ${CLOSEST_THRESHOLD} away from 0 and 1`);
  for (const [name, { bands }] of Object.entries(evaluation.subgroups ?? {})) {
    const feature = Object.hasOwn(data.features, name) ? data.features[name] : undefined;
    if (feature === undefined) parsed.fail(['evaluation', 'subgroups', name], 'subgroups are made by features of the plan');
    if (feature !== undefined && feature.kind !== 'number' && feature.kind !== 'category') {
      parsed.fail(['evaluation', 'subgroups', name], 'subgroups are made by features of one column, numbers or categories');
    }
    if ((feature?.kind === 'number') !== (bands !== undefined)) {
      parsed.fail(['evaluation', 'subgroups', name], 'numbers are divided by bands, categories by their codes');
    }
  }
  const { classWeights } = training;
  const classes = data.target.kind === 'binary' ? 2 : data.target.kind === 'category' ? data.target.codes.length : 0;
  if (classWeights !== undefined && classWeights.length !== classes) {
    parsed.fail(
      ['training', 'classWeights'],
      classes === 0 ? `a target of kind ${data.target.kind} has no classes` : `the target has ${classes} classes`,
    );
  }
}

/**
 * Statistics of a site's patients in the inputs of one of them would make each patient's influence unbounded, and carry training patients
 * into the scores of held-out ones, under every unit.
 */
function checkStandardise(parsed: ParsedText<PlanDocument>): void {
  const { data, privacy } = parsed.value;
  if (data.standardise === 'site' && privacy.mechanism !== 'none') {
    parsed.fail(['data', 'standardise'], 'standardising by site mixes patients, so privacy would not hold: use scale');
  }
}

/** Largest number that a network gets or gives: far from where a float32 overflows, so that no record can stop the work of a site. */
const MAX_SCALED = 1e12;

/** Scaling is linear and numbers are cut to their range, so that what holds at its ends holds within. */
function checkScales(parsed: ParsedText<PlanDocument>): void {
  const { features, target } = parsed.value.data;
  const fits = (column: ScaledColumn): boolean => column.range.every((end) => Math.abs(scaleNumber(end, column)) <= MAX_SCALED);
  const message = `scaled, the ends of the range must lie within -${MAX_SCALED} and ${MAX_SCALED}: change range or scale`;
  for (const [name, feature] of Object.entries(features)) {
    if (
      feature.kind !== 'category' &&
      feature.kind !== 'words' &&
      !fits(feature.kind === 'image' ? pixelScale(feature) : feature)
    )
      parsed.fail(['data', 'features', name], message);
  }
  if (target.kind === 'time-to-event' && !fits({ ...target, scale: 'none' })) parsed.fail(['data', 'target', 'range'], message);
  if (target.kind !== 'number') return;
  if (!fits(target)) parsed.fail(['data', 'target'], message);
  // Errors of predictions are counted as parts of its length.
  else if (!(scaleNumber(target.range[0], target) < scaleNumber(target.range[1], target))) {
    parsed.fail(['data', 'target'], 'scaled, both ends of the range are the same number: change range or scale');
  }
}

/** Which fields of `training` a mechanism reads; any other is refused rather than ignored. */
function checkTraining(parsed: ParsedText<PlanDocument>): void {
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
  const steps = (training.localSteps ?? 1) * parsed.value.rounds;
  if (privacy.mechanism === 'dp-sgd' && steps > MAX_NOISED_STEPS) {
    parsed.fail(
      ['training', 'localSteps'],
      `a run of ${steps} noised steps is longer than ${MAX_NOISED_STEPS}: take fewer rounds or steps`,
    );
  }
}

function checkSites(parsed: ParsedText<PlanDocument>, siteIds: readonly string[]): void {
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

/**
 * A delta of one over the number of patients allows to publish one of them: it is no guarantee. Judged at the largest public number; a
 * hospital compares with its own.
 */
function checkDelta(parsed: ParsedText<PlanDocument>, siteIds: readonly string[]): void {
  const { sites, privacy } = parsed.value;
  if (privacy.mechanism === 'none') return;
  const { delta } = privacy.target;
  const tooMany = siteIds.find((id) => delta * (sites[id]?.patients ?? 0) >= 1);
  if (tooMany === undefined) return;
  const patients = sites[tooMany]?.patients;
  parsed.fail(
    ['privacy', 'target', 'delta'],
    `a delta of ${delta} is not below one over the ${patients} patients of ${tooMany}: publishing one of them whole would keep such a guarantee`,
  );
}

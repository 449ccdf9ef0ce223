import { canonicalJson, ConsiliumError, type Json, sha256Hex } from '@consilium/core';
import { parseJson, parseYaml, readYamlFile, type ParsedText } from '@consilium/host';
import { targetWidth } from './data-dictionary.ts';
import { type ImageBlock, type InputColumn, inputLayout, type SeriesBlock } from './input-layout.ts';
import { MAX_PLAN_BYTES, unseenCharacter } from './limits.ts';
import type { TensorManifest } from './model/index.ts';
import { checkPlan } from './plan-checks.ts';
import type { NoisyPrivacy } from './privacy-section.ts';
import { type PlanDocument, planSchema } from './schema.ts';
import { stateInitializers } from './stated-initializers.ts';
import { stateParts } from './stated-parts.ts';

/** A checked plan and everything that follows from it without asking anybody. Frozen. */
export interface CompiledPlan {
  /** The plan with the defaults of its version filled in. */
  readonly document: PlanDocument;
  /** Canonical JSON of the plan as written, with how each kernel starts, where layers find their inputs, and without other defaults: the bytes that travel and that the hash covers. */
  readonly json: string;
  /** SHA-256 of {@link json}, lower-case hex: the name under which sites approve the plan. */
  readonly hash: string;
  readonly siteIds: readonly string[];
  readonly inputs: readonly InputColumn[];
  /** Length of the network's input vector. */
  readonly inputWidth: number;
  /** Parts of the input vector that are series, the fewest steps first. */
  readonly series: readonly SeriesBlock[];
  /** Parts of the input vector that are images, by their names. */
  readonly images: readonly ImageBlock[];
  /** Number of target values per row. */
  readonly targetWidth: number;
  readonly manifest: TensorManifest;
}

/** Parses, checks and compiles YAML text. @throws ConsiliumError `PLAN_INVALID` with `name:line:column` for every problem. */
export function parsePlan(text: string, name = 'study.yaml'): CompiledPlan {
  return compile(parseYaml(text, planSchema, name, 'PLAN_INVALID', unseenCharacter));
}

/** {@link parsePlan} for a file on disk. */
export function readPlan(path: string): CompiledPlan {
  return compile(readYamlFile(path, planSchema, 'PLAN_INVALID', unseenCharacter));
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
  const name = `plan ${expectedHash.slice(0, 12)}`;
  // Before anything is parsed: not a byte of it is to be trusted.
  if (Buffer.byteLength(json) > MAX_PLAN_BYTES) throw tooLarge(name);
  const plan = compile(parseJson(json, planSchema, name, 'PLAN_INVALID', unseenCharacter));
  // The plan is written again by compiling it: a key that stood twice, blanks, another order or a start that is not stated would show here.
  if (plan.hash !== expectedHash) {
    throw new ConsiliumError({
      code: 'PLAN_HASH_MISMATCH',
      message: `the plan ${expectedHash} is not in canonical form: it was changed, or written by another program`,
    });
  }
  return plan;
}

function compile(text: ParsedText<PlanDocument>): CompiledPlan {
  const layout = inputLayout(text.value.data);
  const parsed = stateParts(stateInitializers(text), layout);
  const document = parsed.value;
  const { inputs, width: inputWidth } = layout;
  const siteIds = Object.keys(document.sites).sort();
  const manifest = checkPlan(parsed, layout, siteIds);
  // As written but for how kernels start and where parts of the input lie: with its defaults filled in, every field that a later release adds would rename every approved plan.
  const json = canonicalJson(parsed.written as Json);
  if (Buffer.byteLength(json) > MAX_PLAN_BYTES) throw tooLarge(document.study);
  return deepFreeze({
    document,
    json,
    hash: sha256Hex(json),
    siteIds,
    inputs,
    inputWidth,
    series: layout.series,
    images: layout.images,
    targetWidth: targetWidth(document.data.target),
    manifest,
  });
}

function tooLarge(name: string): ConsiliumError {
  return new ConsiliumError({
    code: 'PLAN_INVALID',
    message: `${name}: as canonical JSON the plan is larger than ${MAX_PLAN_BYTES} bytes`,
  });
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
  const own = sites[siteId]?.patients ?? 1;
  if (privacy.mechanism === 'dp-fedsgd') {
    return { weight: 1, denominator: (training.samplingRate ?? 1) * own };
  }
  const weight = strategy.weights === 'public-bucket' ? own / largestSite(plan) : 1;
  return { weight, denominator: weight };
}

/** By plan, which never changes: each site of a sum asks for it. */
const LARGEST = new WeakMap<CompiledPlan, number>();

function largestSite(plan: CompiledPlan): number {
  const known = LARGEST.get(plan);
  if (known !== undefined) return known;
  const largest = Math.max(...plan.siteIds.map((id) => plan.document.sites[id]?.patients ?? 1));
  LARGEST.set(plan, largest);
  return largest;
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
  /** h: of the sites in a sum, those whose noise the guarantee counts on; above 1 only where updates leave under masks. */
  readonly honestContributors: number;
  readonly largestSite: number;
  readonly dimension: number;
}

/** The release parameters of a plan, or `undefined` for a plan without privacy. */
export function releaseParameters(plan: CompiledPlan): PlanReleaseParameters | undefined {
  const { privacy, training, rounds } = plan.document;
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
    largestSite: largestSite(plan),
    dimension: plan.manifest.parameters,
  };
}

/** A plan stays what was approved, in anyone's hands. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}

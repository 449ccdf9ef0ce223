import { type CompiledPlan, releaseParameters } from '@consilium/plan';
import { deltaWarning, type Release, siteLevelWarning } from '@consilium/privacy';

type ReleaseNumbers = NonNullable<ReturnType<typeof releaseParameters>>;

/** From here on a promise of epsilon says next to nothing. */
const LARGE_EPSILON = 10;

/** Layers that read what stands beside each other in the inputs. */
const ORDERED: ReadonlySet<string> = new Set(['reshape', 'conv1d', 'conv2d', 'simple-rnn', 'lstm', 'gru']);

/** What those who write a plan should know before a hospital reads it; each a whole sentence. None of it makes the plan invalid. */
export function planWarnings(plan: CompiledPlan, release: Release | undefined): readonly string[] {
  const parameters = releaseParameters(plan);
  const known = parameters === undefined || release === undefined ? [] : privacyWarnings(plan, parameters, release);
  return [...known, orderWarning(plan)].filter((warning) => warning !== undefined);
}

function privacyWarnings(plan: CompiledPlan, parameters: ReleaseNumbers, release: Release): readonly (string | undefined)[] {
  return [
    deltaWarning(parameters),
    manyPatientsWarning(plan, parameters.target.delta),
    largeEpsilonWarning(release.epsilon),
    siteLevelWarning(parameters, release),
    trivialModelWarning(plan, parameters, release),
  ];
}

/** A guarantee for each patient that allows to publish one of them all the same. */
function manyPatientsWarning({ document }: CompiledPlan, delta: number): string | undefined {
  const patients = Object.values(document.sites).reduce((sum, site) => sum + (site.patients ?? 0), 0);
  if (delta * patients < 1) return undefined;
  return `Delta ${delta} is not below one over the ${patients} patients of all sites: publishing ${Math.floor(delta * patients)} of them whole would keep such a guarantee. Take ${largestSmallDelta(patients)}.`;
}

/** The largest power of ten below one over so many. */
function largestSmallDelta(patients: number): number {
  return Number(`1e-${Math.floor(Math.log10(patients)) + 1}`);
}

function largeEpsilonWarning(epsilon: number): string | undefined {
  if (epsilon < LARGE_EPSILON) return undefined;
  return `Epsilon ${epsilon.toPrecision(3)} lets what leaves be ${Math.exp(epsilon).toPrecision(2)} times as likely with a patient as without: that protects next to nobody. Take a smaller one.`;
}

/**
 * Noise beside the longest sum that patients can make together, over all rounds: even if all gradients pointed the same way, the model would
 * be noise.
 */
function trivialModelWarning(plan: CompiledPlan, parameters: ReleaseNumbers, release: Release): string | undefined {
  if (parameters.mechanism === 'dp-fedavg') return undefined;
  const { sites } = plan.document;
  const patients = plan.siteIds.reduce((sum, id) => sum + (sites[id]?.patients ?? 0), 0);
  const steps = parameters.rounds * parameters.stepsPerRound;
  const noise =
    (release.noiseMultiplier * Math.sqrt((plan.manifest.parameters * plan.siteIds.length) / parameters.honestContributors)) /
    Math.sqrt(steps);
  const ratio = noise / (parameters.samplingRate * patients);
  if (ratio < 1) return undefined;
  return `All rounds together have ${ratio.toPrecision(2)} times as much noise as signal, if every patient pulled the same way: expect a model that says the same of everybody. Take fewer parameters (${plan.manifest.parameters} now), more patients, or a larger epsilon.`;
}

/** Inputs enter by name, so that `h10` stands before `h2`: what a layer takes for neighbours in time are none. */
function orderWarning({ document, inputs }: CompiledPlan): string | undefined {
  const layer = document.model.layers.find(({ type }) => ORDERED.has(type));
  if (layer === undefined) return undefined;
  const last = new Map<string, { readonly name: string; readonly number: number }>();
  for (const { name } of inputs) {
    if (!Object.hasOwn(document.data.features, name)) continue;
    const [, stem, digits] = /^(.*?)(\d+)$/u.exec(name) ?? [];
    if (stem === undefined) continue;
    const before = last.get(stem);
    if (before !== undefined && before.number > Number(digits))
      return `The layer ${layer.type} reads inputs in their order, and they enter by name: ${before.name} stands before ${name}. Write all numbers with as many digits (${stem}${digits?.padStart(String(before.number).length, '0')}), or make them one feature of the kind series.`;
    last.set(stem, { name, number: Number(digits) });
  }
  return undefined;
}

import { join } from 'node:path';
import { type CompiledPlan, parsePlan, type PlanDocument, readPlan } from '@consilium/plan';
import { ROOT } from '@consilium/testing';

/** The example's folder with one CSV a hospital. */
export const EXAMPLE: string = join(ROOT, 'examples/heart-disease');

/** What a test changes of the example's plan. */
export type PlanChange = (document: PlanDocument) => Readonly<Record<string, unknown>>;

/** The example's plan with changes, as a plan of its own. */
export function changedPlan(change: PlanChange): CompiledPlan {
  const { document } = readPlan(join(EXAMPLE, 'study.yaml'));
  return parsePlan(JSON.stringify({ ...document, ...change(document) }), 'changed plan');
}

/** Sites of the fault tests: the three hospitals with enough patients for any policy. */
export const SITES = ['cleveland', 'hungary', 'va-long-beach'] as const;

/** Study of the fault tests. */
export const STUDY = 'fault-test';

/**
 * The plan of the fault tests: real data, real noise, many rounds that are short, every one evaluated, so that a kill meets
 * every state. The deadline is far away: no attempt may fail because a machine is slow. Of attempts there are enough: a kill while
 * patients are worked on costs one.
 */
export function faultPlan(): CompiledPlan {
  return changedPlan(({ sites, data, evaluation }) => ({
    study: STUDY,
    title: 'Fault test',
    sites: Object.fromEntries(SITES.map((site) => [site, sites[site]])),
    data,
    rounds: 24,
    quorum: { sites: SITES.length, attempts: 12, deadlineSeconds: 600 },
    evaluation: { ...evaluation, every: 1 },
  }));
}

/**
 * A plan whose updates are floats, for sites that are played by tests: two of three are enough, and only the last round asks
 * for metrics.
 */
export function floatPlan(rounds: number, deadlineSeconds: number): CompiledPlan {
  return changedPlan(({ sites, training, privacy, evaluation }) => ({
    study: STUDY,
    title: 'Float updates',
    sites: Object.fromEntries(SITES.map((site) => [site, sites[site]])),
    training: { ...training, localSteps: 2, optimizer: { kind: 'sgd', learningRate: 0.1 } },
    strategy: { kind: 'fedavg' },
    privacy: { ...privacy, mechanism: 'dp-sgd' },
    rounds,
    quorum: { sites: 2, attempts: 2, deadlineSeconds },
    evaluation: { ...evaluation, every: rounds },
  }));
}

/**
 * A plan whose model has about a quarter of a million parameters, for sites that are played by tests. The strategy remembers
 * two moments of each, so that the coordinator has more to hold than the model.
 */
export function bigModelPlan(rounds: number): CompiledPlan {
  return changedPlan(({ training, privacy, evaluation }) => ({
    study: STUDY,
    title: 'Large model',
    sites: Object.fromEntries(['site-1', 'site-2', 'site-3', 'site-4'].map((site) => [site, {}])),
    model: {
      layers: [
        { type: 'dense', units: 480, activation: 'relu' },
        { type: 'dense', units: 480, activation: 'relu' },
        { type: 'dense', units: 1, activation: 'sigmoid' },
      ],
    },
    training: { loss: training.loss, localEpochs: 1, optimizer: { kind: 'sgd', learningRate: 0.1 } },
    strategy: { kind: 'fedadam' },
    privacy: { mechanism: 'dp-fedavg', clip: 1, target: 'target' in privacy ? privacy.target : undefined },
    rounds,
    quorum: { sites: 4, attempts: 1, deadlineSeconds: 600 },
    evaluation: { ...evaluation, every: rounds },
  }));
}

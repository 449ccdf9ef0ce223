import { type CompiledPlan, parsePlan } from '@consilium/plan';

/** Sections of a plan to put in place of the usual ones. */
export interface PlanChange {
  readonly study?: string;
  readonly title?: string;
  readonly sites?: Readonly<Record<string, { readonly patients?: number }>>;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly layers?: readonly unknown[];
  readonly training?: Readonly<Record<string, unknown>>;
  readonly strategy?: Readonly<Record<string, unknown>>;
  readonly privacy?: Readonly<Record<string, unknown>>;
  readonly rounds?: number;
  readonly quorum?: Readonly<Record<string, unknown>>;
  readonly evaluation?: Readonly<Record<string, unknown>>;
}

const TRAINING = {
  'dp-fedsgd': { loss: 'binary-crossentropy', samplingRate: 0.5 },
  'dp-sgd': {
    loss: 'binary-crossentropy',
    samplingRate: 0.5,
    localSteps: 3,
    optimizer: { kind: 'sgd', learningRate: 0.1 },
  },
  'dp-fedavg': {
    loss: 'binary-crossentropy',
    localEpochs: 1,
    batchSize: 8,
    optimizer: { kind: 'sgd', learningRate: 0.1 },
  },
  none: { loss: 'binary-crossentropy', localSteps: 4, batchSize: 8, optimizer: { kind: 'sgd', learningRate: 0.1 } },
};

/** Name of a mechanism. */
export type TestMechanism = keyof typeof TRAINING;

/** The two features and the target of the usual test plan. */
export const TEST_DATA: Readonly<Record<string, unknown>> = {
  patientId: 'id',
  target: { kind: 'binary', column: 'ill', positive: ['yes'], negative: ['no'] },
  features: {
    age: { kind: 'number', unit: 'years', range: [0, 90] },
    ward: { kind: 'category', codes: ['a', 'b', 'c'] },
  },
};

/** Named, since left open it would start at zero, where weights that are mixed up or lost look alike. */
const OUTPUT = { type: 'dense', units: 1, activation: 'sigmoid', initializer: 'glorot-uniform' };

/** A small valid plan. */
export function testPlan(mechanism: TestMechanism = 'dp-fedsgd', change: PlanChange = {}): CompiledPlan {
  const document = {
    version: 1,
    study: change.study ?? 'test-study',
    title: change.title ?? 'A test',
    sites: change.sites ?? { north: { patients: 40 }, south: { patients: 20 } },
    data: change.data ?? TEST_DATA,
    model: { layers: change.layers ?? [OUTPUT] },
    training: change.training ?? TRAINING[mechanism],
    strategy: change.strategy ?? { kind: 'fedavg', weights: 'public-bucket' },
    privacy:
      change.privacy ?? (mechanism === 'none' ? { mechanism } : { mechanism, clip: 1, target: { epsilon: 2, delta: 0.001 } }),
    rounds: change.rounds ?? 4,
    quorum: change.quorum ?? { sites: 1 },
    evaluation: change.evaluation ?? {},
  };
  return parsePlan(JSON.stringify(document), 'test-plan');
}

/** Seconds that an attempt of {@link threeSitePlan} waits. */
export const DEADLINE_SECONDS = 60;

/** Parameters of the model of {@link threeSitePlan} that is too large for a database. */
export const LARGE = 24_001;

/** What differs from the plain plan of three sites. */
export interface ThreeSiteChange extends Pick<PlanChange, 'training' | 'strategy' | 'privacy' | 'rounds'> {
  /** Sites that make a quorum. @default 2 */
  readonly quorum?: number;
  /** @default 2 */
  readonly attempts?: number;
  /** Every n-th round is evaluated. @default 1 */
  readonly every?: number;
  /** Whether model and updates are too large for the database and become files. @default false */
  readonly large?: boolean;
}

/** North, south and west, without privacy: a model of three parameters, or of {@link LARGE}, for sites that are played. */
export function threeSitePlan(change: ThreeSiteChange & Pick<PlanChange, 'layers' | 'evaluation'> = {}): CompiledPlan {
  const { quorum = 2, attempts = 2, every = 1, large = false, ...sections } = change;
  const feature = { kind: 'number', unit: '1', range: [0, 1] };
  return testPlan('none', {
    study: 'tests',
    title: 'Tests',
    sites: { north: { patients: 100 }, south: { patients: 100 }, west: { patients: 100 } },
    data: {
      patientId: 'id',
      target: { kind: 'binary', column: 'y', positive: [1], negative: [0] },
      features: { a: feature, b: feature },
    },
    layers: large ? [{ type: 'dense', units: 6000 }, OUTPUT] : [OUTPUT],
    training: { loss: 'binary-crossentropy', localEpochs: 1, optimizer: { kind: 'sgd', learningRate: 0.1 } },
    strategy: { kind: 'fedavg' },
    rounds: 2,
    quorum: { sites: quorum, attempts, deadlineSeconds: DEADLINE_SECONDS },
    evaluation: { every },
    ...sections,
  });
}

/** North, south, east and west, whose updates are integers with noise: a model of three parameters, or of {@link LARGE}, for sites that are played. */
export function fourSitePlan(
  change: Omit<ThreeSiteChange, 'training' | 'strategy' | 'privacy'> & {
    readonly masks?: boolean;
    readonly honest?: number;
  } = {},
): CompiledPlan {
  const { quorum = 3, attempts = 2, every = 1, large = false, rounds = 1, masks = true, honest = 1 } = change;
  const feature = { kind: 'number', unit: '1', range: [0, 1] };
  const output = { type: 'dense', units: 1, activation: 'sigmoid' };
  const patients = { patients: 100 };
  return testPlan('dp-fedavg', {
    study: 'tests',
    title: 'Tests',
    sites: { north: patients, south: patients, east: patients, west: patients },
    data: {
      patientId: 'id',
      target: { kind: 'binary', column: 'y', positive: [1], negative: [0] },
      features: { a: feature, b: feature },
    },
    layers: large ? [{ type: 'dense', units: 6000 }, output] : [output],
    strategy: { kind: 'fedavg' },
    privacy: {
      mechanism: 'dp-fedavg',
      clip: 1,
      target: { epsilon: 2, delta: 0.001 },
      ...(masks ? { masks, honestContributors: honest } : {}),
    },
    rounds,
    quorum: { sites: quorum, attempts, deadlineSeconds: DEADLINE_SECONDS },
    evaluation: { every },
  });
}

/** An update of {@link threeSitePlan}: three values, or these over and over. */
export function values(three: readonly number[], large = false): Float32Array {
  return Float32Array.from({ length: large ? LARGE : 3 }, (_, i) => three[i % 3] ?? 0);
}

/** Exact metrics of a plan that asks for the loss alone, as a site sends them. */
export function exactLoss(loss: number): string {
  return `{"loss":${loss},"lossFinite":true,"patients":30,"rows":30}`;
}

/** Rows for {@link testPlan}: illness goes with age. */
export function testCsv(patients: number): string {
  const rows = Array.from({ length: patients }, (_, i) => {
    const age = (i * 37) % 100;
    return `p${i},${age},${'abc'[i % 3]},${age > 50 ? 'yes' : 'no'}`;
  });
  return `${['id,age,ward,ill', ...rows].join('\n')}\n`;
}

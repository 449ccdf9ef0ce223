import type { Evaluation, PooledCell } from '@consilium/learning';
import { seededRandom, uniform53 } from '@consilium/core';
import type { FinalScores, RoundSummary, SiteSummary, Summary } from '../../summary.ts';

/** What a made-up run looks like. */
export interface FakeRun {
  readonly sites?: readonly string[];
  readonly rounds?: number;
  readonly seeded?: boolean;
  readonly privacy?: 'patient' | 'site' | 'none';
  /** Sites whose figures are withheld. */
  readonly suppressed?: readonly string[];
  /** Evaluate every so many rounds. */
  readonly evaluateEvery?: number;
  /** Sites absent by round. */
  readonly absent?: Readonly<Record<string, readonly number[]>>;
  /** With calibration, average precision, Brier score and subgroups. */
  readonly detailed?: boolean;
}

const HOSPITALS = ['cleveland', 'hungary', 'switzerland', 'va-long-beach'];
const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

/** A summary for tests of reports: figures of plausible shape, made up from a fixed seed, never shown as results. */
export function fakeSummary(run: FakeRun = {}): Summary {
  const {
    sites = HOSPITALS,
    rounds = 30,
    privacy = 'patient',
    suppressed = [],
    evaluateEvery = 1,
    absent = {},
    seeded = false,
    detailed = false,
  } = run;
  const random = seededRandom('report');
  const noise = (size: number): number => (uniform53(random) - 0.5) * size;
  const at = (round: number, site: number, patients: number = 40 + 13 * (site % 5)): Evaluation => {
    const learned = 1 - Math.exp((-4 * round) / rounds);
    return evaluation(patients, {
      loss: 0.69 - 0.22 * learned + 0.015 * (site % 5) + noise(0.03),
      accuracy: 0.5 + (0.3 - 0.03 * (site % 5)) * learned + noise(0.04),
      auc: 0.52 + (0.34 - 0.04 * (site % 5)) * learned + noise(0.03),
    });
  };
  const made = Array.from({ length: rounds }, (_, i): RoundSummary => {
    const round = i + 1;
    const present = sites.filter((site) => !(Object.hasOwn(absent, site) && absent[site]?.includes(round)));
    const speaking = present.filter((site) => !suppressed.includes(site));
    const evaluated = round % evaluateEvery === 0 || round === rounds;
    return {
      round,
      attempt: round === 12 ? 2 : 1,
      durationMs: 310 + noise(90) + (round === 9 ? 900 : 0),
      participants: present,
      refused: sites.filter((site) => !present.includes(site)).map((site) => absence(site, round)),
      metrics: evaluated
        ? {
            pooled: at(
              round,
              0.5,
              speaking.reduce((sum, id) => sum + 40 + 13 * (sites.indexOf(id) % 5), 0),
            ),
            sites: Object.fromEntries(speaking.map((site) => [site, at(round, sites.indexOf(site))])),
          }
        : null,
      released: null,
      epsilon: privacy === 'none' ? null : 0.9943 * Math.sqrt(round / rounds),
      phases: {
        fetch: 21 + noise(8),
        train: 640 + noise(80),
        store: 44 + noise(9),
        upload: 37 + noise(9),
        evaluate: 118 + noise(20),
      },
    };
  });
  const pooled = made.at(-1)?.metrics?.pooled;
  return {
    study: 'heart-disease',
    title: 'Presence of heart disease in four hospitals',
    run: 'run-7c1d9e',
    planHash: HASH,
    transport: 'grpc',
    tls: { version: 'TLSv1.3', mutual: true },
    seeded,
    ...(seeded ? { seed: '42' } : {}),
    backend: 'tensorflow',
    sites: sites.map((id, i) => site(id, i, made, { suppressed: suppressed.includes(id), noisy: privacy !== 'none' })),
    rounds: made,
    final: {
      ...score('accuracy', pooled),
      ...score('auc', pooled),
      ...score('loss', pooled),
      ...(detailed ? DETAILS : {}),
      patients: pooled?.patients ?? 0,
    },
    released: null,
    privacy:
      privacy === 'none'
        ? {
            unit: 'none',
            mechanism: 'none',
            noiseMultiplier: null,
            clip: null,
            honestContributors: null,
            trust: null,
            targetEpsilon: null,
            delta: null,
            accountant: null,
            warnings: ['This run used no privacy at all: exact updates left the sites.'],
          }
        : {
            unit: privacy,
            mechanism: privacy === 'patient' ? 'dp-fedsgd' : 'dp-fedavg',
            noiseMultiplier: 4.8372,
            clip: 1,
            honestContributors: 1,
            trust: null,
            targetEpsilon: 1,
            delta: 1e-3,
            accountant: 'pld',
            warnings: seeded ? ['The noise of this run came from a seed: it protects nobody.'] : [],
          },
    model: { sha256: HASH.split('').reverse().join(''), parameters: 1_234, path: 'out/model/model.json' },
    durationMs: made.reduce((sum, round) => sum + round.durationMs, 0) + 1800,
  };
}

const cell = (patients: number, accuracy: number, more: Partial<PooledCell> = {}): PooledCell => ({
  sites: 4,
  suppressed: 0,
  empty: 0,
  evaluation: { patients, rows: patients, lossFinite: true, accuracy, loss: 1 - accuracy, brier: 0.9 - accuracy },
  auc: { value: accuracy + 0.02, sites: 3 },
  ...more,
});
const NOBODY: PooledCell = { sites: 0, suppressed: 0, empty: 4 };

const DETAILS: Partial<FinalScores> = {
  averagePrecision: 0.847,
  brier: 0.159,
  ece: 0.042,
  calibration: {
    rows: [0, 24, 31, 22, 19, 21, 27, 33, 38, 20],
    predicted: [0, 3.7, 7.9, 7.6, 8.6, 11.6, 17.6, 24.8, 32.4, 18.6],
    observed: [0, 3, 5, 9, 8, 10, 21, 26, 33, 19],
  },
  subgroups: {
    sex: {
      female: cell(62, 0.73, { sites: 2, suppressed: 1, empty: 1 }),
      male: cell(160, 0.82, { sites: 3, suppressed: 1 }),
      missing: NOBODY,
    },
    age: {
      'below 50': cell(74, 0.81),
      '50 to below 60': cell(101, 0.79),
      '60 and above': { sites: 0, suppressed: 3, empty: 1 },
      missing: NOBODY,
    },
  },
};

function site(
  id: string,
  index: number,
  rounds: readonly RoundSummary[],
  { suppressed, noisy }: { readonly suppressed: boolean; readonly noisy: boolean },
): SiteSummary {
  const metrics = suppressed ? null : (rounds.at(-1)?.metrics?.sites[id] ?? null);
  return {
    id,
    patients: 190 - 37 * (index % 5),
    epsilon: noisy ? 0.9943 - 0.01 * (index % 7) : null,
    parts: noisy ? { training: 0.9943 - 0.01 * (index % 7), heldOut: 0.98 } : null,
    delta: noisy ? 1e-3 : null,
    metrics,
    released: null,
    ...(suppressed ? { suppressed: 'fewer than 10 patients were held out' } : {}),
  };
}

function absence(id: string, round: number): RoundSummary['refused'][number] {
  return round % 2 === 0
    ? { site: id, state: 'waiting', code: 'DEADLINE_EXCEEDED', message: 'no update before the deadline' }
    : { site: id, state: 'refused', code: 'BUDGET_EXCEEDED', message: 'the round would exceed the budget of the data set' };
}

function evaluation(
  patients: number,
  scores: { readonly loss: number; readonly accuracy: number; readonly auc: number },
): Evaluation {
  const positives = Math.round(patients * 0.52);
  const truePositives = Math.round(positives * scores.accuracy);
  const trueNegatives = Math.round((patients - positives) * scores.accuracy);
  return {
    patients,
    rows: patients,
    lossFinite: true,
    ...scores,
    confusion: {
      truePositives,
      falseNegatives: positives - truePositives,
      trueNegatives,
      falsePositives: patients - positives - trueNegatives,
    },
  };
}

function score<K extends 'accuracy' | 'auc' | 'loss'>(key: K, from: Evaluation | undefined): { readonly [P in K]?: number } {
  const value = from?.[key];
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: number });
}

import { ConsiliumError, type Randomness } from '@consilium/core';
import type { Backend } from '@consilium/learning';
import { aggregationWeights, type CompiledPlan } from '@consilium/plan';
import { type PrivacyEvent, sharedGrid, type SharedGrid } from '@consilium/privacy';
import { UpdateEncoding } from '@consilium/proto';
import type { Mask } from '@consilium/secure-sum';
import { planStudy, type PreparedStudy, type Source } from '@consilium/site-agent';
import type { AgentPath } from './agent-path.ts';
import { columnName } from './audited-claim.ts';

/** One row of an audited file: the inputs that are not 0, by number. */
export interface AuditedRow {
  readonly patient: string;
  readonly outcome: 0 | 1;
  readonly inputs: ReadonlyMap<number, number>;
}

/** A hospital under audit: rows of the audit's choice behind everything that an agent does with rows. */
export interface AuditedSite {
  readonly plan: CompiledPlan;
  readonly study: PreparedStudy;
  /** What all sites of a sum have alike; `scale`: grid units of one. */
  readonly grid: SharedGrid;
  /** Grid units of one clip. */
  readonly clipUnits: number;
  /** Standard deviation of the noise in grid units that the ledger's event pays for, given by how many clips a patient moves a release. */
  claimedDeviation(clipsMoved: number): number;
  /**
   * What leaves for one attempt, in grid units: the words themselves, or for dp-sgd the noisy sum that the step was made of.
   *
   * @param base the round's model
   */
  release(random: Randomness, base: Float32Array, siteId?: string): ArrayLike<number>;
  /** What leaves for one attempt under masks, in words. */
  masked(random: Randomness, base: Float32Array, siteId: string, masks: readonly Mask[]): Uint32Array;
  dispose(): void;
}

/** Nobody is held out. */
const EVERYBODY_TRAINS = { share: 0, secret: new Uint8Array(32) };

/** Rows in memory as a hospital's file. */
export function tableOf(rows: readonly AuditedRow[], inputs: number): Source {
  const cellsOf = ({ patient, outcome, inputs: values }: AuditedRow): ReadonlyMap<string, string> =>
    new Map([
      ['patient', patient],
      ['outcome', String(outcome)],
      ...Array.from(values, ([input, value]): [string, string] => [columnName(input), String(value)]),
    ]);
  return {
    name: `audit with ${inputs} inputs`,
    columns: async () => ['patient', 'outcome', ...Array.from({ length: inputs }, (_, input) => columnName(input))],
    read: (columns) => ({
      batches: (async function* () {
        for (const [i, row] of rows.entries()) {
          const known = cellsOf(row);
          const cells = columns.map((column) => ({ kind: 'text', cells: [known.get(column) ?? '0'] }) as const);
          yield { length: 1, rows: [i + 1], columns: cells };
        }
      })(),
      contentHash: () => '',
      isCurrent: () => true,
    }),
  };
}

/** Prepares a site as an agent does. @throws what preparing a study throws */
export async function openSite(
  path: AgentPath,
  plan: CompiledPlan,
  rows: readonly AuditedRow[],
  backend: Backend,
): Promise<AuditedSite> {
  const study = await path.prepareStudy(planStudy(plan), tableOf(rows, plan.inputWidth), EVERYBODY_TRAINS, backend);
  const { release } = study;
  const { privacy } = plan.document;
  if (release === undefined || privacy.mechanism === 'none') {
    throw new ConsiliumError({ code: 'MECHANISM_REFUSED', message: 'an audited plan has privacy' });
  }
  const { grid } = release;
  const patients = study.dataset.training.patients;
  return {
    plan,
    study,
    grid: sharedGrid(grid),
    clipUnits: privacy.clip * grid.scale,
    claimedDeviation: (clipsMoved) =>
      (noiseOf(release.eventsPerRound) * clipsMoved * privacy.clip * grid.scale) / Math.sqrt(privacy.honestContributors),
    release(random, base, siteId = plan.siteIds[0] ?? '') {
      const { trainer } = study;
      const log = { warn: () => {} };
      const { encoding, bytes } = path.makeUpdate({ plan, release, siteId, trainer, patients, base, random, log });
      if (encoding === UpdateEncoding.UPDATE_ENCODING_GRID_INT32)
        return new Int32Array(bytes.buffer, bytes.byteOffset, base.length);
      const moved = new Float32Array(bytes.buffer, bytes.byteOffset, base.length);
      return Float64Array.from(moved, (x) => -x * sumOverMove(plan, siteId) * grid.scale);
    },
    masked(random, base, siteId, masks) {
      const { trainer } = study;
      const log = { warn: () => {} };
      const { bytes } = path.makeUpdate({ plan, release, siteId, trainer, patients, base, masks, random, log });
      return new Uint32Array(bytes.buffer, bytes.byteOffset, base.length);
    },
    dispose: () => study.dispose(),
  };
}

/** dp-sgd with plain steps: the noisy sum over minus what leaves. */
function sumOverMove(plan: CompiledPlan, siteId: string): number {
  const { training, sites } = plan.document;
  const denominator = (training.samplingRate ?? 1) * (sites[siteId]?.patients ?? 1);
  return denominator / ((training.optimizer?.learningRate ?? 1) * aggregationWeights(plan, siteId).weight);
}

/** The noise multiplier that the ledger is charged for, of the release's one event. */
function noiseOf(events: readonly PrivacyEvent[]): number {
  const [event] = events;
  if (events.length !== 1 || event === undefined || !('noiseMultiplier' in event)) {
    throw new ConsiliumError({ code: 'INTERNAL', message: 'an audited round costs one event with a noise multiplier' });
  }
  return event.noiseMultiplier;
}

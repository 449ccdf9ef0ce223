import type { Logger } from '@consilium/host';
import type { CompiledPlan } from '@consilium/plan';
import type { Release } from '@consilium/privacy';
import { Aggregator } from '../aggregation/aggregator.ts';
import type { UpdateIntake } from '../aggregation/update-intake.ts';
import { countedSites, type RunState } from './run-state.ts';

/**
 * The sum of the attempt that is open. It grows with each counted update; where it has gaps, after a restart or when an update
 * could not be read, it is built again from the stored updates once it is needed.
 */
export class AttemptSum {
  readonly #context: { readonly intake: UpdateIntake; readonly log: Logger };
  readonly #plan: CompiledPlan;
  readonly #release: Release | undefined;
  #aggregator: Aggregator;

  constructor(
    context: { readonly intake: UpdateIntake; readonly log: Logger },
    plan: CompiledPlan,
    release: Release | undefined,
  ) {
    this.#context = context;
    this.#plan = plan;
    this.#release = release;
    this.#aggregator = new Aggregator(plan, release);
  }

  /** Begins the sum of another attempt. */
  clear(): void {
    this.#aggregator = new Aggregator(this.#plan, this.#release);
  }

  /** Adds a counted update. */
  add(site: string, content: Iterable<Uint8Array>): void {
    try {
      this.#aggregator.fold(site, content);
    } catch (error) {
      this.#context.log.warn({ siteId: site, err: error }, `the update of ${site} could not be read`);
      this.clear();
    }
  }

  /** The sum of every counted update. @throws ConsiliumError when a stored update cannot be read */
  async whole(run: string, state: Extract<RunState, { t: 'aggregating' }>): Promise<Aggregator> {
    const { round, attempt, participants } = state;
    if (this.#aggregator.holds(countedSites(participants))) return this.#aggregator;
    this.clear();
    const sum = this.#aggregator;
    for (const [site, known] of Object.entries(participants)) {
      if (known.t !== 'counted') continue;
      sum.fold(site, await this.#context.intake.counted({ run, round, attempt, site, updateHash: known.updateHash }));
    }
    return sum;
  }
}

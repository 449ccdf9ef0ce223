import type { Clock } from '@consilium/core';
import type { Logger } from '@consilium/host';
import type { Lease, LeasedRun, LeaseStore } from '../store/lease-store.ts';

/** How long a run stays with a process that has stopped renewing: a pause of its machine is shorter, a round is longer. */
export const LEASE_MS = 60_000;

/** Two renewals may fail before a lease runs out. */
const RENEW_MS: number = LEASE_MS / 3;

/** What leases are held with. */
export interface RunLeasesContext {
  readonly store: LeaseStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** Name of this process, like no other's. */
  readonly holder: string;
  /** Called for a run that another process has taken. */
  readonly lost: (run: string) => void;
}

/** The leases of the runs that this process drives: acquired at its start, renewed by its clock as long as there are any. */
export class RunLeases {
  readonly #context: RunLeasesContext;
  readonly #held: Map<string, number> = new Map();
  #cancelTimer: (() => void) | undefined;
  #renewing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(context: RunLeasesContext) {
    this.#context = context;
  }

  /** The lease that a new run is stored with; {@link hold} it from then on. */
  first(): Lease {
    return { holder: this.#context.holder, fence: 1, expiresMs: this.#expiresMs() };
  }

  /** Takes and holds those of the runs that no other process drives. */
  async acquire(runs: readonly string[]): Promise<readonly LeasedRun[]> {
    const { store, clock, holder } = this.#context;
    const taken = await store.acquire(runs, { holder, expiresMs: this.#expiresMs() }, clock.now());
    for (const lease of taken) this.hold(lease);
    return taken;
  }

  hold({ run, fence }: LeasedRun): void {
    this.#held.set(run, fence);
    this.#setTimer();
  }

  /** Stops renewing the lease of a run that has ended. */
  drop(run: string): void {
    this.#held.delete(run);
    if (this.#held.size > 0) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  /** Renews nothing any more; what is held runs out by itself. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer?.();
    await this.#renewing;
  }

  #expiresMs(): number {
    return this.#context.clock.now() + LEASE_MS;
  }

  #setTimer(): void {
    if (this.#closed || this.#held.size === 0) return;
    this.#cancelTimer ??= this.#context.clock.setTimer(RENEW_MS, () => {
      this.#cancelTimer = undefined;
      this.#renewing = this.#renew().finally(() => this.#setTimer());
    });
  }

  async #renew(): Promise<void> {
    const { store, log, lost } = this.#context;
    try {
      const held = [...this.#held].map(([run, fence]) => ({ run, fence }));
      for (const run of await store.renew(held, this.#expiresMs())) {
        this.#held.delete(run);
        lost(run);
      }
    } catch (error) {
      // Nothing is lost yet: a run that is taken meanwhile is found out by the fence of its next step.
      log.warn({ err: error }, 'the leases of runs could not be renewed');
    }
  }
}

import type { Phase, PhaseObserver } from '@consilium/site-agent';

/** Milliseconds of each phase by round, summed over sites. */
export class PhaseTimes {
  readonly #byRound: Map<number, Map<Phase, number>> = new Map();

  /** To be given to agents. */
  readonly observe: PhaseObserver = ({ round }, phase, milliseconds) => {
    const phases = this.#byRound.get(round) ?? new Map<Phase, number>();
    phases.set(phase, (phases.get(phase) ?? 0) + milliseconds);
    this.#byRound.set(round, phases);
  };

  /** Phases of a round. */
  of(round: number): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#byRound.get(round) ?? []);
  }
}

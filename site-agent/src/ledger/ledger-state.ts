import { canonicalJson, ConsiliumError } from '@consilium/core';
import { checkEvent, type PrivacyEvent } from '@consilium/privacy';
import {
  type BudgetDecision,
  corrupt,
  EMPTY_HEAD,
  type LedgerEntry,
  type LedgerHead,
  type LedgerKey,
  type Part,
  type SumTerms,
} from './ledger-entry.ts';
import { PlanUses } from './plan-use.ts';

/**
 * Where one exchange stands. A reservation counts like a commit, since a crash between the two must not make a charge
 * disappear; a release ends a reservation for which no patient was touched, and the exchange may then reserve again.
 */
export type ChargeState = 'none' | 'reserved' | 'committed' | 'released';

/** The charge of one exchange. */
export interface Charge {
  readonly key: LedgerKey;
  readonly state: Exclude<ChargeState, 'none'>;
  /** Whose patients pay. */
  readonly part: Part;
  /** Fingerprint of the split that decides who is in which part, hex; the same in every charge of a ledger. */
  readonly split: string;
  readonly events: readonly PrivacyEvent[];
  /** How far its noise is from the noise of the events, in total variation: see `docs/proofs/release.md`. */
  readonly distance: number;
  /** Present where the update leaves under masks: the events hold as long as so many sites of that roster are honest. */
  readonly sum?: SumTerms;
  /** SHA-256 of the update that may have left, once committed; absent where the charge was spent without one. */
  readonly update?: string;
}

/** Narrows the charges of a ledger. */
export interface ChargeFilter {
  readonly study?: string;
  readonly planHash?: string;
  readonly run?: string;
  readonly state?: 'reserved' | 'committed';
  readonly part?: Part;
  /** Without charges of these kinds. */
  readonly except?: readonly LedgerKey['kind'][];
}

/** What an exchange costs, and whom. */
export interface Cost {
  readonly part: Part;
  /** Fingerprint of the split of the population, hex: what its parts are. */
  readonly split: string;
  readonly events: readonly PrivacyEvent[];
  /** How far the noise is from the noise of the events, in total variation. */
  readonly distance: number;
  /** Of a release under masks. */
  readonly sum?: SumTerms;
}

/** Everything that the entries of a ledger add up to. Changes only by {@link apply}, in memory, after the disk has the entry. */
export class LedgerState {
  /** Every plan that ever reserved. */
  readonly uses: PlanUses = new PlanUses();
  readonly #population: string;
  readonly #entries: LedgerEntry[] = [];
  /** By {@link exchangeOf}; in the order of first reservation. */
  readonly #charges = new Map<string, Charge>();
  /** Charges that are not released, and the split of all of them. */
  #counting = 0;
  #split: string | undefined;
  #budget: BudgetDecision | undefined;

  constructor(population: string) {
    this.#population = population;
  }

  get head(): LedgerHead {
    const last = this.#entries.at(-1);
    return last === undefined ? EMPTY_HEAD : { seq: last.seq, hash: last.hash };
  }

  get lastTimeMs(): number {
    return this.#entries.at(-1)?.timeMs ?? 0;
  }

  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  get charges(): readonly Charge[] {
    return [...this.#charges.values()];
  }

  /** The budget that was recorded last. */
  get budget(): BudgetDecision | undefined {
    return this.#budget;
  }

  /** The split of the charges that count; `undefined` while none does. */
  get split(): string | undefined {
    return this.#counting > 0 ? this.#split : undefined;
  }

  charge(key: LedgerKey): Charge | undefined {
    const charge = this.#charges.get(exchangeOf(key));
    if (charge !== undefined && (charge.key.planHash !== key.planHash || charge.key.study !== key.study)) {
      throw new ConsiliumError({
        code: 'TASK_INVALID',
        message: `round ${key.round}, attempt ${key.attempt} of run ${key.run} is already in the ledger with another plan`,
        details: { run: key.run, round: key.round, attempt: key.attempt },
      });
    }
    return charge;
  }

  /**
   * Takes in the next entry.
   *
   * @throws ConsiliumError `LEDGER_CORRUPT` when it does not follow from the ones before.
   */
  apply(entry: LedgerEntry): void {
    const head = this.head;
    if (entry.seq !== head.seq + 1) throw corrupt(`it has number ${entry.seq}, expected ${head.seq + 1}`);
    if (entry.prev !== head.hash) throw corrupt('it does not continue the entry before it');
    if (entry.population !== this.#population) throw corrupt(`it belongs to population ${entry.population}`);
    if (entry.op !== 'clock' && entry.timeMs < this.lastTimeMs) throw corrupt('it is older than the entry before it');
    if (entry.op === 'budget') this.#budget = entry.budget;
    else if (entry.op !== 'clock') {
      this.#charges.set(exchangeOf(entry.key), this.#next(entry));
      if (entry.op === 'reserve') {
        this.#counting++;
        this.#split = entry.split;
      } else if (entry.op === 'release') this.#counting--;
    }
    this.uses.apply(entry);
    this.#entries.push(entry);
  }

  #next(entry: Exclude<LedgerEntry, { op: 'clock' | 'budget' }>): Charge {
    let before: Charge | undefined;
    try {
      before = this.charge(entry.key);
    } catch (error) {
      throw corrupt('its plan is not the one that its round was reserved with', error);
    }
    if (entry.op === 'reserve') {
      if (before !== undefined && before.state !== 'released') throw corrupt('it reserves what is already reserved');
      if (entry.split !== (this.split ?? entry.split))
        throw corrupt('it splits the patients otherwise than the charges before it');
      try {
        const { key, part, split, distance, sum } = entry;
        return {
          key,
          state: 'reserved',
          part,
          split,
          distance,
          ...(sum === undefined ? {} : { sum }),
          events: entry.events.map((event, i) => checkEvent(event, `events[${i}]`)),
        };
      } catch (error) {
        throw corrupt('it holds an event that this version does not know', error);
      }
    }
    if (before?.state !== 'reserved') throw corrupt(`it is a ${entry.op} without a reservation`);
    if (entry.op === 'commit') return { ...before, state: 'committed', update: entry.update };
    return { ...before, state: entry.op === 'spend' ? 'committed' : 'released' };
  }
}

/** Whether two costs are the same; the split is another question. */
export function sameCost(a: Cost, b: Cost): boolean {
  const plain = ({ part, distance, events, sum }: Cost): string =>
    canonicalJson({ part, distance, events, sum: sum === undefined ? [] : [sum] });
  return plain(a) === plain(b);
}

function exchangeOf(key: LedgerKey): string {
  return JSON.stringify([key.kind, key.run, key.round, key.attempt]);
}

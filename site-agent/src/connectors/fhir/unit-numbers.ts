import { ucumOf } from '../../mapping/units.ts';
import { UCUM_SYSTEM } from './code-systems.ts';

/** No unit. */
const NONE = 0;
/** A unit that can be converted into none of the columns. */
const UNKNOWN = 255;

/** What of a quantity says its unit. */
export interface WrittenUnit {
  readonly system: string | undefined;
  readonly code: string | undefined;
  /** As people write it. */
  readonly unit: string | undefined;
}

/**
 * Units as numbers. Those are known that can be converted and those of the columns, so that there are few, whatever an export holds.
 */
export class UnitNumbers {
  readonly #numbers = new Map<string, number>();
  readonly #ofColumns: ReadonlySet<string>;

  /** @param ofColumns units of the columns */
  constructor(ofColumns: Iterable<string>) {
    this.#ofColumns = new Set(ofColumns);
  }

  /** The number of a unit. Without a code, what is written for people counts where it is a unit in another writing. */
  numberOf({ system, code, unit = '' }: WrittenUnit): number {
    if (code === undefined || code === '') return unit === '' ? NONE : this.#known(ucumOf(unit));
    return system === UCUM_SYSTEM ? this.#known(this.#ofColumns.has(code) ? code : ucumOf(code)) : UNKNOWN;
  }

  #known(code: string | undefined): number {
    if (code === undefined) return UNKNOWN;
    const known = this.#numbers.get(code) ?? this.#numbers.size + 1;
    if (known < UNKNOWN) this.#numbers.set(code, known);
    return Math.min(known, UNKNOWN);
  }

  /** UCUM codes by number. */
  codes(): ReadonlyMap<number, string> {
    return new Map([...this.#numbers].map(([code, number]) => [number, code]));
  }
}

import { ucumOf, UNIT_CODES } from '../../mapping/units.ts';
import { UCUM_SYSTEM } from './code-systems.ts';

/** No unit. */
const NONE = 0;
/** A unit that can be converted into none of the columns. */
const UNKNOWN = 0xffff;

/** What of a quantity says its unit. */
export interface WrittenUnit {
  readonly system: string | undefined;
  readonly code: string | undefined;
  /** As people write it. */
  readonly unit: string | undefined;
}

/**
 * Units as numbers. Those are known that can be converted and those of the columns, so that there are few, whatever an export holds. Which number
 * a unit has does not depend on which ones came: of two versions of a resource that say the same of themselves the numbers decide.
 */
export class UnitNumbers {
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #codes: ReadonlyMap<number, string>;
  readonly #ofColumns: ReadonlySet<string>;

  /** @param ofColumns units of the columns */
  constructor(ofColumns: Iterable<string>) {
    this.#ofColumns = new Set(ofColumns);
    const codes = [...new Set([...this.#ofColumns, ...UNIT_CODES])].sort();
    this.#numbers = new Map(codes.map((code, i) => [code, i + 1]));
    this.#codes = new Map(codes.map((code, i) => [i + 1, code]));
  }

  /** The number of a unit. Without a code, what is written for people counts where it is a unit in another writing. */
  numberOf({ system, code, unit = '' }: WrittenUnit): number {
    if (code === undefined || code === '') return unit === '' ? NONE : this.#known(ucumOf(unit));
    return system === UCUM_SYSTEM ? this.#known(this.#ofColumns.has(code) ? code : ucumOf(code)) : UNKNOWN;
  }

  #known(code: string | undefined): number {
    return Math.min(this.#numbers.get(code ?? '') ?? UNKNOWN, UNKNOWN);
  }

  /** UCUM codes by number. */
  codes(): ReadonlyMap<number, string> {
    return this.#codes;
  }
}

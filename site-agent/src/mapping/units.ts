import { molarMass, type Substance, SUBSTANCES } from './substances.ts';

/** What a unit measures. */
type Dimension =
  | 'mass'
  | 'length'
  | 'time'
  | 'temperature'
  | 'pressure'
  | 'mass-concentration'
  | 'amount-concentration'
  | 'share';

interface Unit {
  readonly dimension: Dimension;
  /** Base units in one of it. */
  readonly factor: number;
  /** Base units at its zero. */
  readonly zero?: number;
}

const u = (dimension: Dimension, factor: number, zero = 0): Unit => ({ dimension, factor, zero });

/**
 * Units by their UCUM code, case-sensitive, with their factors: exact by definition (international pound and inch of 1959, conventional
 * millimetre of mercury, mean Julian year and its twelfth as UCUM defines `a` and `mo`). A closed list: a unit that is not in it is no guess.
 */
const UNITS = new Map<string, Unit>([
  ['g', u('mass', 1)],
  ['kg', u('mass', 1000)],
  ['mg', u('mass', 1e-3)],
  ['ug', u('mass', 1e-6)],
  ['[lb_av]', u('mass', 453.592_37)],
  ['[oz_av]', u('mass', 28.349_523_125)],
  ['m', u('length', 1)],
  ['cm', u('length', 0.01)],
  ['mm', u('length', 0.001)],
  ['[in_i]', u('length', 0.0254)],
  ['[ft_i]', u('length', 0.3048)],
  ['s', u('time', 1)],
  ['min', u('time', 60)],
  ['h', u('time', 3600)],
  ['d', u('time', 86_400)],
  ['wk', u('time', 604_800)],
  ['mo', u('time', 2_629_800)],
  ['a', u('time', 31_557_600)],
  ['Cel', u('temperature', 1)],
  ['[degF]', u('temperature', 5 / 9, (-32 * 5) / 9)],
  ['K', u('temperature', 1, -273.15)],
  ['Pa', u('pressure', 1)],
  ['kPa', u('pressure', 1000)],
  ['mm[Hg]', u('pressure', 133.322_387_415)],
  ['cm[H2O]', u('pressure', 98.066_5)],
  ['g/L', u('mass-concentration', 1)],
  ['g/dL', u('mass-concentration', 10)],
  ['mg/dL', u('mass-concentration', 0.01)],
  ['mg/L', u('mass-concentration', 1e-3)],
  ['ug/dL', u('mass-concentration', 1e-5)],
  ['ug/L', u('mass-concentration', 1e-6)],
  ['ng/mL', u('mass-concentration', 1e-6)],
  ['ng/dL', u('mass-concentration', 1e-8)],
  ['ng/L', u('mass-concentration', 1e-9)],
  ['pg/mL', u('mass-concentration', 1e-9)],
  ['mol/L', u('amount-concentration', 1)],
  ['mmol/L', u('amount-concentration', 1e-3)],
  ['umol/L', u('amount-concentration', 1e-6)],
  ['nmol/L', u('amount-concentration', 1e-9)],
  ['pmol/L', u('amount-concentration', 1e-12)],
  ['1', u('share', 1)],
  ['%', u('share', 0.01)],
  ['mmol/mol', u('share', 1e-3)],
]);

/** The codes of all units that can be converted. */
export const UNIT_CODES: readonly string[] = [...UNITS.keys()];

/** As plans write units beside UCUM. */
const ALIASES = new Map([
  ['years', 'a'],
  ['year', 'a'],
  ['months', 'mo'],
  ['weeks', 'wk'],
  ['days', 'd'],
  ['hours', 'h'],
  ['minutes', 'min'],
  ['seconds', 's'],
  ['mmHg', 'mm[Hg]'],
  ['lb', '[lb_av]'],
  ['in', '[in_i]'],
  ['°C', 'Cel'],
  ['°F', '[degF]'],
  ['mg/dl', 'mg/dL'],
  ['g/dl', 'g/dL'],
  ['mmol/l', 'mmol/L'],
  ['umol/l', 'umol/L'],
  ['µmol/L', 'umol/L'],
  ['percent', '%'],
]);

/** The UCUM code of a unit. @returns undefined for one that is not in the list */
export function ucumOf(unit: string): string | undefined {
  const code = ALIASES.get(unit) ?? unit;
  return UNITS.has(code) ? code : undefined;
}

/** A number in another unit: `value * factor + offset`. */
export interface Conversion {
  readonly factor: number;
  readonly offset: number;
}

/**
 * HbA1c of NGSP (percent) out of IFCC (mmol/mol): the master equation, 0.09148 x IFCC + 2.152 (IFCC network of laboratories, Clin. Chem. 54 (2008) 240).
 * Both are shares, and neither a multiple of the other.
 */
const HBA1C: Conversion = { factor: 0.09148, offset: 2.152 };

/**
 * How numbers of one unit become numbers of another.
 *
 * @param of what is measured, for a mass that becomes an amount or the other way round, and for HbA1c
 * @returns in words what is missing, where there is no such conversion
 */
export function conversion(from: string, to: string, of: Substance | 'hba1c' | undefined): Conversion | string {
  const [source, target] = [from, to].map((unit) => UNITS.get(ucumOf(unit) ?? ''));
  if (source === undefined || target === undefined)
    return `no unit ${source === undefined ? from : to}: expected a UCUM code such as mg/dL, mmol/L, [degF], [lb_av]`;
  if (of === 'hba1c') return hba1c(ucumOf(from), ucumOf(to));
  let { factor, zero = 0 } = source;
  if (source.dimension !== target.dimension) {
    const both = [source.dimension, target.dimension].sort().join();
    if (both !== 'amount-concentration,mass-concentration') return `${from} and ${to} measure different things`;
    if (of === undefined) return `between ${from} and ${to} stands the molar mass: say "of", the substance`;
    factor *= source.dimension === 'amount-concentration' ? molarMass(of) : 1 / molarMass(of);
  }
  zero = (zero - (target.zero ?? 0)) / target.factor;
  return { factor: factor / target.factor, offset: zero };
}

function hba1c(from: string | undefined, to: string | undefined): Conversion | string {
  if (from === 'mmol/mol' && to === '%') return HBA1C;
  if (from === '%' && to === 'mmol/mol') return { factor: 1 / HBA1C.factor, offset: -HBA1C.offset / HBA1C.factor };
  return 'HbA1c is given in % (NGSP) or mmol/mol (IFCC)';
}

/** Significant digits of a converted cell: more than any laboratory measures, and few enough that no number looks like that of a telephone. */
const CELL_DIGITS = 6;

/** The number of a cell, converted and rounded to six digits. */
export function convertedCell(value: number, by: Conversion): number {
  return Number(converted(value, by).toPrecision(CELL_DIGITS));
}

/** A number, converted. */
export function converted(value: number, { factor, offset }: Conversion): number {
  return value * factor + offset;
}

/** A unit in which numbers may be that are thought to be in another one. */
export interface OtherUnit {
  readonly from: string;
  readonly of?: Substance | 'hba1c';
  readonly conversion: Conversion;
}

/** Every way in which numbers of another unit become numbers of this one; none for a unit that is not in the list. */
export function otherUnits(unit: string): readonly OtherUnit[] {
  const code = ucumOf(unit);
  if (code === undefined) return [];
  return [...UNITS.keys()].flatMap((from) => {
    if (from === code) return [];
    const plain = conversion(from, code, undefined);
    if (typeof plain !== 'string') return [{ from, conversion: plain }];
    return [...SUBSTANCES, 'hba1c' as const].flatMap((of): readonly OtherUnit[] => {
      const found = conversion(from, code, of);
      return typeof found === 'string' ? [] : [{ from, of, conversion: found }];
    });
  });
}

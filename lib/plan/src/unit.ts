/**
 * Units of UCUM (Unified Code for Units of Measure, version 2.2, case-sensitive symbols): its grammar, with the atoms that clinical
 * laboratories, wards and pharmacies write. A library would bring conversion tables of 300 units of trade and astronomy, and parsers of
 * XML and CSV; a plan only needs to know whether a text is a unit.
 */

/** Prefixes of metric atoms. */
const PREFIXES = ['Y', 'Z', 'E', 'P', 'T', 'G', 'M', 'k', 'h', 'da', 'd', 'c', 'm', 'u', 'n', 'p', 'f', 'a', 'z', 'y'];

/** Atoms that take a prefix. */
const METRIC: ReadonlySet<string> = new Set(
  `m s g rad K C cd mol sr Hz N Pa J W A V F Ohm S Wb Cel T H lm lx Bq Gy Sv L l t u eV bar kat U cal cal_th eq osm [IU] [iU] g% Ci R RAD
  REM dyn erg P St B Np bit By m[H2O] m[Hg] mho`.split(/\s+/),
);

/** Atoms that stand alone. */
const PLAIN: ReadonlySet<string> = new Set(
  `10* 10^ [pi] % [ppth] [ppm] [ppb] [pptr] deg gon ' '' min h d a a_t a_j a_g wk mo mo_s mo_j mo_g atm att
  [in_i] [ft_i] [yd_i] [mi_i] [lb_av] [oz_av] [gr] [st_av] [foz_us] [cup_us] [tsp_us] [tbs_us] [pt_us] [qt_us] [gal_us] [in_i'H2O] [in_i'Hg]
  [degF] [degR] [psi] [pH] [Ch] [drp] [diop] [p'diop] [MET] [HPF] [LPF] [Cal] [mesh_i] [S] [hnsf'U] [PRU] [m/s2/Hz^0.5]
  [arb'U] [USP'U] [CFU] [PFU] [FFU] [TCID_50] [CCID_50] [EID_50] [GPL'U] [MPL'U] [APL'U] [beth'U] [anti'Xa'U] [todd'U] [dye'U] [smgy'U]
  [bdsk'U] [ka'U] [knk'U] [mclg'U] [tb'U] [Amb'a'1'U] [BAU] [AU] [D'ag'U] [ELU] [EU] [Lf] [PNU] [IR] [FEU]`.split(/\s+/),
);

/** How units are often written that UCUM writes otherwise. */
const OTHERWISE: Readonly<Record<string, string>> = {
  year: 'a',
  years: 'a',
  yr: 'a',
  yrs: 'a',
  month: 'mo',
  months: 'mo',
  week: 'wk',
  weeks: 'wk',
  day: 'd',
  days: 'd',
  hour: 'h',
  hours: 'h',
  hr: 'h',
  hrs: 'h',
  minute: 'min',
  minutes: 'min',
  sec: 's',
  seconds: 's',
  mmHg: 'mm[Hg]',
  cmH2O: 'cm[H2O]',
  bpm: '/min',
  'beats/min': '/min',
  'breaths/min': '/min',
  '/minute': '/min',
  '°C': 'Cel',
  celsius: 'Cel',
  '°F': '[degF]',
  fahrenheit: '[degF]',
  percent: '%',
  IU: '[IU]',
  'IU/L': '[IU]/L',
  'IU/l': '[IU]/L',
  'mIU/L': 'm[IU]/L',
  'mIU/mL': 'm[IU]/mL',
  'uIU/mL': 'u[IU]/mL',
  'mEq/L': 'meq/L',
  'mEq/l': 'meq/L',
  'mOsm/kg': 'mosm/kg',
  'cells/uL': '/uL',
  'cells/ul': '/uL',
  'K/uL': '10*3/uL',
  'M/uL': '10*6/uL',
  gm: 'g',
  lbs: '[lb_av]',
  lb: '[lb_av]',
  inch: '[in_i]',
  inches: '[in_i]',
};

/** Longest digits of an exponent or a factor: more make numbers that no unit has. */
const NUMBER = /^\d{1,15}/;
const EXPONENT = /^[+-]?\d{1,2}/;
/** What an atom may consist of: brackets hold what else would be an operator. Digits end it but in `10*` and `10^`. */
const SYMBOL = /^(?:10[*^]|(?:\[[^\s{}[\]]{1,30}\]|[A-Za-z%_'])+)/;
/** A note for people, without influence on the unit: `{beats}`. */
const ANNOTATION = /^\{[^\s{}]{1,50}\}/;

/** Thrown within this file where a text stops being a unit. */
class NoUnit extends Error {}

/** Reads a unit from left to right: `term := '/'? component (('.' | '/') component)*`. */
class UnitReader {
  #rest: string;

  constructor(text: string) {
    this.#rest = text;
  }

  read(): void {
    this.#term(0);
    if (this.#rest !== '') throw new NoUnit(this.#rest);
  }

  #term(depth: number): void {
    if (depth > 4) throw new NoUnit(this.#rest);
    this.#takeOne('/');
    do this.#component(depth);
    while (this.#takeOne('.') || this.#takeOne('/'));
  }

  #component(depth: number): void {
    if (this.#takeOne('(')) {
      this.#term(depth + 1);
      if (!this.#takeOne(')')) throw new NoUnit(this.#rest);
      return;
    }
    if (this.#take(ANNOTATION) !== undefined) return;
    const symbol = this.#take(SYMBOL);
    if (symbol === undefined) {
      if (this.#take(NUMBER) === undefined) throw new NoUnit(this.#rest);
    } else {
      if (!isAtom(symbol)) throw new NoUnit(symbol);
      this.#take(EXPONENT);
    }
    this.#take(ANNOTATION);
  }

  #take(pattern: RegExp): string | undefined {
    const found = pattern.exec(this.#rest)?.[0];
    if (found !== undefined) this.#rest = this.#rest.slice(found.length);
    return found;
  }

  #takeOne(sign: string): boolean {
    if (!this.#rest.startsWith(sign)) return false;
    this.#rest = this.#rest.slice(1);
    return true;
  }
}

function isAtom(symbol: string): boolean {
  if (METRIC.has(symbol) || PLAIN.has(symbol)) return true;
  return PREFIXES.some((prefix) => symbol.startsWith(prefix) && METRIC.has(symbol.slice(prefix.length)));
}

/** Whether a text is a unit of UCUM, such as `mm[Hg]`, `10*9/L`, `mL/min/{1.73_m2}`, or `1` for a pure number. */
export function isUcum(text: string): boolean {
  try {
    new UnitReader(text).read();
    return true;
  } catch (error) {
    if (error instanceof NoUnit) return false;
    throw error;
  }
}

/** What is to be written instead of a text that is no unit of UCUM, for people. */
export function ucumAdvice(text: string): string {
  const better = Object.hasOwn(OTHERWISE, text) ? OTHERWISE[text] : undefined;
  return better === undefined
    ? `${JSON.stringify(text)} is no unit of UCUM: write one such as mg/dL, mm[Hg], /min, a (years), or 1 for a pure number`
    : `${JSON.stringify(text)} is no unit of UCUM: write ${better}`;
}

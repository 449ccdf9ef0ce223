/**
 * Atomic weights, abridged: IUPAC, "Standard atomic weights of the elements 2021", Pure Appl. Chem. 94 (2022), table 2.
 */
const ATOMIC_WEIGHTS: Readonly<Record<string, number>> = {
  H: 1.008,
  C: 12.011,
  N: 14.007,
  O: 15.999,
  Na: 22.99,
  Mg: 24.305,
  P: 30.974,
  S: 32.06,
  Cl: 35.45,
  K: 39.098,
  Ca: 40.078,
  Fe: 55.845,
  I: 126.9,
};

/**
 * What laboratories report both by mass and by amount, with the formula of what they weigh. Triglycerides are reckoned as triolein, urea
 * nitrogen as the two atoms of nitrogen in urea, phosphate as its phosphorus: so do the conversion tables of clinical chemistry.
 */
const FORMULAS = {
  bilirubin: 'C33H36N4O6',
  calcium: 'Ca',
  chloride: 'Cl',
  cholesterol: 'C27H46O',
  cortisol: 'C21H30O5',
  creatinine: 'C4H7N3O',
  glucose: 'C6H12O6',
  iron: 'Fe',
  lactate: 'C3H6O3',
  magnesium: 'Mg',
  phosphate: 'P',
  potassium: 'K',
  sodium: 'Na',
  testosterone: 'C19H28O2',
  thyroxine: 'C15H11I4NO4',
  triglycerides: 'C57H104O6',
  'urea-nitrogen': 'N2',
  urea: 'CH4N2O',
  'uric-acid': 'C5H4N4O3',
  'vitamin-d': 'C27H44O2',
} as const;

/** A substance of {@link SUBSTANCES}. */
export type Substance = keyof typeof FORMULAS;

/** Substances of which a mass can be told from an amount. */
export const SUBSTANCES = Object.keys(FORMULAS) as [Substance, ...Substance[]];

/** Grams in a mole. */
export function molarMass(substance: Substance): number {
  const parts = FORMULAS[substance].matchAll(/([A-Z][a-z]?)(\d*)/g);
  return [...parts].reduce(
    (sum, [, element = '', atoms]) => sum + (ATOMIC_WEIGHTS[element] ?? Number.NaN) * Number(atoms || 1),
    0,
  );
}

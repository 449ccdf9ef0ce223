/**
 * Units of OMOP's vocabulary by their concept ids, for databases that come without it: those of UCUM that wards and laboratories write most
 * (OHDSI Athena, vocabulary UCUM).
 */
export const COMMON_UNITS: ReadonlyMap<number, string> = new Map([
  [8554, '%'],
  [8582, 'cm'],
  [8713, 'g/dL'],
  [8753, 'mmol/L'],
  [8840, 'mg/dL'],
  [8842, 'ng/mL'],
  [8876, 'mm[Hg]'],
  [9529, 'kg'],
]);

/**
 * E[1/F | f]: how likely an intruder hits the right person of the population, where f records of a sample are alike and every person of the population
 * is in the sample with the same probability pi. F - f is then negative binomial, and E[1/F | f] = a * integral_0^1 y^(f-1) / (a + y) dy
 * with a = pi / (1 - pi). R. Benedetti, L. Franconi, "Statistical and technological solutions for controlled data dissemination", 1998; among the estimators that
 * F. Dankar, K. El Emam, A. Neisa, T. Roffey, "Estimating the re-identification risk of clinical data sets", 2012, compare.
 *
 * @param fraction pi, above 0 and at most 1
 * @param largest the largest f that is asked for
 * @returns by f, counted from 0; of 0 it is 0
 */
export function populationRisks(fraction: number, largest: number): Float64Array {
  const risks = new Float64Array(largest + 1);
  if (fraction === 1) {
    for (let f = 1; f <= largest; f++) risks[f] = 1 / f;
    return risks;
  }
  const a = fraction / (1 - fraction);
  if (a <= 1) {
    // I_1 = ln(1/pi), I_f = 1/(f-1) - a I_(f-1): errors do not grow, since a is at most 1.
    let integral = Math.log(1 / fraction);
    for (let f = 1; f <= largest; f++) {
      risks[f] = a * integral;
      integral = 1 / f - a * integral;
    }
    return risks;
  }
  for (let f = 1; f <= largest; f++) risks[f] = series(fraction, f);
  return risks;
}

/** The same by Pfaff's transform of the integral, (pi/f) sum_m m! (1-pi)^m / ((f+1)...(f+m)): of positive terms, each less than half of the one before. */
function series(fraction: number, f: number): number {
  let term = 1;
  let sum = 0;
  for (let m = 0; term > sum * 2 ** -54; m++) {
    sum += term;
    term *= ((m + 1) / (f + 1 + m)) * (1 - fraction);
  }
  return (fraction / f) * sum;
}

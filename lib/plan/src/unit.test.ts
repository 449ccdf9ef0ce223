import { describe, expect, it } from 'vitest';
import { isUcum, ucumAdvice } from './unit.ts';

describe('units of UCUM', () => {
  it.each(
    `1 % a mo wk d h min s /min {beats}/min mm[Hg] cm[H2O] kg kg/m2 g/dL mg/dL mg/dl ug/mL ng/mL pg/mL mmol/L umol/L meq/L mosm/kg
    10*3/uL 10*9/L 10^12/L /uL U/L k[IU]/L m[IU]/L u[IU]/mL [IU]/L mL/min mL/min/{1.73_m2} mL/min/1 [degF] Cel kPa L/min mL/kg/h fL pg
    [pH] {score} [in_i] [lb_av] m[Hg] ug/kg/min mg/(24.h) kg.m/s2 mg{creat}/g /[HPF] [CFU]/mL ms uV W/kg mm/h g.m-2 [arb'U]/mL`
      .trim()
      .split(/\s+/),
  )('%s', (unit) => expect(isUcum(unit)).toBe(true));

  it.each(
    `years mmHg beats/min mg/ mg//dL /  mg* [IU mm[Hg 2x kgg mgg MG mili °C µg k% dmin {a {} mg/dL}  (mg mg) 1/0x
    ((((((g)))))) 10*e9 g9999 mgdL`
      .trim()
      .split(/\s+/),
  )('%s is none', (unit) => expect(isUcum(unit)).toBe(false));

  it('are one word: no blank, no line', () => {
    for (const text of ['', ' ', 'mg /dL', 'mg\n', 'kg m']) expect(isUcum(text)).toBe(false);
  });

  it('have another name than in the clinic, which the advice knows', () => {
    expect(ucumAdvice('mmHg')).toBe('"mmHg" is no unit of UCUM: write mm[Hg]');
    expect(ucumAdvice('years')).toBe('"years" is no unit of UCUM: write a');
    expect(ucumAdvice('constructor')).toContain('write one such as mg/dL');
  });

  it('are read in a time that grows with their length alone', () => {
    expect(isUcum(`${'('.repeat(50_000)}g`)).toBe(false);
    expect(isUcum(`g${'.g'.repeat(20_000)}`)).toBe(true);
  });
});

describe('the advice', () => {
  it('is itself a unit of UCUM', () => {
    const words = [
      'years',
      'months',
      'weeks',
      'days',
      'hours',
      'bpm',
      'mmHg',
      '°C',
      '°F',
      'percent',
      'mIU/L',
      'cells/uL',
      'K/uL',
      'lbs',
    ];
    for (const word of words) expect([word, isUcum(ucumAdvice(word).split('write ')[1] ?? '')]).toEqual([word, true]);
  });
});

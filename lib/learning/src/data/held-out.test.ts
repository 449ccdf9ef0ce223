import { isConsiliumError } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { isHeldOut } from './held-out.ts';

const heldOf = (patients: readonly string[], fraction: number, seed: number): readonly string[] =>
  patients.filter((patient) => isHeldOut(patient, fraction, seed));
const patients = Array.from({ length: 4000 }, (_, i) => `p${i}`);

describe('the held-out patients', () => {
  it('are the promised fraction, others for another seed', () => {
    const held = heldOf(patients, 0.25, 7);
    // Seven standard deviations.
    expect(Math.abs(held.length / 4000 - 0.25)).toBeLessThan(7 * Math.sqrt((0.25 * 0.75) / 4000));
    const both = heldOf(held, 0.25, 8).length / held.length;
    expect(Math.abs(both - 0.25)).toBeLessThan(7 * Math.sqrt((0.25 * 0.75) / held.length));
  });

  it('do not depend on who else is there, so that a patient more or less moves nobody', () => {
    const held = heldOf(patients, 0.25, 7);
    for (const gone of patients.slice(0, 50)) {
      const others = patients.filter((patient) => patient !== gone).reverse();
      expect(new Set(heldOf(others, 0.25, 7))).toEqual(new Set(held.filter((patient) => patient !== gone)));
    }
  });

  it('only become more with a larger fraction, from nobody to everybody', () => {
    const held = new Set(heldOf(patients, 0.5, 3));
    for (const patient of heldOf(patients, 0.2, 3)) expect(held.has(patient)).toBe(true);
    expect(heldOf(patients, 0, 1)).toEqual([]);
    expect(heldOf(patients, 1, 1)).toEqual(patients);
  });

  it('stay who they are from version to version: models are judged on patients that they never saw', () => {
    expect(heldOf(patients.slice(0, 24), 0.25, 0)).toEqual(['p3', 'p5', 'p6', 'p11', 'p15', 'p17', 'p18', 'p20', 'p21']);
  });

  it('are refused for a fraction that is none', () => {
    for (const bad of [-0.1, 1.1, Number.NaN]) {
      let thrown: unknown;
      try {
        isHeldOut('x', bad, 1);
      } catch (error) {
        thrown = error;
      }
      expect(isConsiliumError(thrown, 'PARAMETER_INVALID')).toBe(true);
    }
  });
});

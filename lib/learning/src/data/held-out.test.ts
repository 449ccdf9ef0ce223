import { isConsiliumError } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { isHeldOut, type Split, splitFingerprint } from './held-out.ts';

const secretOf = (n: number): Uint8Array => new Uint8Array(32).fill(n);
const heldOf = (patients: readonly string[], share: number, secret: number): readonly string[] =>
  patients.filter((patient) => isHeldOut(patient, { share, secret: secretOf(secret) }));
const patients = Array.from({ length: 4000 }, (_, i) => `p${i}`);

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isConsiliumError(error)) return error.code;
    throw error;
  }
  return 'none';
}

describe('the held-out patients', () => {
  it('are the promised share, others under another secret', () => {
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

  it('only become more with a larger share, from nobody to everybody', () => {
    const held = new Set(heldOf(patients, 0.5, 3));
    for (const patient of heldOf(patients, 0.2, 3)) expect(held.has(patient)).toBe(true);
    expect(heldOf(patients, 0, 1)).toEqual([]);
    expect(heldOf(patients, 1, 1)).toEqual(patients);
  });

  it('stay who they are from version to version: models are judged on patients that they never saw', () => {
    expect(heldOf(patients.slice(0, 24), 0.25, 0)).toEqual(['p7', 'p8', 'p10', 'p12', 'p16', 'p21', 'p22', 'p23']);
  });

  it('are the same however one identifier was typed', () => {
    const composed = Array.from({ length: 100 }, (_, i) => `M\u00fcller ${i}`);
    const typed = composed.map((id) => ` ${id.normalize('NFD')}\t`);
    expect(heldOf(typed, 0.5, 1).map((id) => id.normalize('NFC').trim())).toEqual(heldOf(composed, 0.5, 1));
  });

  it('are refused for a share that is none, and for a secret that can be guessed', () => {
    const bad: Split[] = [
      ...[-0.1, 1.1, Number.NaN].map((share) => ({ share, secret: secretOf(1) })),
      { share: 0.2, secret: new Uint8Array(31) },
    ];
    for (const split of bad) {
      expect(codeOf(() => isHeldOut('x', split))).toBe('PARAMETER_INVALID');
      expect(codeOf(() => splitFingerprint(split))).toBe('PARAMETER_INVALID');
    }
  });
});

it('the fingerprint of a split changes with its secret and its share', () => {
  const names = [1, 2].flatMap((n) => [0.2, 0.25].map((share) => splitFingerprint({ share, secret: secretOf(n) })));
  expect(new Set(names).size).toBe(4);
  expect(names[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(splitFingerprint({ share: 0.2, secret: secretOf(1) })).toBe(names[0]);
});

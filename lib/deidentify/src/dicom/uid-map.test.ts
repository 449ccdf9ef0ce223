import { describe, expect, it } from 'vitest';
import { dateShiftsOf, uidMapOf } from './uid-map.ts';

const KEY = new Uint8Array(32).fill(1);
const uid = (i: number): string => `1.2.840.113619.2.${i}`;

describe('UIDs of a study', () => {
  it('are valid: root 2.25, a UUID of version 8 and its variant, at most 64 characters', () => {
    const map = uidMapOf(KEY, 'lungs');
    for (let i = 0; i < 1000; i++) {
      const mapped = map(uid(i));
      expect(mapped).toMatch(/^2\.25\.[1-9]\d*$/);
      expect(mapped.length).toBeLessThanOrEqual(64);
      const hex = BigInt(mapped.slice(5)).toString(16).padStart(32, '0');
      expect(hex[12]).toBe('8');
      expect('89ab').toContain(hex[16]);
    }
  });

  it('are the same for the same, whatever was asked between, and differ for others', () => {
    const map = uidMapOf(KEY, 'lungs');
    const first = map(uid(0));
    const all = new Set(Array.from({ length: 20_000 }, (_, i) => map(uid(i))));
    expect(all.size).toBe(20_000);
    expect(map(uid(0))).toBe(first);
    expect(uidMapOf(KEY, 'lungs')(uid(0))).toBe(first);
  });

  it('of two studies, or of two sites, have none in common, and nothing but the key joins them', () => {
    const n = 20_000;
    const lungs = uidMapOf(KEY, 'lungs');
    const others = [uidMapOf(KEY, 'hearts'), uidMapOf(new Uint8Array(32).fill(2), 'lungs')];
    const ours = Array.from({ length: n }, (_, i) => lungs(uid(i)));
    const known = new Set(ours);
    for (const other of others) {
      const theirs = Array.from({ length: n }, (_, i) => other(uid(i)));
      expect(theirs.filter((one) => known.has(one))).toEqual([]);
      // Bits that would agree in a pair of one image more often than in a pair of two would join them: of two million and more, half agree.
      const agree = agreement(ours, theirs, 0);
      const strangers = agreement(ours, theirs, 1);
      const sigma = Math.sqrt(0.25 / (122 * n));
      expect(Math.abs(agree - 0.5)).toBeLessThan(5 * sigma);
      expect(Math.abs(strangers - 0.5)).toBeLessThan(5 * sigma);
    }
  });
});

/** Share of the 122 free bits that agree in pairs, the second list shifted. */
function agreement(a: readonly string[], b: readonly string[], shift: number): number {
  let same = 0;
  for (let i = 0; i < a.length; i++) {
    const x = BigInt((a[i] ?? '').slice(5)) ^ BigInt((b[(i + shift) % b.length] ?? '').slice(5));
    const [high, low] = [Number(x >> 96n), Number((x >> 64n) & 0xffff_ffffn)];
    const [third, last] = [Number((x >> 32n) & 0xffff_ffffn), Number(x & 0xffff_ffffn)];
    same += 128 - bits(high) - bits(low) - bits(third) - bits(last) - 6;
  }
  return same / (122 * a.length);
}

function bits(word: number): number {
  let left = word >>> 0;
  let count = 0;
  for (; left !== 0; left = (left & (left - 1)) >>> 0) count++;
  return count;
}

describe('the shift of dates', () => {
  it('is one number of days for a patient, another one in another study, from 1 day to five years', () => {
    const lungs = dateShiftsOf(KEY, 'lungs');
    const hearts = dateShiftsOf(KEY, 'hearts');
    const days = Array.from({ length: 20_000 }, (_, i) => lungs(`patient ${i}`));
    expect(days).toEqual(Array.from({ length: 20_000 }, (_, i) => lungs(`patient ${i}`)));
    expect(Math.min(...days)).toBe(1);
    expect(Math.max(...days)).toBe(1826);
    const equal = days.filter((shift, i) => shift === hearts(`patient ${i}`)).length;
    // 11 by chance.
    expect(equal).toBeLessThan(40);
  });
});

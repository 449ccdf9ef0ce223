import { seededRandom, uniform53 } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { fft, inverseRealFft, realFft } from './fft.ts';

const random = seededRandom('numerics');

describe('transforms', () => {
  it.each([1, 2, 8, 64])('agree with the definition at %d points', (n) => {
    const re = Float64Array.from({ length: n }, () => uniform53(random));
    const im = Float64Array.from({ length: n }, () => uniform53(random));
    const [outRe, outIm] = [re.slice(), im.slice()];
    fft(outRe, outIm);
    for (let j = 0; j < n; j++) {
      let [sumRe, sumIm] = [0, 0];
      for (let k = 0; k < n; k++) {
        const angle = (-2 * Math.PI * j * k) / n;
        sumRe += re[k]! * Math.cos(angle) - im[k]! * Math.sin(angle);
        sumIm += re[k]! * Math.sin(angle) + im[k]! * Math.cos(angle);
      }
      expect(outRe[j]).toBeCloseTo(sumRe, 11);
      expect(outIm[j]).toBeCloseTo(sumIm, 11);
    }
  });

  it('of real sequences are half of the complex ones, and invert, within the bound the accountant uses', () => {
    for (const n of [4, 64, 4096]) {
      const raw = Float64Array.from({ length: n }, () => uniform53(random));
      const sum = raw.reduce((a, b) => a + b, 0);
      const x = raw.map((value) => value / sum);
      const [re, im] = [x.slice(), new Float64Array(n)];
      fft(re, im);
      const half = realFft(x);
      const bound = 8 * 2 ** -53 * (Math.log2(n) + 2);
      for (let j = 0; j <= n / 2; j++) expect(Math.hypot(half.re[j]! - re[j]!, half.im[j]! - im[j]!)).toBeLessThan(bound);
      const back = inverseRealFft(half.re, half.im);
      for (let k = 0; k < n; k++) expect(Math.abs(back[k]! - x[k]!)).toBeLessThan(bound);
    }
  });
});

import { at } from './float-array.ts';

/** Cosines and sines of 2 pi k / n for k < n/2, by size; each computed afresh, so that errors do not build up. */
const TWIDDLES = new Map<number, { readonly cos: Float64Array; readonly sin: Float64Array }>();

function twiddles(n: number): { readonly cos: Float64Array; readonly sin: Float64Array } {
  let table = TWIDDLES.get(n);
  if (table === undefined) {
    const cos = new Float64Array(n / 2);
    const sin = new Float64Array(n / 2);
    for (let k = 0; k < n / 2; k++) {
      cos[k] = Math.cos((2 * Math.PI * k) / n);
      sin[k] = Math.sin((2 * Math.PI * k) / n);
    }
    table = { cos, sin };
    TWIDDLES.set(n, table);
  }
  return table;
}

/**
 * In-place discrete Fourier transform X_j = sum_k x_k e^(-2 pi i jk / n) of a power-of-two length (Cooley and Tukey 1965,
 * decimation in time).
 */
export function fft(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      const a = at(re, i);
      re[i] = at(re, j);
      re[j] = a;
      const b = at(im, i);
      im[i] = at(im, j);
      im[j] = b;
    }
  }
  // One stage alone where their number is odd, then two at a time: half as many passes over memory.
  let half = 1;
  if (Math.log2(n) % 2 === 1) {
    for (let p = 0; p < n; p += 2) {
      const ar = at(re, p);
      const ai = at(im, p);
      const br = at(re, p + 1);
      const bi = at(im, p + 1);
      re[p] = ar + br;
      im[p] = ai + bi;
      re[p + 1] = ar - br;
      im[p + 1] = ai - bi;
    }
    half = 2;
  }
  for (; half < n; half *= 4) twoStages(re, im, half);
}

/** Joins transforms of length `half` into transforms of four times that: butterflies with W_2h^k, then with W_4h^k and W_4h^(k+h) = -i W_4h^k. */
function twoStages(re: Float64Array, im: Float64Array, half: number): void {
  const n = re.length;
  const { cos, sin } = twiddles(n);
  const stride = n / (4 * half);
  for (let start = 0; start < n; start += 4 * half) {
    for (let k = 0, w = 0; k < half; k++, w += stride) {
      const p0 = start + k;
      const p1 = start + k + half;
      const p2 = start + k + 2 * half;
      const p3 = start + k + 3 * half;
      const c1 = at(cos, 2 * w);
      const s1 = at(sin, 2 * w);
      const c2 = at(cos, w);
      const s2 = at(sin, w);
      const r1 = at(re, p1) * c1 + at(im, p1) * s1;
      const i1 = at(im, p1) * c1 - at(re, p1) * s1;
      const r3 = at(re, p3) * c1 + at(im, p3) * s1;
      const i3 = at(im, p3) * c1 - at(re, p3) * s1;
      const ar = at(re, p0) + r1;
      const ai = at(im, p0) + i1;
      const br = at(re, p0) - r1;
      const bi = at(im, p0) - i1;
      const er = at(re, p2) + r3;
      const ei = at(im, p2) + i3;
      const fr = at(re, p2) - r3;
      const fi = at(im, p2) - i3;
      const cr = er * c2 + ei * s2;
      const ci = ei * c2 - er * s2;
      const dr = fi * c2 - fr * s2;
      const di = -(fr * c2 + fi * s2);
      re[p0] = ar + cr;
      im[p0] = ai + ci;
      re[p1] = br + dr;
      im[p1] = bi + di;
      re[p2] = ar - cr;
      im[p2] = ai - ci;
      re[p3] = br - dr;
      im[p3] = bi - di;
    }
  }
}

/** The first n/2 + 1 coefficients of the transform of a real sequence of power-of-two length n >= 4; the rest are conjugates. */
export function realFft(x: Float64Array): { re: Float64Array; im: Float64Array } {
  const n = x.length;
  const h = n / 2;
  const zr = new Float64Array(h);
  const zi = new Float64Array(h);
  for (let k = 0; k < h; k++) {
    zr[k] = at(x, 2 * k);
    zi[k] = at(x, 2 * k + 1);
  }
  fft(zr, zi);
  const re = new Float64Array(h + 1);
  const im = new Float64Array(h + 1);
  const { cos, sin } = twiddles(n);
  re[0] = at(zr, 0) + at(zi, 0);
  re[h] = at(zr, 0) - at(zi, 0);
  for (let k = 1; k < h; k++) {
    // Even part E = (Z_k + conj Z_(h-k)) / 2, odd part O = (Z_k - conj Z_(h-k)) / 2i; X_k = E + w^k O.
    const er = (at(zr, k) + at(zr, h - k)) / 2;
    const ei = (at(zi, k) - at(zi, h - k)) / 2;
    const or = (at(zi, k) + at(zi, h - k)) / 2;
    const oi = (at(zr, h - k) - at(zr, k)) / 2;
    re[k] = er + or * at(cos, k) + oi * at(sin, k);
    im[k] = ei + oi * at(cos, k) - or * at(sin, k);
  }
  return { re, im };
}

/** The real sequence whose {@link realFft} has these n/2 + 1 coefficients. */
export function inverseRealFft(re: Float64Array, im: Float64Array): Float64Array {
  const h = re.length - 1;
  const n = 2 * h;
  const zr = new Float64Array(h);
  const zi = new Float64Array(h);
  const { cos, sin } = twiddles(n);
  for (let k = 0; k < h; k++) {
    const er = (at(re, k) + at(re, h - k)) / 2;
    const ei = (at(im, k) - at(im, h - k)) / 2;
    const dr = (at(re, k) - at(re, h - k)) / 2;
    const di = (at(im, k) + at(im, h - k)) / 2;
    const or = dr * at(cos, k) - di * at(sin, k);
    const oi = di * at(cos, k) + dr * at(sin, k);
    // Z = E + i O, conjugated on the way in and out: the inverse transform from the forward one.
    zr[k] = er - oi;
    zi[k] = -(ei + or);
  }
  fft(zr, zi);
  const x = new Float64Array(n);
  for (let k = 0; k < h; k++) {
    x[2 * k] = at(zr, k) / h;
    x[2 * k + 1] = -at(zi, k) / h;
  }
  return x;
}

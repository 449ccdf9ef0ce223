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
 * radix 2, decimation in time).
 */
export function fft(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      const a = re[i]!;
      re[i] = re[j]!;
      re[j] = a;
      const b = im[i]!;
      im[i] = im[j]!;
      im[j] = b;
    }
  }
  const { cos, sin } = twiddles(Math.max(2, n));
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2;
    const stride = n / size;
    for (let start = 0; start < n; start += size) {
      for (let k = 0, w = 0; k < half; k++, w += stride) {
        const p = start + k;
        const q = p + half;
        const c = cos[w]!;
        const s = sin[w]!;
        const xr = re[q]! * c + im[q]! * s;
        const xi = im[q]! * c - re[q]! * s;
        re[q] = re[p]! - xr;
        im[q] = im[p]! - xi;
        re[p] = re[p]! + xr;
        im[p] = im[p]! + xi;
      }
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
    zr[k] = x[2 * k]!;
    zi[k] = x[2 * k + 1]!;
  }
  fft(zr, zi);
  const re = new Float64Array(h + 1);
  const im = new Float64Array(h + 1);
  const { cos, sin } = twiddles(n);
  re[0] = zr[0]! + zi[0]!;
  re[h] = zr[0]! - zi[0]!;
  for (let k = 1; k < h; k++) {
    // Even part E = (Z_k + conj Z_(h-k)) / 2, odd part O = (Z_k - conj Z_(h-k)) / 2i; X_k = E + w^k O.
    const er = (zr[k]! + zr[h - k]!) / 2;
    const ei = (zi[k]! - zi[h - k]!) / 2;
    const or = (zi[k]! + zi[h - k]!) / 2;
    const oi = (zr[h - k]! - zr[k]!) / 2;
    re[k] = er + or * cos[k]! + oi * sin[k]!;
    im[k] = ei + oi * cos[k]! - or * sin[k]!;
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
    const er = (re[k]! + re[h - k]!) / 2;
    const ei = (im[k]! - im[h - k]!) / 2;
    const dr = (re[k]! - re[h - k]!) / 2;
    const di = (im[k]! + im[h - k]!) / 2;
    const or = dr * cos[k]! - di * sin[k]!;
    const oi = di * cos[k]! + dr * sin[k]!;
    // Z = E + i O, conjugated on the way in and out: the inverse transform from the forward one.
    zr[k] = er - oi;
    zi[k] = -(ei + or);
  }
  fft(zr, zi);
  const x = new Float64Array(n);
  for (let k = 0; k < h; k++) {
    x[2 * k] = zr[k]! / h;
    x[2 * k + 1] = -zi[k]! / h;
  }
  return x;
}

import type { ImagePixels } from '@consilium/deidentify';

/** Letters of five by seven pixels as consoles of devices draw them: rows from the top, five bits each. */
const FONT: Readonly<Record<string, string>> = {
  A: '0e11111f111111',
  B: '1e11111e11111e',
  C: '0e11101010110e',
  D: '1e11111111111e',
  E: '1f10101e10101f',
  F: '1f10101e101010',
  G: '0e11101711110f',
  H: '1111111f111111',
  I: '0e04040404040e',
  J: '0702020202120c',
  K: '11121418141211',
  L: '1010101010101f',
  M: '111b1515111111',
  N: '11111915131111',
  O: '0e11111111110e',
  P: '1e11111e101010',
  Q: '0e11111115120d',
  R: '1e11111e141211',
  S: '0f10100e01011e',
  T: '1f040404040404',
  U: '1111111111110e',
  V: '11111111110a04',
  W: '11111115151b11',
  X: '11110a040a1111',
  Y: '11110a04040404',
  Z: '1f01020408101f',
  '0': '0e11131519110e',
  '1': '040c040404040e',
  '2': '0e11010608101f',
  '3': '1e01010e01011e',
  '4': '02060a121f0202',
  '5': '1f101e0101110e',
  '6': '0608101e11110e',
  '7': '1f010204080808',
  '8': '0e11110e11110e',
  '9': '0e11110f01020c',
  '/': '01010204081010',
  '-': '0000000e000000',
  ':': '00040400040400',
};

const LETTER = { width: 6, height: 7, columns: 5 } as const;

/** An image without text in it. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Where and how a text is drawn: its upper left corner, how many pixels a dot is wide, and its grey. */
export interface Drawing {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly grey: number;
}

/** Draws a line of capital letters and digits into an image; what lies beyond it is cut off. */
export function drawText({ width, height, pixels }: Canvas, text: string, { x, y, scale, grey }: Drawing): void {
  for (const [i, letter] of text.split('').entries()) {
    const rows = FONT[letter] ?? '';
    for (let row = 0; row < LETTER.height * scale; row++)
      for (let column = 0; column < LETTER.columns * scale; column++) {
        const line = Number.parseInt(rows.slice(2 * Math.floor(row / scale), 2 * Math.floor(row / scale) + 2) || '0', 16);
        const [px, py] = [x + i * LETTER.width * scale + column, y + row];
        if (((line >> (LETTER.columns - 1 - Math.floor(column / scale))) & 1) === 1 && px < width && py < height)
          pixels[py * width + px] = grey;
      }
  }
}

/** Numbers from 0 to 1 that are the same each time. */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What images are like in which nobody wrote: rounds on black as in CT, grain as in ultrasound, slow changes with some noise as in radiographs. */
export const TEXTURES = ['rounds', 'grain', 'slopes'] as const;
/** One of {@link TEXTURES}. */
export type Texture = (typeof TEXTURES)[number];

/** An image of a texture, the same for the same seed. */
export function textured(texture: Texture, width: number, height: number, seed: number): Canvas {
  const draw = draws(seed + 1);
  const rounds = Array.from({ length: 9 }, (_, i) => ({
    x: width * (i === 0 ? 0.5 : 0.25 + draw() / 2),
    y: height * (i === 0 ? 0.5 : 0.25 + draw() / 2),
    radius: Math.min(width, height) * (i === 0 ? 0.42 : 0.02 + draw() / 12),
    grey: i === 0 ? 100 : 60 + 120 * draw(),
  }));
  const phases = Array.from({ length: 6 }, () => 6 * draw());
  const grey = (x: number, y: number): number => {
    if (texture === 'rounds') return rounds.findLast((one) => Math.hypot(x - one.x, y - one.y) < one.radius)?.grey ?? 0;
    const wave = phases.reduce((sum, phase, i) => sum + Math.sin(((i % 2 === 0 ? x : y) * (i + 1)) / (width / 5) + phase), 0);
    if (texture === 'slopes') return 120 + 15 * wave;
    const inFan = Math.hypot(x - width / 2, y) < 0.95 * height && Math.abs(x - width / 2) < 0.75 * y;
    return inFan ? (40 + 6 * wave) * (draw() + draw()) : 0;
  };
  const noise = texture === 'grain' ? 0 : 10;
  const pixels = Uint8Array.from({ length: width * height }, (_, i) =>
    Math.min(255, Math.max(0, grey(i % width, Math.floor(i / width)) + noise * (draw() - 0.5))),
  );
  return { width, height, pixels };
}

/** The image that a canvas is. */
export function imageOf({ width, height, pixels }: Canvas): Omit<ImagePixels, 'cleared'> {
  return { width, height, channels: 1, pixels, slope: 1, intercept: 0 };
}

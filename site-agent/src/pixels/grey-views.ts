import type { ImagePixels } from '@consilium/deidentify';

/** A picture of grey pixels from 0, black, to 255, row by row. */
export interface GreyView {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

type Pixels = Pick<ImagePixels, 'width' | 'height' | 'channels' | 'pixels'>;

/** An image with a longer side of fewer pixels has no room for a name of eight letters in the smallest letters that there are, four pixels wide. */
const LEAST_SIDE = 32;
/** Pixels of a view at most: what its reader holds of it in memory, and how long it takes, grow with them. */
const MOST_PIXELS = 16_000_000;
/** Enlarged, small letters are found: up to this many pixels. */
const MOST_ENLARGED = 4_000_000;
/** Share of the pixels that become black, and that become white, where the range of most of them is shown. */
const TAIL = 0.01;
/** Half a side of the square around a pixel against whose mean it is seen: larger than letters, smaller than what lies below them. */
const AROUND = 20;
/** Luminance of red, green and blue: Rec. ITU-R BT.601-7, 2.5.1. */
const LUMINANCE = [0.299, 0.587, 0.114] as const;
const WHITE = 255;

/** Whether no name fits into an image. */
export function isTooSmallForText(width: number, height: number): boolean {
  return Math.max(width, height) < LEAST_SIDE;
}

/**
 * An image as somebody who looks for text looks at it: all of its range, and each pixel against what is around it, where letters stand out that are hardly brighter than
 * their surroundings; each as it is, and enlarged for small letters. A view is made when it is asked for. The same image gives the same views.
 */
export function* greyViews(image: Pixels): Generator<GreyView, void, undefined> {
  const { width, height } = image;
  const greys = greysOf(image);
  const whole = bounded({ width, height, pixels: stretched(greys, rangeOf(greys)) });
  for (const make of [() => whole, () => flattened(whole)]) {
    const view = make();
    yield view;
    if (4 * view.width * view.height <= MOST_ENLARGED) yield enlarged(view);
  }
}

/** The whole range of an image as a person looks at it, or the range of most of its pixels. */
export function greyPicture(image: Pixels): GreyView {
  const greys = greysOf(image);
  return { width: image.width, height: image.height, pixels: stretched(greys, middleOf(greys, rangeOf(greys))) };
}

function greysOf({ width, height, channels, pixels }: Pixels): Uint8Array | Uint16Array {
  if (channels === 1) return pixels;
  const [red, green, blue] = LUMINANCE;
  return Uint8Array.from({ length: width * height }, (_, i) =>
    Math.round(red * (pixels[3 * i] as number) + green * (pixels[3 * i + 1] as number) + blue * (pixels[3 * i + 2] as number)),
  );
}

interface Range {
  readonly low: number;
  readonly high: number;
}

function rangeOf(greys: Uint8Array | Uint16Array): Range {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const grey of greys) {
    if (grey < low) low = grey;
    if (grey > high) high = grey;
  }
  return { low, high };
}

/** Without the darkest and the brightest pixels. */
function middleOf(greys: Uint8Array | Uint16Array, { low, high }: Range): Range {
  const counts = new Uint32Array(high - low + 1);
  for (const grey of greys) counts[grey - low] = (counts[grey - low] as number) + 1;
  const tail = TAIL * greys.length;
  let [from, to] = [0, counts.length - 1];
  for (let seen = counts[from] as number; seen <= tail && from < to; seen += counts[++from] as number);
  for (let seen = counts[to] as number; seen <= tail && to > from; seen += counts[--to] as number);
  return { low: low + from, high: low + to };
}

function stretched(greys: Uint8Array | Uint16Array, { low, high }: Range): Uint8Array {
  const scale = high === low ? 0 : WHITE / (high - low);
  return Uint8Array.from(greys, (grey) => Math.round(scale * (Math.min(high, Math.max(low, grey)) - low)));
}

/** Each pixel less the mean of the square around it, stretched. */
function flattened({ width, height, pixels }: GreyView): GreyView {
  // Sums of all pixels above and to the left; the largest is below 2 ** 32.
  const sums = new Uint32Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let line = 0;
    for (let x = 0; x < width; x++) {
      line += pixels[y * width + x] as number;
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] as number) + line;
    }
  }
  const sum = (x: number, y: number): number => sums[y * (width + 1) + x] as number;
  const out = new Uint16Array(width * height);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - AROUND), Math.min(height, y + AROUND + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - AROUND), Math.min(width, x + AROUND + 1)];
      const mean =
        (sum(right, bottom) - sum(left, bottom) - sum(right, top) + sum(left, top)) / ((right - left) * (bottom - top));
      out[y * width + x] = Math.round(WHITE + (pixels[y * width + x] as number) - mean);
    }
  }
  return { width, height, pixels: stretched(out, middleOf(out, rangeOf(out))) };
}

/** By a whole number: each pixel the mean of a square. */
function bounded(view: GreyView): GreyView {
  const by = Math.ceil(Math.sqrt((view.width * view.height) / MOST_PIXELS));
  if (by === 1) return view;
  const [width, height] = [Math.floor(view.width / by), Math.floor(view.height / by)];
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let j = 0; j < by; j++)
        for (let i = 0; i < by; i++) sum += view.pixels[(y * by + j) * view.width + x * by + i] as number;
      pixels[y * width + x] = sum / (by * by);
    }
  return { width, height, pixels };
}

/** Twice as wide and high, by straight lines between the pixels. */
function enlarged({ width, height, pixels }: GreyView): GreyView {
  const out = new Uint8Array(4 * width * height);
  const at = (x: number, y: number): number =>
    pixels[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))] as number;
  for (let y = 0; y < 2 * height; y++)
    for (let x = 0; x < 2 * width; x++) {
      const [left, top] = [(x - 1) >> 1, (y - 1) >> 1];
      const [dx, dy] = [x % 2 === 0 ? 0.75 : 0.25, y % 2 === 0 ? 0.75 : 0.25];
      const upper = at(left, top) * (1 - dx) + at(left + 1, top) * dx;
      const lower = at(left, top + 1) * (1 - dx) + at(left + 1, top + 1) * dx;
      out[y * 2 * width + x] = upper * (1 - dy) + lower * dy;
    }
  return { width: 2 * width, height: 2 * height, pixels: out };
}

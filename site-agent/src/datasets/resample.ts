import type { ImagePixels } from '@consilium/deidentify';

/** Size of an image as a network gets it. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** Luminance of red, green and blue: Rec. ITU-R BT.601-7, 2.5.1, as JPEG and DICOM (PS3.3, C.7.6.3.1.2) have it. */
const LUMINANCE = [0.299, 0.587, 0.114] as const;

/** What one pixel of a line is made of: the source pixels from `first` on, each with its share. */
interface Share {
  readonly first: number;
  readonly weights: Float64Array;
}

/**
 * An image in another size, each of whose pixels is the mean of the area that it covers in the old one; larger images repeat pixels. Always the same bits
 * for the same image.
 *
 * @returns stored values, row by row, channels side by side
 */
export function resampled(image: ImagePixels, to: ImageSize): Float64Array {
  const across = shares(image.width, to.width);
  const down = shares(image.height, to.height);
  const channels = to.channels === 3 ? image.channels : 1;
  const row = to.width * channels;
  // One line at a time: all of a high and narrow image would be longer than memory.
  const line = new Float64Array(row);
  let made = -1;
  const out = new Float64Array(to.width * to.height * to.channels);
  const sum = new Float64Array(row);
  for (let y = 0; y < to.height; y++) {
    const { first, weights } = down[y] as Share;
    sum.fill(0);
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k] as number;
      if (made !== first + k) shrinkLine(image, (made = first + k), across, channels, line);
      for (let i = 0; i < row; i++) sum[i] = (sum[i] as number) + weight * (line[i] as number);
    }
    const into = y * to.width * to.channels;
    // Grey in three channels is the same in each.
    for (let i = 0; i < to.width * to.channels; i++)
      out[into + i] = sum[channels === to.channels ? i : Math.floor(i / 3)] as number;
  }
  return out;
}

/** One line of the image, made narrower; colours become grey first where grey is wanted. */
function shrinkLine(
  { pixels, width, channels: stored }: ImagePixels,
  y: number,
  across: readonly Share[],
  channels: number,
  out: Float64Array,
): void {
  const line = y * width * stored;
  const [red, green, blue] = LUMINANCE;
  for (const [x, { first, weights }] of across.entries()) {
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) {
        const at = line + (first + k) * stored;
        const value =
          stored > channels
            ? red * (pixels[at] as number) + green * (pixels[at + 1] as number) + blue * (pixels[at + 2] as number)
            : (pixels[at + channel] as number);
        sum += (weights[k] as number) * value;
      }
      out[x * channels + channel] = sum;
    }
  }
}

/** Of each new pixel of a line the old ones that it covers; shares add up to one. */
function shares(from: number, to: number): readonly Share[] {
  return Array.from({ length: to }, (_, i): Share => {
    const start = (i * from) / to;
    const end = ((i + 1) * from) / to;
    const first = Math.floor(start);
    const last = Math.min(from, Math.ceil(end));
    const weights = Float64Array.from(
      { length: last - first },
      (_unused, k) => (Math.min(end, first + k + 1) - Math.max(start, first + k)) * (to / from),
    );
    return { first, weights };
  });
}

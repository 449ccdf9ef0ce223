import { z } from 'zod';
import { description, range, scaling } from './column-fields.ts';
import { MAX_IMAGE_SIDE } from './limits.ts';

/** Pixel values of a plan that names no others: those of 8-bit images. */
const DEFAULT_PIXELS = [0, 255] as const;

const side = z.int().min(1).max(MAX_IMAGE_SIDE);

/** An image in each row. Which files or objects they are, only the hospital knows. */
export const imageFeature = z
  .strictObject({
    kind: z
      .literal('image')
      .describe('an image in each row; the layer `image` gives it to networks as height, width and channels'),
    width: side.describe('columns of pixels that the network gets; sites scale every image to it'),
    height: side.describe('rows of pixels that the network gets; sites scale every image to it'),
    channels: z
      .union([z.literal(1), z.literal(3)])
      .default(1)
      .describe('`1`: grey, of colours their luminance; `3`: red, green and blue'),
    range: range
      .optional()
      .describe('pixel values from black to white, to which others are cut; 0 to 255 unless a range or a window is given'),
    window: z
      .strictObject({
        centre: z.number().describe('pixel value in the middle'),
        width: z.number().positive().describe('pixel values from black to white'),
      })
      .optional()
      .describe('the range as radiologists say it, such as {centre: 40, width: 400} for soft tissue in CT'),
    scale: scaling.default('range').describe('how each pixel value becomes a network input'),
    meaning: z.literal('image').optional().describe('nothing else is an image'),
    description,
  })
  .refine((image) => image.range === undefined || image.window === undefined, {
    path: ['window'],
    message: 'a window is a range: give one of the two',
  });

/** An image as parsed. */
export type ImageFeature = z.output<typeof imageFeature>;

/** Network inputs of an image. */
export function imageValues({ width, height, channels }: Pick<ImageFeature, 'width' | 'height' | 'channels'>): number {
  return width * height * channels;
}

/** Pixel values and how they become inputs, as of a column of numbers. */
export function pixelScale({ range: said, window, scale }: ImageFeature): {
  readonly range: [low: number, high: number];
  readonly scale: ImageFeature['scale'];
} {
  const [low, high] = window === undefined ? (said ?? DEFAULT_PIXELS) : windowEnds(window);
  return { range: [low, high], scale };
}

function windowEnds({ centre, width }: NonNullable<ImageFeature['window']>): readonly [number, number] {
  return [centre - width / 2, centre + width / 2];
}

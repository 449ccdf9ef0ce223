import { windowOutput } from '@consilium/plan';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../backend/backend.ts';
import { nativeOperation } from './native-operation.ts';

/**
 * What each output place of a convolution sees: `[rows, height', width', kh * kw * channels]`, in the order of a kernel
 * `[kh, kw, channels, ...]`. Not differentiable.
 */
export function extractPatches(
  tf: TensorFlow,
  image: Tensor4D,
  [kh, kw]: readonly [number, number],
  [sh, sw]: readonly [number, number],
  padding: 'valid' | 'same',
): Tensor4D {
  if (kh === 1 && kw === 1 && sh === 1 && sw === 1) return image;
  const native = nativeOperation(
    tf,
    'ExtractImagePatches',
    { ksizes: [1, kh, kw, 1], strides: [1, sh, sw, 1], rates: [1, 1, 1, 1], padding: padding.toUpperCase() },
    [image],
  );
  if (native !== undefined) return native as Tensor4D;
  const [rows, height, width, channels] = image.shape;
  const outHeight = windowOutput(height, kh, sh, padding);
  const outWidth = windowOutput(width, kw, sw, padding);
  const none: [number, number] = [0, 0];
  const [high, wide] = padding === 'same' ? [samePadding(height, kh, sh), samePadding(width, kw, sw)] : [none, none];
  const padded = tf.pad(image, [none, high, wide, none]);
  const slices: Tensor4D[] = [];
  for (let y = 0; y < kh; y++) {
    for (let x = 0; x < kw; x++) {
      const end = [rows, y + (outHeight - 1) * sh + 1, x + (outWidth - 1) * sw + 1, channels];
      slices.push(tf.stridedSlice(padded, [0, y, x, 0], end, [1, sh, sw, 1]) as Tensor4D);
    }
  }
  return tf.concat(slices, 3);
}

/** Zeros before and after under TensorFlow's `SAME`, which puts the smaller half first. */
export function samePadding(size: number, kernel: number, stride: number): [number, number] {
  const missing = Math.max(0, (windowOutput(size, kernel, stride, 'same') - 1) * stride + kernel - size);
  return [missing >> 1, missing - (missing >> 1)];
}

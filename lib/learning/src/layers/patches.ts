import { windowOutput } from '@consilium/plan';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../backend/backend.ts';

/** The part of the tfjs-node backend that runs an operation for which TensorFlow.js has no kernel. */
interface OperationRunner {
  readonly binding: {
    readonly TF_ATTR_INT: number;
    readonly TF_ATTR_STRING: number;
    readonly TF_ATTR_TYPE: number;
    readonly TF_FLOAT: number;
  };
  executeSingleOutput(name: string, attributes: unknown[], inputs: Tensor[]): Tensor;
}

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
  if (tf.getBackend() === 'tensorflow') {
    const runner = tf.backend() as unknown as OperationRunner;
    const { TF_ATTR_INT, TF_ATTR_STRING, TF_ATTR_TYPE, TF_FLOAT } = runner.binding;
    return runner.executeSingleOutput(
      'ExtractImagePatches',
      [
        { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
        { name: 'ksizes', type: TF_ATTR_INT, value: [1, kh, kw, 1] },
        { name: 'strides', type: TF_ATTR_INT, value: [1, sh, sw, 1] },
        { name: 'rates', type: TF_ATTR_INT, value: [1, 1, 1, 1] },
        { name: 'padding', type: TF_ATTR_STRING, value: padding.toUpperCase() },
      ],
      [image],
    ) as Tensor4D;
  }
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

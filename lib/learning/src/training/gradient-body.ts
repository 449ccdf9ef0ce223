import type { LossName } from '@consilium/plan';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../backend/backend.ts';
import type { ArgumentSpec, TensorBody } from '../graph/numeric-function.ts';
import { type Contribution, joinContributions } from '../layers/contribution.ts';
import { cutWeights, forward, type Network } from '../layers/network.ts';
import { weightedLoss } from './losses.ts';

/** Fixed shape of a gradient step. */
export interface StepShape {
  /** Patients in the physical batch, padding included. */
  readonly units: number;
  /** Rows of each patient, padding included. */
  readonly rowsPerUnit: number;
  readonly targetWidth: number;
}

/** What a gradient step returns. */
export type GradientKind = 'clipped-sum' | 'plain-sum' | 'each';

/**
 * Arguments of a gradient step, in order: flat weights, features `[rows, width]`, targets `[rows, targetWidth]`, row weights
 * `[rows]` (0 for padding), clip (only if clipping), uniforms `[rows, n]` (only if the model has dropout).
 */
export function gradientSpecs(network: Network, shape: StepShape, kind: GradientKind): ArgumentSpec[] {
  const rows = shape.units * shape.rowsPerUnit;
  const width = network.shapes.inputShape.reduce((a, b) => a * b, 1);
  const float = (...dimensions: number[]): ArgumentSpec => ({ shape: dimensions, dtype: 'float32' });
  return [
    float(network.manifest.parameters),
    float(rows, width),
    float(rows, shape.targetWidth),
    float(rows),
    ...(kind === 'plain-sum' ? [] : [float()]),
    ...(network.uniformsPerRow > 0 ? [float(rows, network.uniformsPerRow)] : []),
  ];
}

/**
 * The gradient of the weighted loss as a function of tensors.
 *
 * `clipped-sum`: sum over patients of min(1, clip / norm) times their gradient (Abadi et al. 2016, arXiv:1607.00133,
 * algorithm 1), and each patient's squared norm `[units]`. `plain-sum`: the sum without clipping. `each`: the clipped
 * gradient of every patient, `[units, parameters]`, and the squared norms.
 */
export function gradientBody(network: Network, loss: LossName, shape: StepShape, kind: GradientKind): TensorBody {
  return (tf, args) => {
    const [flat, features, targets, rowWeights] = args as [Tensor, Tensor, Tensor2D, Tensor1D];
    const clip = kind === 'plain-sum' ? undefined : args[4];
    const uniforms = network.uniformsPerRow > 0 ? args.at(-1) : undefined;
    const makers = new Map<string, Map<number, () => Contribution>>();
    const statistics = new Map<string, readonly Tensor[]>();
    const kept: Tensor[] = [];
    const weights = cutWeights(tf, network.manifest, flat);
    const x = tf.reshape(features, [-1, ...network.shapes.inputShape]);
    tf.grad((input: Tensor) => {
      const logits = forward(
        network,
        {
          tf,
          training: true,
          units: shape.units,
          weights,
          uniforms,
          kept,
          contribute: (layer, first, make) =>
            makers.set(layer, (makers.get(layer) ?? new Map<number, () => Contribution>()).set(first, make)),
          contributeStatistics: (layer, changes) => statistics.set(layer, changes),
        },
        input,
      );
      return weightedLoss(tf, network, loss, logits, targets, rowWeights, (tensor) => {
        kept.push(tf.keep(tensor));
        return tensor;
      }).asScalar();
    })(x);
    const contributions = new Map(
      [...makers].map(([layer, parts]) => [
        layer,
        joinContributions(
          tf,
          [...parts].sort(([a], [b]) => a - b).map(([, make]) => make()),
        ),
      ]),
    );
    const assemble = (part: (contribution: Contribution) => Tensor[], rows: number | undefined): Tensor =>
      assembleFlat(tf, network, contributions, statistics, part, rows);
    const finish = (outputs: Tensor[]): Tensor[] => {
      tf.dispose(kept);
      return outputs;
    };
    if (clip === undefined) return finish([assemble((c) => c.sum(), undefined)]);
    const normSquared = [...contributions.values()]
      .map((c) => c.normSquared())
      .reduce<Tensor1D>((a, b) => tf.add(a, b), tf.zeros([shape.units]));
    // A patient whose gradient is zero gives clip times infinity, and min(1, infinity) = 1.
    const scale = tf.minimum(tf.mul(clip, tf.rsqrt(normSquared)), 1) as Tensor1D;
    if (kind === 'clipped-sum') return finish([assemble((c) => c.sum(scale), undefined), normSquared]);
    return finish([
      tf.mul(
        assemble((c) => c.each(), shape.units),
        tf.reshape(scale, [-1, 1]),
      ),
      normSquared,
    ]);
  };
}

/** Puts the tensors of all layers into manifest order; frozen ones are zero. */
function assembleFlat(
  tf: TensorFlow,
  network: Network,
  contributions: ReadonlyMap<string, Contribution>,
  statistics: ReadonlyMap<string, readonly Tensor[]>,
  part: (contribution: Contribution) => Tensor[],
  rows: number | undefined,
): Tensor {
  const pieces: Tensor[] = [];
  const trained = new Map([...contributions].map(([layer, contribution]) => [layer, [...part(contribution)]]));
  const changed = new Map([...statistics].map(([layer, changes]) => [layer, [...changes]]));
  for (const { layer, kind, size } of network.manifest.tensors) {
    const piece = (kind === 'statistic' ? changed : trained).get(layer)?.shift();
    const shape = rows === undefined ? [size] : [rows, size];
    pieces.push(piece === undefined ? tf.zeros(shape) : tf.reshape(piece, shape));
  }
  return pieces.length === 1 ? (pieces[0] as Tensor) : tf.concat(pieces, rows === undefined ? 0 : 1);
}

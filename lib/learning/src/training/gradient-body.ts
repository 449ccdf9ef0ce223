import type { LossName } from '@consilium/plan';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../backend/backend.ts';
import type { ArgumentSpec, TensorBody } from '../graph/numeric-function.ts';
import { type Contribution, joinContributions } from '../layers/contribution.ts';
import { cutWeights, forward, type Network } from '../layers/network.ts';
import { gridSum } from './grid-body.ts';
import { weightedLoss } from './losses.ts';

/** Fixed shape of a gradient step. */
export interface StepShape {
  /** Patients in the physical batch, padding included. */
  readonly units: number;
  /** Rows of each patient, padding included. */
  readonly rowsPerUnit: number;
  readonly targetWidth: number;
}

/** What a gradient step returns, and how. */
export type GradientKind = 'plain-sum' | 'grid-sum' | 'factor-sum';

/**
 * Arguments of a gradient step, in order: flat weights, features `[rows, width]`, targets `[rows, targetWidth]`, row weights
 * `[rows]` (0 for padding), clip, grid scale and longest squared norm of integers (not for `plain-sum`), uniforms `[rows, n]` (only if
 * the model has dropout).
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
    ...(kind === 'plain-sum' ? [] : [float(), float(), float()]),
    ...(network.uniformsPerRow > 0 ? [float(rows, network.uniformsPerRow)] : []),
  ];
}

/**
 * The gradient of the weighted loss as a function of tensors.
 *
 * `plain-sum`: the sum over patients. `grid-sum`: the int32 sum over patients of min(1, clip / norm) times their gradient (Abadi et
 * al. 2016, arXiv:1607.00133, algorithm 1) times the grid scale, truncated toward zero; and for each patient `[units]` 1 where it is in
 * that sum, 0 where it counts as zero: padding, a gradient that is not finite, integers whose squared norm exceeds `longest`.
 * `factor-sum`: the same, but where a patient's gradient of a layer is one outer product its two factors are rounded instead.
 */
export function gradientBody(network: Network, loss: LossName, shape: StepShape, kind: GradientKind): TensorBody {
  return (tf, args) => {
    const [flat, features, targets, rowWeights] = args as [Tensor, Tensor, Tensor2D, Tensor1D];
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
    const finish = (outputs: Tensor[]): Tensor[] => {
      tf.dispose(kept);
      return outputs;
    };
    if (kind === 'plain-sum') return finish([plainSum(tf, network, contributions, statistics)]);
    const [clip, gridScale, longest] = [args[4] as Tensor, args[5] as Tensor, args[6] as Tensor];
    const present = tf.greater(tf.max(tf.reshape(rowWeights, [shape.units, shape.rowsPerUnit]), 1), 0);
    return finish(gridSum(tf, network, contributions, { clip, gridScale, longest, present, factored: kind === 'factor-sum' }));
  };
}

/** The sum over patients, with the changes of moving statistics, in manifest order; frozen tensors are zero. */
function plainSum(
  tf: TensorFlow,
  network: Network,
  contributions: ReadonlyMap<string, Contribution>,
  statistics: ReadonlyMap<string, readonly Tensor[]>,
): Tensor {
  const trained = new Map([...contributions].map(([layer, contribution]) => [layer, [...contribution.sum()]]));
  const changed = new Map([...statistics].map(([layer, changes]) => [layer, [...changes]]));
  const pieces = network.manifest.tensors.map(({ layer, kind, size }) => {
    const piece = (kind === 'statistic' ? changed : trained).get(layer)?.shift();
    return piece === undefined ? tf.zeros([size]) : tf.reshape(piece, [size]);
  });
  return pieces.length === 1 ? (pieces[0] as Tensor) : tf.concat(pieces);
}

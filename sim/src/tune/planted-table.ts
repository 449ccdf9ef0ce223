import { ConsiliumError, type Randomness, uniform53 } from '@consilium/core';
import type { CompiledPlan, InputColumn } from '@consilium/plan';

/** What planted patients are like. */
export interface Planting {
  /** Standard deviation of the log odds over patients: how much the columns tell. */
  readonly effect: number;
  /** Share of patients with the outcome, about. */
  readonly positive: number;
}

/** A table whose truth is known. */
export interface PlantedTable {
  readonly csv: string;
  /** Log odds of each patient, in the order of the rows: no model can rank patients better. */
  readonly logOdds: Float64Array;
  readonly positive: Uint8Array;
}

/** Of a number: values gather in the middle of the range, as those of patients do. The range is so many standard deviations wide. */
const RANGE_IN_DEVIATIONS = 5;

/** One column: what a cell says, and how far it moves the log odds, with mean 0 and variance 1 over patients. */
type Drawn = (random: Randomness) => { readonly cell: string; readonly pull: number };

/**
 * Draws patients from nothing but what the plan declares: ranges and codes. Every column has an effect of its own; all together have the chosen
 * size. A number acts in a straight line, a code by itself.
 *
 * @param effects draws the effects: the same stream, the same truth
 * @param patients draws patients
 */
export function plantedTable(
  plan: CompiledPlan,
  count: number,
  { effect, positive: share }: Planting,
  { effects, patients }: { readonly effects: Randomness; readonly patients: Randomness },
): PlantedTable {
  const { patientId, target } = plan.document.data;
  if (target.kind !== 'binary') throw new ConsiliumError({ code: 'INTERNAL', message: 'planted outcomes are yes or no' });
  const columns = plan.inputs.map((column) => ({ name: column.name, draw: drawnFrom(column, effects), weight: normal(effects) }));
  const length = Math.hypot(...columns.map(({ weight }) => weight));
  const offset = Math.log(share / (1 - share));
  const [yes = '', no = ''] = [target.positive[0], target.negative[0]];
  const logOdds = new Float64Array(count);
  const positive = new Uint8Array(count);
  const lines = [[patientId, target.column, ...columns.map(({ name }) => name)].map(quoted).join(',')];
  for (let i = 0; i < count; i++) {
    const cells: string[] = [];
    let odds = 0;
    for (const { draw, weight } of columns) {
      const { cell, pull } = draw(patients);
      cells.push(cell);
      odds += (effect * weight * pull) / length;
    }
    logOdds[i] = odds + offset;
    positive[i] = uniform53(patients) < 1 / (1 + Math.exp(-(odds + offset))) ? 1 : 0;
    lines.push([`p${i}`, positive[i] === 1 ? yes : no, ...cells].map(quoted).join(','));
  }
  return { csv: `${lines.join('\n')}\n`, logOdds, positive };
}

function drawnFrom({ feature }: InputColumn, effects: Randomness): Drawn {
  if (feature.kind === 'number') {
    const [low, high] = feature.range;
    return (random) => {
      const pull = normal(random);
      const value = (low + high) / 2 + (pull * (high - low)) / RANGE_IN_DEVIATIONS;
      // Four digits: more of them look like a number that names somebody.
      return { cell: String(Number(Math.min(high, Math.max(low, value)).toPrecision(4))), pull };
    };
  }
  if (feature.kind !== 'category') throw new ConsiliumError({ code: 'INTERNAL', message: 'images cannot be planted' });
  const { codes } = feature;
  const raw = codes.map(() => normal(effects));
  const mean = raw.reduce((sum, pull) => sum + pull, 0) / codes.length;
  const deviation = Math.sqrt(raw.reduce((sum, pull) => sum + (pull - mean) ** 2, 0) / codes.length);
  return (random) => {
    const at = Math.min(codes.length - 1, Math.floor(uniform53(random) * codes.length));
    return { cell: codes[at] ?? '', pull: ((raw[at] ?? 0) - mean) / deviation };
  };
}

/** A standard normal number (Box and Muller 1958). */
function normal(random: Randomness): number {
  return Math.sqrt(-2 * Math.log(1 - uniform53(random))) * Math.cos(2 * Math.PI * uniform53(random));
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}

import type { Json } from '@consilium/core';
import { TERM_STATES } from '@consilium/deidentify';
import type { CompiledPlan } from './compile.ts';
import type { Target } from './data-dictionary.ts';
import { encodedCodes } from './encoded-codes.ts';
import { pixelScale } from './image-feature.ts';
import type { InputColumn } from './input-layout.ts';
import { scaleStep } from './scale-number.ts';
import { noteTerms } from './words-feature.ts';

/** Where a model comes from: what the plan does not say. */
export interface ModelOrigin {
  /** SHA-256 of the weights as float32 in manifest order, hex. */
  readonly sha256: string;
  /** Run in which it was made, where that is known. */
  readonly run?: string;
  /** Version of this software. */
  readonly software: string;
  /** What the run may have told of one patient or hospital at most; null for a plan without privacy, and where the noise was left out or seeded. */
  readonly privacy: { readonly epsilon: number; readonly delta: number; readonly unit: 'patient' | 'site' } | null;
  /** Whether it was made in a rehearsal. */
  readonly rehearsal: boolean;
}

/** What stands in `inputs.json`. */
export type ModelInputs = Readonly<Record<string, Json>>;

/** How notes become inputs is no formula that a file could hold. */
const NOTE_READING =
  'the model takes one value for each term, in this order; it holds no reader of notes. "consilium model predict" reads notes as the hospitals did';

/** Said wherever a model leaves: nobody has judged it. */
export const NOT_APPROVED = 'not for clinical use until approved';

/**
 * All that somebody needs to give a model its inputs and to read its output, without this software: the columns in their order, what each cell
 * becomes, what stands for a missing one, units, target and threshold, and which plan it is.
 *
 * Of a number: cut to `low` and `high`, then `(value - subtract) * multiply / divide - thenSubtract`. Of a code: the row of `values` that belongs to it.
 */
export function modelInputs(plan: CompiledPlan, origin: ModelOrigin): ModelInputs {
  const { data, study, title, model, evaluation, version } = plan.document;
  const { rule, codes } = data.missing;
  return {
    format: 'consilium-model-inputs',
    version: 1,
    study,
    title,
    notice: NOT_APPROVED,
    plan: { version, hash: plan.hash, file: 'plan.json' },
    model: { sha256: origin.sha256, parameters: plan.manifest.parameters, layers: model.layers.map(({ type }) => type) },
    ...(origin.run === undefined ? {} : { run: origin.run }),
    rehearsal: origin.rehearsal,
    software: origin.software,
    privacy: origin.privacy === null ? null : { ...origin.privacy },
    missing: {
      codes: [...codes],
      rule,
      meaning:
        rule === 'drop-row'
          ? 'no prediction for a row with a missing cell, unless the input has a mask'
          : 'the middle of the range for a number, no code for a category, 0 for every term of a note',
    },
    width: plan.inputWidth,
    inputs: plan.inputs.map((input) => inputOf(input, codes)),
    series: plan.series.map(({ from, steps, channels, names }) => ({ from, steps, channels, names: [...names] })),
    target: targetOf(data.target, evaluation.threshold),
  };
}

function inputOf(input: InputColumn, missing: readonly string[]): Json {
  const { name, feature, offset, width, mask } = input;
  const place = { name, kind: feature.kind, offset, width };
  switch (feature.kind) {
    case 'number': {
      const { missing: middle, ...step } = scaleStep(feature);
      const masked = mask === true ? { mask: offset + 1 } : {};
      return { ...place, unit: feature.unit, ...meaningOf(feature), scale: { ...step }, missing: middle, ...masked };
    }
    case 'category': {
      const { table } = encodedCodes(input, missing);
      const row = (at: number): number[] => [...table.subarray(at * width, (at + 1) * width)];
      const { codes } = feature;
      return {
        ...place,
        codes: [...codes],
        ...meaningOf(feature),
        values: codes.map((_, at) => row(at)),
        missing: row(codes.length),
      };
    }
    case 'image': {
      const { missing: _middle, ...step } = scaleStep(pixelScale(feature));
      const { width: columns, height: rows, channels } = feature;
      return { ...place, image: { rows, columns, channels }, scale: { ...step }, missing: null };
    }
    case 'words':
      return {
        ...place,
        ...meaningOf(feature),
        terms: noteTerms(feature).map(([term = '', ...phrases]) => ({ term, phrases })),
        values: { affirmed: TERM_STATES.affirmed, absent: TERM_STATES.absent, negated: TERM_STATES.negated },
        reading: NOTE_READING,
        missing: noteTerms(feature).map(() => TERM_STATES.absent),
      };
  }
}

function meaningOf({
  meaning,
  description,
}: {
  readonly meaning?: string | undefined;
  readonly description?: string | undefined;
}): {
  readonly [key: string]: Json;
} {
  return { ...(meaning === undefined ? {} : { meaning }), ...(description === undefined ? {} : { description }) };
}

function targetOf(target: Target, threshold: number): Json {
  const { column } = target;
  switch (target.kind) {
    case 'binary':
      return {
        kind: 'binary',
        column,
        positive: [...target.positive],
        negative: [...target.negative],
        threshold,
        output: 'probability of positive; positive from the threshold on',
      };
    case 'category':
      return { kind: 'category', column, codes: [...target.codes], output: 'a probability for each code, in their order' };
    case 'number': {
      const { missing: _middle, ...step } = scaleStep(target);
      return {
        kind: 'number',
        column,
        unit: target.unit,
        scale: { ...step },
        output: 'the scaled number; undo `scale` to have the unit',
      };
    }
    case 'time-to-event':
      return {
        kind: 'time-to-event',
        column,
        unit: target.unit,
        event: { column: target.event.column, positive: [...target.event.positive], negative: [...target.event.negative] },
        intervals: [...target.intervals],
        output:
          'a hazard for each interval: the probability of the event in it, given none before; the product of (1 - hazard) up to an interval is the probability of none by its end',
      };
  }
}

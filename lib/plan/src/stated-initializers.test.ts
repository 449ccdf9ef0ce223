import { ConsiliumError, canonicalJson, type Json, sha256Hex } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { type CompiledPlan, parsePlan, planFromJson } from './compile.ts';
import { initialWeights } from './model/index.ts';
import { PLAN_EXAMPLE } from './plan-example.ts';

const HEAD = PLAN_EXAMPLE.slice(0, PLAN_EXAMPLE.indexOf('model:'));
const TAIL = PLAN_EXAMPLE.slice(PLAN_EXAMPLE.indexOf('training:'));
const OUTPUT = { type: 'dense', units: 3, activation: 'softmax' };

function planOf(...layers: readonly object[]): CompiledPlan {
  return parsePlan(`${HEAD}model: ${JSON.stringify({ layers })}\n\n${TAIL}`);
}

/** What the plan as it travels says of its layers' starts. */
function stated({ json }: CompiledPlan): readonly unknown[] {
  const { model } = JSON.parse(json) as { model: { layers: { initializer?: unknown }[] } };
  return model.layers.map(({ initializer }) => initializer);
}

function starts(plan: CompiledPlan): readonly string[] {
  return plan.document.model.layers.map((layer) => ('initializer' in layer ? layer.initializer : '-'));
}

describe('how a kernel starts', () => {
  it('is zero for a dense output that is the only layer with weights, and stands in what is approved', () => {
    for (const before of [[], [{ type: 'dropout', rate: 0.1 }], [{ type: 'reshape', shape: [8, 1] }, { type: 'flatten' }]]) {
      const plan = planOf(...before, OUTPUT);
      expect(stated(plan).at(-1)).toBe('zeros');
      expect(starts(plan).at(-1)).toBe('zeros');
      expect(initialWeights(plan.document.model, [plan.inputWidth]).every((weight) => weight === 0)).toBe(true);
    }
  });

  it.each<[string, readonly object[]]>([
    ['a layer before it has weights', [{ type: 'dense', units: 4 }, OUTPUT]],
    ['another one normalises', [{ type: 'layer-norm' }, OUTPUT]],
    ['its gradient would be zero', [{ ...OUTPUT, activation: 'relu' }]],
    ['its loss is not convex', [{ ...OUTPUT, activation: 'tanh' }]],
    ['it is not trained', [{ ...OUTPUT, frozen: true }]],
    [
      'something follows',
      [
        { ...OUTPUT, activation: 'linear' },
        { type: 'activation', activation: 'softmax' },
      ],
    ],
  ])('is as ever where %s', (_, layers) => {
    let plan: CompiledPlan;
    try {
      plan = planOf(...layers);
    } catch (error) {
      throw new Error(`the test plan is refused: ${String(error)}`, { cause: error });
    }
    const dense = (all: readonly unknown[]): readonly unknown[] => all.filter((_start, at) => 'units' in (layers[at] ?? {}));
    expect(new Set(dense(starts(plan)))).toEqual(new Set(['glorot-uniform']));
    expect(dense(stated(plan))).toEqual(dense(starts(plan)));
  });

  it('is what the plan names', () => {
    const plan = planOf({ ...OUTPUT, initializer: 'glorot-uniform' });
    expect(stated(plan)).toEqual(['glorot-uniform']);
    expect(starts(plan)).toEqual(['glorot-uniform']);
    expect(plan.hash).not.toBe(planOf(OUTPUT).hash);
    expect(planOf({ ...OUTPUT, initializer: 'zeros' }).hash).toBe(planOf(OUTPUT).hash);
  });

  it('may not be left open by what travels: two texts of one plan would be two approvals', () => {
    const plan = planOf(OUTPUT);
    expect(planFromJson(plan.json, plan.hash).document).toEqual(plan.document);
    const open = canonicalJson({ ...(JSON.parse(plan.json) as Record<string, Json>), model: { layers: [OUTPUT] } });
    expect(() => planFromJson(open, sha256Hex(open))).toThrow(ConsiliumError);
    expect(() => planFromJson(open, sha256Hex(open))).toThrow('not in canonical form');
  });
});

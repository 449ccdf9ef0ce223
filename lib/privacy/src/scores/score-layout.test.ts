import { describe, expect, it } from 'vitest';
import { scoreLayout } from './score-layout.ts';

const binary = { kind: 'binary', threshold: 0.3 } as const;

describe('layout of scores', () => {
  it('asks for no more than the metrics need', () => {
    expect(scoreLayout({ target: binary, metrics: ['accuracy'] })).toMatchObject({ dimension: 4, sensitivity: 1 });
    expect(scoreLayout({ target: binary, metrics: ['auc'] })).toMatchObject({ dimension: 20, sensitivity: 1 });
    expect(scoreLayout({ target: { kind: 'category', classes: 5 }, metrics: ['accuracy'] })).toMatchObject({
      dimension: 2,
      sensitivity: 1,
    });
  });

  it('pays little for loss, Brier score and calibration, and the same for any number of attributes', () => {
    const metrics = ['loss', 'auc', 'brier', 'calibration'] as const;
    expect(scoreLayout({ target: binary, metrics }).sensitivity).toBeCloseTo(Math.sqrt(1 + 3 / 16), 12);
    const one = scoreLayout({ target: binary, metrics: ['auc'], subgroups: { sex: ['f', 'm'] } });
    const two = scoreLayout({ target: binary, metrics: ['auc'], subgroups: { sex: ['f', 'm'], age: ['a', 'b', 'c'] } });
    expect(one.sensitivity).toBeCloseTo(Math.sqrt(1.5), 12);
    expect(two.sensitivity).toBeCloseTo(Math.sqrt(1.5), 12);
    expect(two.dimension).toBe(20 + 2 * 8 + 3 * 8);
  });

  it('has ascending edges, one at the threshold', () => {
    for (const threshold of [0.001, 0.3, 0.5, 0.999]) {
      for (const bins of [2, 4, 10, 20]) {
        const { blocks } = scoreLayout({ target: { kind: 'binary', threshold }, metrics: ['auc'], bins });
        const edges = blocks[0]?.edges ?? [];
        expect(edges).toHaveLength(bins - 1);
        expect(edges).toContain(threshold);
        expect(edges.every((edge, i) => i === 0 || edge > (edges[i - 1] as number))).toBe(true);
      }
    }
  });

  it('refuses ranges that are none, and more labels than words', () => {
    const refused = expect.objectContaining({ code: 'PARAMETER_INVALID' });
    expect(() => scoreLayout({ target: { kind: 'number', range: [1, 1] }, metrics: ['loss'] })).toThrow(refused);
    expect(() => scoreLayout({ target: { kind: 'number', range: [0, Number.NaN] }, metrics: ['loss'] })).toThrow(refused);
    const labels = Array.from({ length: 20_000 }, (_, i) => `${i}`);
    expect(() => scoreLayout({ target: binary, metrics: ['auc'], subgroups: { ward: labels } })).toThrow(refused);
  });
});

import { describe, expect, it } from 'vitest';
import { spread, stretches, thinPoints } from './points.ts';

describe('points', () => {
  it('stretches end where a value is missing', () => {
    const points = [1, null, 3, 4, Number.NaN, 6].map((y, i) => ({ x: i, y }));
    expect(stretches(points).map((part) => part.map((point) => point.y))).toEqual([[1], [3, 4], [6]]);
  });

  it('thinning keeps the ends, the order, and the highest and the lowest point', () => {
    const points = Array.from({ length: 1000 }, (_, x) => ({ x, y: x === 613 ? 99 : x === 207 ? -99 : Math.sin(x) }));
    const thin = thinPoints(points, 120);
    expect(thin.length).toBeLessThanOrEqual(120);
    expect(thin.length).toBeGreaterThan(60);
    expect(thin[0]).toBe(points[0]);
    expect(thin.at(-1)).toBe(points[999]);
    expect(thin.map((point) => point.y)).toEqual(expect.arrayContaining([99, -99]));
    expect(thin.map((point) => point.x)).toEqual([...thin].map((point) => point.x).sort((a, b) => a - b));
    expect(thinPoints(points, 1000)).toBe(points);
  });

  it('spread keeps both ends', () => {
    expect(spread([1, 2, 3, 4, 5], 3)).toEqual([1, 3, 5]);
    expect(spread([1, 2], 3)).toEqual([1, 2]);
  });
});

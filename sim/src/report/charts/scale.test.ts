import { describe, expect, it } from 'vitest';
import { makeScale } from './scale.ts';

describe('makeScale', () => {
  it('has round ticks and maps its ends to the picture', () => {
    const scale = makeScale([0.52, 0.86], { pixels: [200, 0], ticks: 5, nice: true, within: [0, 1] });
    expect(scale.ticks).toEqual([0.5, 0.6, 0.7, 0.8, 0.9]);
    expect(scale.at(0.5)).toBe(200);
    expect(scale.at(0.9)).toBeCloseTo(0, 9);
  });

  it('never passes the limits of a fraction', () => {
    const scale = makeScale([1, 1], { pixels: [0, 1], ticks: 5, nice: true, within: [0, 1] });
    expect(scale.to).toBe(1);
    expect(scale.from).toBeLessThan(1);
    const zero = makeScale([0, 0], { pixels: [0, 1], ticks: 5, nice: true, within: [0, 1] });
    expect(zero.from).toBe(0);
    expect(zero.to).toBeGreaterThan(0);
  });

  it('has whole ticks only for rounds', () => {
    expect(makeScale([1, 3], { pixels: [0, 1], ticks: 6, whole: true }).ticks).toEqual([1, 2, 3]);
    expect(makeScale([1, 300], { pixels: [0, 1], ticks: 6, whole: true }).ticks).toEqual([50, 100, 150, 200, 250, 300]);
  });

  it('stands no values, and one', () => {
    expect(makeScale([], { pixels: [0, 10], ticks: 5 }).at(0.5)).toBe(5);
    expect(makeScale([7], { pixels: [0, 10], ticks: 6, whole: true }).at(7)).toBe(5);
  });
});

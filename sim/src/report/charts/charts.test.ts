import { describe, expect, it } from 'vitest';
import { wellFormed } from '../testing/well-formed.ts';
import { type LineChart, renderLineChart } from './line-chart.ts';
import { dashOf, LOOKS, mark } from './marks.ts';
import { renderParticipation } from './participation.ts';
import { spread, stretches, thinPoints } from './points.ts';
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

describe('looks', () => {
  it('differ in dash and mark, not in colour alone', () => {
    const looks = Array.from({ length: LOOKS }, (_, i) => i);
    expect(new Set(looks.map(dashOf)).size).toBe(LOOKS);
    expect(new Set(looks.map((look) => mark(look, 0, 0).source)).size).toBe(LOOKS);
  });
});

const CHART: LineChart = {
  title: 'AUC',
  caption: '',
  description: 'AUC by round',
  format: (value) => value.toFixed(3),
  series: [{ name: 'all', look: 'main', points: [1, 2, 3].map((x) => ({ x, y: x / 10 })) }],
};

describe('renderLineChart', () => {
  it('draws to scale: the line ends where its last value lies', () => {
    const found = wellFormed(renderLineChart(CHART).source);
    const line = found.find((element) => element.attributes.get('class') === 'line')?.attributes.get('d') ?? '';
    const places = line
      .slice(1)
      .split('L')
      .map((place) => place.split(' ').map(Number) as [number, number]);
    expect(places).toHaveLength(3);
    const [first, second, third] = places as [[number, number], [number, number], [number, number]];
    expect(second[0] - first[0]).toBeCloseTo(third[0] - second[0], 1);
    expect(first[1] - second[1]).toBeCloseTo(second[1] - third[1], 1);
    expect(third[1]).toBeLessThan(first[1]);
  });

  it('says so when there is nothing to draw', () => {
    const empty = renderLineChart({ ...CHART, series: [{ name: 'all', look: 'main', points: [{ x: 1, y: null }] }] });
    expect(empty.source).toContain('No values were reported');
    expect(empty.source).not.toContain('<svg');
  });

  it('draws a single round as a mark', () => {
    const { source } = renderLineChart({ ...CHART, series: [{ name: 'all', look: 'main', points: [{ x: 1, y: 0.5 }] }] });
    expect(source).toContain('class="mark"');
    expect(source).not.toMatch(/NaN|Infinity/);
  });

  it('keeps the names of lines apart, inside the picture', () => {
    const series = Array.from({ length: 8 }, (_, look) => ({
      name: `site ${look}`,
      look,
      points: [
        { x: 1, y: 0.1 },
        { x: 2, y: 0.1 },
      ],
    }));
    const found = wellFormed(renderLineChart({ ...CHART, series, fromZero: true }).source);
    const places = found.filter((e) => e.name === 'text' && e.text.startsWith('site ')).map((e) => Number(e.attributes.get('y')));
    expect(places).toHaveLength(8);
    places.sort((a, b) => a - b);
    for (let i = 1; i < places.length; i++) expect((places[i] as number) - (places[i - 1] as number)).toBeGreaterThanOrEqual(12);
    expect(places[0]).toBeGreaterThan(0);
    expect(places.at(-1)).toBeLessThan(290);
  });
});

describe('renderParticipation', () => {
  it('marks exactly the rounds in which a site is absent', () => {
    const rounds = [1, 2, 3].map((round) => ({
      round,
      attempt: 1,
      durationMs: 1,
      participants: round === 2 ? ['a'] : ['a', 'b'],
      refused: [],
      metrics: null,
      epsilon: null,
      phases: {},
    }));
    const titles = wellFormed(renderParticipation(['a', 'b'], rounds).source)
      .filter((element) => element.name === 'title')
      .map((element) => element.text);
    expect(titles.filter((title) => title.includes('not in round'))).toEqual(['b: not in round 2']);
    expect(titles).toHaveLength(6);
  });
});

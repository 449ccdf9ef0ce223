import { describe, expect, it } from 'vitest';
import { wellFormed } from '@consilium/testing';
import { type LineChart, renderLineChart } from './line-chart.ts';

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

import { expect, it } from 'vitest';
import { type Conduct, leftOut, NO_CONDUCT, withConduct } from './conduct.ts';

const sites = (conduct: Conduct, colluding: number): readonly string[] => Object.keys(leftOut(conduct, colluding)).sort();
const disputes = (...pairs: readonly (readonly [string, string])[]): Conduct => ({
  proven: {},
  disputes: pairs.map(([by, of]) => ({ by, of })),
});

it('leaves nobody out of whom nothing is known', () => {
  expect(sites(NO_CONDUCT, 1)).toEqual([]);
});

it('leaves out who is proven to lie, with how, and keeps what was known first', () => {
  const once = withConduct(NO_CONDUCT, { proven: { west: 'its own signature' } });
  const twice = withConduct(once, { proven: { west: 'later', east: 'too' } });
  expect(leftOut(twice, 1)['west']).toBe('left out of the rest of the run: its own signature');
  expect(sites(twice, 1)).toEqual(['east', 'west']);
});

it('leaves out both sites of a dispute, since one of them lies', () => {
  expect(sites(disputes(['north', 'west']), 1)).toEqual(['north', 'west']);
  // Whose dispute is settled by a proof is in no other.
  const settled = withConduct(disputes(['north', 'west']), { proven: { west: 'its own signature' } });
  expect(sites(settled, 1)).toEqual(['west']);
});

it('leaves out alone whom more sites accuse than can lie, and who accuses more than can lie', () => {
  expect(sites(disputes(['north', 'west'], ['south', 'west']), 1)).toEqual(['west']);
  expect(sites(disputes(['west', 'north'], ['west', 'south']), 1)).toEqual(['west']);
  expect(sites(disputes(['west', 'north'], ['west', 'south']), 2)).toEqual(['north', 'west']);
  // The same complaint twice is one, and is kept once.
  expect(withConduct(disputes(['north', 'west']), disputes(['north', 'west']))).toEqual(disputes(['north', 'west']));
  expect(sites(disputes(['north', 'west'], ['north', 'west']), 1)).toEqual(['north', 'west']);
});

it('takes at most one honest site out for each liar, whatever they say of whom', () => {
  const all = Array.from({ length: 9 }, (_, i) => `s${i}`);
  const liars = ['s0', 's1', 's2'];
  for (let seed = 0; seed < 512; seed++) {
    // Which honest sites each liar accuses, or makes accuse it.
    const pairs = all.slice(3).flatMap((site, i) => {
      const liar = liars[(seed + i) % 3] ?? 's0';
      return ((seed >> i) & 1) === 0 ? [] : [(seed & 1) === 0 ? ([liar, site] as const) : ([site, liar] as const)];
    });
    const honest = sites(disputes(...pairs), liars.length).filter((site) => !liars.includes(site));
    expect(honest.length).toBeLessThanOrEqual(liars.length);
  }
});

import { expect, it } from 'vitest';
import { givenUpMs, NOBODY_AWAY } from './presence.ts';

it('nobody is waited for once the last has been away for the grace, and nobody is given up while one is connected', () => {
  const since: Readonly<Record<string, number>> = { a: 100, b: 250, shutOut: Number.NEGATIVE_INFINITY };
  const away = (site: string): number | undefined => since[site];
  expect(givenUpMs(['a', 'b'], away, 50)).toBe(300);
  expect(givenUpMs(['a', 'connected', 'b'], away, 50)).toBe(Number.POSITIVE_INFINITY);
  expect(givenUpMs(['shutOut'], away, 50)).toBe(Number.NEGATIVE_INFINITY);
  expect(givenUpMs(['a', 'shutOut'], away, 50)).toBe(150);
  expect(givenUpMs([], NOBODY_AWAY, 50)).toBe(Number.NEGATIVE_INFINITY);
  expect(givenUpMs(['a'], NOBODY_AWAY, 50)).toBe(Number.POSITIVE_INFINITY);
});

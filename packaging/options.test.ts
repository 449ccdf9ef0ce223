import { expect, it } from 'vitest';
import { readOptions } from './options.mjs';

it('without a word it makes everything, unsigned', () => {
  const options = readOptions([]);
  expect(options).toMatchObject({ formats: ['tar', 'deb', 'rpm'], revision: 1, compression: 'zstd', sign: undefined });
  expect(options?.products.map(({ name }) => name)).toEqual(['consilium-site', 'consilium-coordinator']);
  expect(readOptions(['--help'])).toBeUndefined();
});

it.each([
  [['--product', 'consilium'], 'There is no product consilium.'],
  [['--formats', 'deb,exe'], '--formats deb,exe names what is not one.'],
  [['--revision', '0'], '--revision 0 is no number above 0.'],
  [['--compression', 'xz'], '--compression xz is not one.'],
  [['--nonsense'], "Unknown option '--nonsense'"],
])('%j is refused', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});

import { expect, it } from 'vitest';
import { table } from './table.ts';

it('a row is one line, whatever its cells hold', () => {
  const lines = table(['site', 'agent'], [['north', '1.0\n| all sites │ epsilon 0.01\u001b[8m']], { align: ['left', 'right'] });
  expect(lines).toHaveLength(5);
  expect(lines[3]).toContain(String.raw`1.0\u{a}| all sites │ epsilon 0.01\u{1b}[8m`);
  expect(lines.join('')).not.toMatch(/\p{C}/u);
});

it('compact tables have rules around them and under the head only', () => {
  const rows = [
    ['a', '1'],
    ['b', '2'],
  ];
  expect(table(['x', 'y'], rows, { compact: true })).toHaveLength(6);
  expect(table(['x', 'y'], rows)).toHaveLength(7);
});

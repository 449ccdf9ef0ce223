import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { THRESHOLDS } from './thresholds.ts';

it('docs/data.md states from where on a check warns', () => {
  const page = readFileSync(fileURLToPath(new URL('../../../docs/data.md', import.meta.url)), 'utf8');
  const stated = (says: string): string => page.split('\n').find((line) => line.startsWith(`| ${says}`)) ?? '';
  const percent = (share: number): string => `more than ${100 * share} %`;
  expect(stated('of rows or patients left out')).toContain(percent(THRESHOLDS.leftOut));
  expect(stated('of cells missing')).toContain(percent(THRESHOLDS.missing));
  expect(stated('of numbers cut')).toContain(percent(THRESHOLDS.cut));
  expect(stated('of few patients')).toContain(`fewer than ${THRESHOLDS.patients} `);
});

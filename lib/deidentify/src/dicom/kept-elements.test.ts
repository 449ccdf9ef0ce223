import { expect, it } from 'vitest';
import { CODE_LISTS } from './code-lists.ts';
import { KEPT } from './kept-elements.ts';
import { isOutByGroup, PROFILE } from './profile-table.ts';

it('names every element once, beside and never against the table of the profile', () => {
  const named = [...KEPT.keys()];
  expect(named.length).toBe(244);
  expect(named.filter((tag) => PROFILE.has(tag) || isOutByGroup(tag))).toEqual([]);
});

it('has representations and lists that there are, and no free text', () => {
  const texts = new Set(['LO', 'SH', 'ST', 'LT', 'UT', 'UC', 'PN']);
  const judged = new Set(['c', 'code', 'words', 'empty']);
  const never = new Set(['DA', 'DT', 'TM', 'AE']);
  const wrong = [...KEPT].filter(
    ([, { vrs, rule, list }]) =>
      vrs.length === 0 ||
      (rule === 'c' || rule === 'o') !== (list !== undefined && Object.hasOwn(CODE_LISTS, list)) ||
      (vrs.some((vr) => texts.has(vr)) && !judged.has(rule)) ||
      vrs.some((vr) => never.has(vr)),
  );
  expect(wrong).toEqual([]);
});

import fc from 'fast-check';
import { visibleText } from '@consilium/core';
import { expect, it } from 'vitest';
import { visibleJson, visibleRecord } from './json-output.ts';

const HIDDEN_BUT_LINE_END = /[^\P{C}\n]|[\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const text = fc.string({ unit: 'binary' });
const value = fc.oneof(text, fc.dictionary(text, text), fc.array(fc.oneof(text, fc.double(), fc.boolean())));

it('JSON for programs: the same value, and nothing hidden', () => {
  fc.assert(
    fc.property(value, fc.constantFrom(0, 2), (given, indent) => {
      const json = visibleJson(given, indent);
      expect(json).not.toMatch(HIDDEN_BUT_LINE_END);
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(given)));
      if (indent === 0) expect(json).not.toContain('\n');
    }),
  );
  expect(visibleJson('a\u009b\u202e\u{e0041}\n', 0)).toBe(String.raw`"a\u009b\u202e\udb40\udc41\n"`);
});

it('a record of a log: one line of JSON, whose values show what was hidden; only their line ends stay', () => {
  fc.assert(
    fc.property(fc.array(text), (given) => {
      const record = visibleRecord(`${JSON.stringify(given)}\n`);
      expect(record.slice(0, -1)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
      expect(JSON.parse(record)).toEqual(given.map((one) => one.split('\n').map(visibleText).join('\n')));
    }),
  );
  expect(visibleRecord(String.raw`{"msg":"a\u001b[2J\r\n\t\"\\u001b\u00e9 "}`)).toBe(
    String.raw`{"msg":"a\\u{1b}[2J\\u{d}\n\\u{9}\"\\u001b\u00e9 "}`,
  );
});

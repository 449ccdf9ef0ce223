import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '@consilium/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readAuthorCard } from './author-card.ts';
import { DERIVED_ATTRIBUTES, SOURCE_ATTRIBUTES } from './source-attributes.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-card-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const read = (text: string): unknown => {
  writeFileSync(join(folder, 'card.yaml'), text);
  return readAuthorCard(join(folder, 'card.yaml'));
};

it('a card of people states what nobody can compute, and the documentation names each attribute of it', () => {
  const stated = SOURCE_ATTRIBUTES.map(({ name }) => name).filter((name) => !DERIVED_ATTRIBUTES.some((one) => one === name));
  expect(stated).toHaveLength(26);
  const card = Object.fromEntries(stated.map((name) => [name, `about ${name}`]));
  expect(read(JSON.stringify(card))).toEqual(card);
  const page = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
  const line = page.split('\n').find((text) => text.startsWith('A card file names'));
  expect(line).toContain(stated.map((name) => `\`${name}\``).join(', '));
});

it.each([
  ['an unknown attribute', 'intendedUses: x', /intendedUses/],
  ['what plan and run tell', 'validity: excellent', /validity/],
  ['an empty text', 'users: "  "', /users/],
  ['a number', 'users: 3', /users/],
])('%s is refused with its line', (_what, text, message) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringMatching(message) as string }),
  );
});

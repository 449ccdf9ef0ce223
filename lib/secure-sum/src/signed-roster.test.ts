import { createHash } from 'node:crypto';
import { canonicalJson, isConsiliumError, type Json } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { rosterHash, signRoster } from './roster.ts';
import { keyFingerprint, readRoster, type SignedRoster, writeRoster } from './signed-roster.ts';
import { keyOf, rosterOf } from './testing/consortium.ts';

const governance = keyOf('governance');
const roster = rosterOf(4);
const signed: SignedRoster = { roster, signature: signRoster(roster, governance), key: governance.publicKey };
const text = writeRoster(signed);

function refusal(of: string): string {
  try {
    readRoster(of, 'roster.json');
    return 'taken';
  } catch (error) {
    if (!isConsiliumError(error, 'ROSTER_INVALID')) throw error;
    return error.message;
  }
}

/** The file with a change to its JSON, written as rosters are. */
function changed(change: (file: Record<string, Json>) => void): string {
  const file = JSON.parse(text) as Record<string, Json>;
  change(file);
  return `${canonicalJson(file)}\n`;
}

describe('the file of a roster', () => {
  it('gives back what was written', () => {
    const { roster: read, signature, key } = readRoster(text, 'roster.json');
    expect(read).toEqual(roster);
    expect(rosterHash(read)).toBe(rosterHash(roster));
    expect(Buffer.from(signature)).toEqual(Buffer.from(signed.signature));
    expect(Buffer.from(key)).toEqual(Buffer.from(governance.publicKey));
    expect(writeRoster({ roster: read, signature, key })).toBe(text);
  });

  it('has one form: each byte that is changed, left out or put in is refused', () => {
    for (let at = 0; at < text.length; at++) {
      for (const other of [
        text.slice(0, at) + text.slice(at + 1),
        `${text.slice(0, at)} ${text.slice(at)}`,
        `${text.slice(0, at)}${text[at] === '1' ? '2' : '1'}${text.slice(at + 1)}`,
      ])
        expect([at, other === text ? 'the same' : refusal(other)]).not.toEqual([at, 'taken']);
    }
    expect(refusal(text.replace('{"key"', '{"key":"x","key"'))).toContain('not in the form in which rosters are written');
    expect(refusal(JSON.stringify(JSON.parse(text), null, 2))).toContain('not in the form');
  });

  it.each<[string, string, string]>([
    ['no text', '', 'it is not JSON'],
    ['a list', '[]\n', 'a roster file is not an object'],
    ['nothing', 'null\n', 'a roster file is not an object'],
    ['a field too many', changed((file) => (file['by'] = 'x')), 'a roster file has the fields key, roster, signature'],
    ['no signature', changed((file) => delete file['signature']), 'a roster file has the fields'],
    ['a signature that is too short', changed((file) => (file['signature'] = 'ab')), 'signature is 128 hexadecimal digits'],
    ['a key in capitals', changed((file) => (file['key'] = 'AB'.repeat(32))), 'key is 64 hexadecimal digits'],
    ['a number for a key', changed((file) => (file['key'] = 7)), 'key is 64 hexadecimal digits'],
    ['the key of somebody else', changed((file) => (file['key'] = roster.sites[0]?.key ?? '')), 'is not signed by the key'],
    [
      'no sites',
      changed((file) => (file['roster'] = { ...roster, sites: 3 } as unknown as Json)),
      'the sites of the roster are a list',
    ],
    [
      'a site that is none',
      changed((file) => (file['roster'] = { ...roster, sites: [1] } as unknown as Json)),
      'a site is not an object',
    ],
    [
      'an epoch in words',
      changed((file) => (file['roster'] = { ...roster, epoch: '1' } as unknown as Json)),
      'epoch is a number',
    ],
    [
      'a name that is none',
      changed((file) => (file['roster'] = { ...roster, consortium: 1 } as unknown as Json)),
      'consortium is a text',
    ],
    [
      'a name that does something to a terminal',
      changed((file) => (file['roster'] = { ...roster, consortium: 'a\u001b[2J' } as unknown as Json)),
      'a consortium has a name of 1 to 63 characters',
    ],
    [
      'a site whose name has two lines',
      changed(
        (file) =>
          (file['roster'] = {
            ...roster,
            sites: roster.sites.map((site, i) => (i === 1 ? { ...site, id: 'a\nb' } : site)),
          } as unknown as Json),
      ),
      'site 2 has no name of',
    ],
    ['what is larger than any roster', ' '.repeat(16 * 1024 * 1024 + 1), 'at most'],
  ])('is refused with %s', (_, of, words) => {
    const message = refusal(of);
    expect(message).toContain(words);
    expect(message).toMatch(/^roster\.json: [^\p{Cc}]*$/u);
  });
});

it('a fingerprint is the beginning of the SHA-256 of the key, as any program computes it', () => {
  const digest = createHash('sha256').update(governance.publicKey).digest('hex');
  expect(keyFingerprint(governance.publicKey)).toMatch(/^(?:[0-9a-f]{4} ){7}[0-9a-f]{4}$/u);
  expect(keyFingerprint(governance.publicKey).replaceAll(' ', '')).toBe(digest.slice(0, 32));
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromUnknown } from '@consilium/core';
import { checkTranscript, checkWords, decodeTranscript, decodeTranscriptFile } from '@consilium/secure-sum';
import { testRoster } from '@consilium/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { FORGED_WORDS, FORGERS, type Forgery, forgeTranscript } from '../support/forged-transcript.ts';
import { runCommand } from '../support/programs.ts';

const CHECKER = join(import.meta.dirname, 'secure_sum.py');
const SITES = FORGERS;
const WORDS = FORGED_WORDS;
const folder = mkdtempSync(join(tmpdir(), 'consilium-forged-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function forge(forgery: Forgery): string {
  const path = join(folder, 'forged.transcript');
  writeFileSync(path, forgeTranscript(forgery).file);
  return path;
}

/** What the checker in the other language finds, and sites and the command; the command itself is asked where the functions of both find nothing. */
async function found(
  path: string,
): Promise<{ readonly codes: readonly unknown[]; readonly python: string; readonly own: string }> {
  const python = spawnSync('python3', [CHECKER, 'transcript', path], { encoding: 'utf8' });
  const file = decodeTranscriptFile(readFileSync(path));
  try {
    const transcript = decodeTranscript(file.transcript);
    checkTranscript(transcript);
    checkWords(transcript, file.words);
  } catch (error) {
    const { code, message } = fromUnknown(error);
    return { codes: [python.status, code], python: python.stderr, own: message };
  }
  const own = await runCommand('consilium', ['audit', 'transcript', path]);
  return { codes: [python.status, own.code === 4 ? 'TRANSCRIPT_INVALID' : own.code], python: python.stderr, own: own.stderr };
}

const ZERO = new Uint8Array(32);
const momentum = new Uint8Array(Buffer.concat([Buffer.from(Uint32Array.of(0, 1, 0, 0).buffer), Buffer.alloc(8 * WORDS, 1)]));
const three = SITES.slice(0, 3);
const forgeries: Readonly<Record<string, readonly [Forgery, RegExp, RegExp]>> = {
  'an agreement key that fixes the secret': [
    { keysOf: (site) => (site === 'north' ? { agreement: ZERO } : {}) },
    /the keys of north are no keys/,
    /keys of north agree on something/,
  ],
  'a masking key that fixes the masks, written in another way': [
    { keysOf: (site) => (site === 'north' ? { masking: Uint8Array.of(1, ...ZERO.slice(2), 0x80) } : {}) },
    /the keys of north are no keys/,
    /keys of north agree on something/,
  ],
  'something remembered before the first round': [
    { before: momentum },
    /remembers before the first round/,
    /before the first round nothing is remembered/,
  ],
  'a round after the last': [
    { rounds: 2, terms: { round: 3, parent: 'c'.repeat(64) } },
    /round 3 of a run of 2/,
    /a round of the run/,
  ],
  'one site less than the roster demands': [
    { roster: { minimum: 4, colluding: 0 }, survivors: three },
    /3 sites are in the sum, and their noise needs 4/,
    /enough in the sum/,
  ],
  'fewer asked than the roster demands': [
    { roster: { minimum: 4 }, terms: { sites: three }, withKeys: three, words: three },
    /the roster demands at least 4/,
    /enough sites are asked/,
  ],
  'fewer keys than the roster demands': [
    { roster: { minimum: 4, colluding: 0 }, withKeys: three },
    /3 sites have keys/,
    /enough keys/,
  ],
  'fewer that have shared than the roster demands': [
    { roster: { minimum: 4, colluding: 0 }, sharers: three },
    /3 sites have shared/,
    /enough have shared/,
  ],
  'noise that counts on one more than the roster promises': [
    { terms: { honest: 3 } },
    /noise that counts on 3 honest sites/,
    /honest sites that the noise counts on/,
  ],
  'noise that counts on nobody': [{ terms: { honest: 0 } }, /counts on 0 honest/, /honest sites that the noise counts on/],
  'a roster whose every sum may fall to those that collude': [
    { roster: { colluding: 2 }, terms: { honest: 1 } },
    /at most 1 may collude/,
    /fewest sites of the roster/,
  ],
  'one signature under the list of survivors too few': [
    { agreed: SITES.slice(0, 2) },
    /2 sites have signed who is in the sum, and 3 must/,
    /enough agree/,
  ],
  'one word for the transcript too few': [
    { words: SITES.slice(0, 2) },
    /2 of 4 sites have signed the transcript, and 3 must/,
    /enough have signed the transcript/,
  ],
  'a word of one site twice': [
    { words: ['east', 'east', 'north'] },
    /east appears twice among those who have signed/,
    /who has signed the transcript, each once/,
  ],
  'the word of a site that was not asked': [
    { terms: { sites: three }, withKeys: three, words: ['east', 'north', 'west'] },
    /west was not asked/,
    /who has signed the transcript/,
  ],
  'a site twice in the sum': [{ survivors: ['east', 'north', 'north', 'south'] }, /appears twice/, /the sum: in the order/],
  'a site in the sum that has not shared': [
    { sharers: three, survivors: SITES },
    /west does not belong/,
    /the sum: in the order/,
  ],
  'a site that shared without keys': [
    { withKeys: three, sharers: SITES },
    /west does not belong/,
    /those who shared: in the order/,
  ],
  'a site whose key is of small order, for which everybody signs': [
    { roster: { sites: testRoster(SITES).sites.map((site, i) => (i === 3 ? { ...site, key: `01${'0'.repeat(62)}` } : site)) } },
    /anybody can sign with it/,
    /the key of \w+ is somebody's/,
  ],
  'sites in another order than the roster': [
    { terms: { sites: ['north', 'east', 'south', 'west'] } },
    /in its order/,
    /sites that are asked: in the order/,
  ],
  'two sites with one key': [
    { roster: { sites: testRoster(SITES).sites.map((site, i, all) => ({ ...site, key: all[Math.min(i, 2)]?.key ?? '' })) } },
    /two sites have the same key/,
    /sites of the roster, each once/,
  ],
};

describe('a transcript that every site has signed', () => {
  it('holds, in both languages, where it is right', async () => {
    expect(await found(forge({}))).toMatchObject({ codes: [0, 0] });
    expect(await found(forge({ withKeys: SITES, sharers: three, agreed: three, words: three }))).toMatchObject({ codes: [0, 0] });
  });

  it.each(Object.entries(forgeries))('does not hold, in either language, with %s', async (_what, [forgery, own, python]) => {
    const told = await found(forge(forgery));
    expect(told.codes).toEqual([1, 'TRANSCRIPT_INVALID']);
    expect(told.own).toMatch(own);
    expect(told.python).toMatch(python);
  });
});

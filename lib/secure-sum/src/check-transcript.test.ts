import { isConsiliumError } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { checkTranscript, checkWords, wordsNeeded } from './check-transcript.ts';
import { transcriptMessage, type TranscriptMessage } from './messages.ts';
import { contextOf } from './terms.ts';
import { keyOf, rosterOf, termsOf, testRandom } from './testing/consortium.ts';
import { play } from './testing/play.ts';
import { transcriptOfPlay } from './testing/transcript-of-play.ts';
import { decodeTranscriptFile, encodeTranscriptFile } from './transcript-file.ts';
import { decodeTranscript, encodeTranscript, type Transcript, transcriptHash } from './transcript.ts';

const roster = rosterOf(5, { colluding: 1, minimum: 3 });
const terms = termsOf(roster);
const [first = '', second = '', dropped = ''] = terms.sites;
const transcript = transcriptOfPlay(play(terms, testRandom('transcript'), { drops: new Map([[dropped, 'masked']]) }));
const bytes = encodeTranscript(transcript);

function wordOf(site: string, of: Transcript = transcript): TranscriptMessage {
  const { sumHash, modelHash } = of;
  const hash = Buffer.from(transcriptHash(encodeTranscript(of)), 'hex');
  return transcriptMessage.signed(
    { site, context: contextOf(of.terms), key: keyOf(site) },
    { site, transcriptHash: hash, sumHash, modelHash },
  );
}

/** The code with which something is refused, or what it gives. */
function outcome(check: () => unknown): unknown {
  try {
    return check();
  } catch (error) {
    if (!isConsiliumError(error)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

const words = terms.sites.slice(0, 4).map((site) => wordOf(site));

describe('the transcript of a sum', () => {
  it('holds, and says what was checked', () => {
    expect(checkTranscript(decodeTranscript(bytes))).toHaveLength(5);
    expect(checkWords(transcript, words)).toBe('4 of 5 sites have signed the transcript, and 4 are needed');
    expect(wordsNeeded(transcript)).toBe(4);
  });

  it('has one form: a byte that is changed is no transcript, one that does not hold, or one that nobody has signed', () => {
    // A step that meets every field and, over its length, every place in a word.
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      const found = outcome(() => {
        const read = decodeTranscript(changed);
        expect(Buffer.from(encodeTranscript(read)).equals(changed)).toBe(true);
        checkTranscript(read);
        return checkWords(read, words);
      });
      expect([at, found]).toEqual([at, expect.stringMatching(/^TRANSCRIPT_INVALID: /)]);
    }
    for (const part of [bytes.subarray(0, -1), bytes.subarray(1), Uint8Array.of(...bytes, 0), new Uint8Array()])
      expect(outcome(() => decodeTranscript(part))).toMatch(/^TRANSCRIPT_INVALID: /);
  });

  const four = transcript.survivors;
  const cases: Readonly<Record<string, readonly [Partial<Transcript>, RegExp]>> = {
    'too few with keys': [{ keys: transcript.keys.slice(0, 2) }, /2 sites have keys/],
    'keys of another order': [{ keys: [...transcript.keys].reverse() }, /does not belong among keys/],
    'too few who shared': [{ sharers: transcript.sharers.slice(0, 2) }, /2 sites have shared/],
    'another list of those who shared': [
      { sharers: transcript.sharers.slice(0, 4) },
      /has signed another list of those who shared|does not belong/,
    ],
    'too few in the sum': [{ survivors: four.slice(0, 2) }, /2 sites are in the sum/],
    'one site fewer in the sum': [
      { survivors: four.slice(0, 3), agreements: transcript.agreements.slice(0, 3) },
      /have signed who is in|another list of survivors/,
    ],
    'a site twice in the sum': [{ survivors: [...four, ...four.slice(-1)] }, /appears twice/],
    'too few signatures': [
      { agreements: transcript.agreements.slice(0, 3) },
      /3 sites have signed who is in the sum, and 4 must/,
    ],
    'a minimum that is met by fewer': [{ terms: { ...terms, roster: { ...roster, minimum: 6 } } }, /the fewest sites of a sum/],
    'more noise than the roster promises': [{ terms: { ...terms, honest: 3 } }, /honest sites/],
  };
  it.each(Object.entries(cases))('does not hold with %s', (_what, [change, message]) => {
    expect(outcome(() => checkTranscript({ ...transcript, ...change }))).toMatch(message);
  });
});

describe('who has signed a transcript', () => {
  it.each([
    ['too few', words.slice(0, 3), /3 of 5 sites have signed the transcript, and 4 must/],
    ['one twice', [...words.slice(0, 3), words[0]], /appears twice/],
    ['a stranger', [...words, { ...words[0], site: 'stranger' }], /was not asked/],
    [
      'one in the name of another',
      [...words.slice(0, 3), { ...wordOf(first), site: dropped }],
      /not signed by it|signed another|twice/,
    ],
    [
      'one of another model',
      [...words.slice(0, 3), wordOf(terms.sites[4] ?? '', { ...transcript, modelHash: new Uint8Array(32) })],
      /another transcript/,
    ],
  ])('does not count: %s', (_what, of, message) => {
    expect(outcome(() => checkWords(transcript, of as readonly TranscriptMessage[]))).toMatch(message);
  });
});

describe('the file of a transcript', () => {
  const file = { transcript: bytes, words, base: Buffer.from('base'), sum: Buffer.from('sum'), before: new Uint8Array() };

  it('comes back as it was, and whole or not at all', () => {
    const written = encodeTranscriptFile(file);
    const read = decodeTranscriptFile(written);
    expect(Buffer.from(encodeTranscriptFile(read)).equals(written)).toBe(true);
    expect(read.words.map(({ site }) => site)).toEqual([first, second, dropped, terms.sites[3]]);
    for (let length = 0; length < written.length; length++)
      expect([length, outcome(() => decodeTranscriptFile(written.subarray(0, length)))]).toEqual([
        length,
        'TRANSCRIPT_INVALID: this is no file of a transcript, or it was cut',
      ]);
  });
});

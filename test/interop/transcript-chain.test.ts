import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Forged, type Forgery, forgeTranscript } from '../support/forged-transcript.ts';
import { runCommand } from '../support/programs.ts';

const folder = mkdtempSync(join(tmpdir(), 'consilium-chain-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A round that goes on from another one. */
function next(before: Forged, round: number, change: Forgery = {}): Forged {
  const { hash, model, after } = before;
  return forgeTranscript({ base: model, before: after, ...change, terms: { round, parent: hash, ...change.terms } });
}

const first = forgeTranscript({});
const second = next(first, 2);
const third = next(second, 3);

/** Writes files and has the command check them. */
async function audit(name: string, files: readonly Forged[]): Promise<{ readonly code: number | null; readonly text: string }> {
  const paths = files.map(({ file }, i) => {
    const path = join(folder, `${name}-${i}.transcript`);
    writeFileSync(path, file);
    return path;
  });
  const { code, stdout, stderr } = await runCommand('consilium', ['audit', 'transcript', ...paths]);
  return { code, text: `${stdout}${stderr}` };
}

describe('transcripts of rounds, one after the other', () => {
  it('hold, in any order', async () => {
    const { code, text } = await audit('right', [third, first, second]);
    expect([code, text]).toEqual([0, expect.stringMatching(/Rounds 1 to 3 of run-forged/)]);
    expect(text).toMatch(/holds: it begins with the first sum of the run/);
    expect(text).toMatch(/made again from their sums: of 3 of 3 rounds/);
  });

  it('hold where sums of older rounds are no longer kept, which is said', async () => {
    const older = forgeTranscript({ withoutParts: true });
    const { code, text } = await audit('older', [older, second, third]);
    expect([code, text]).toEqual([
      0,
      expect.stringMatching(/of 2 of 3 rounds \(2, 3\); of the others the sum is no longer kept/),
    ]);
  });

  it('hold from a later round on, and what they go on from is named', async () => {
    const { code, text } = await audit('later', [second, third]);
    expect([code, text]).toEqual([
      0,
      expect.stringContaining(`round 2 goes on from a transcript that was not given: ${first.hash}`),
    ]);
  });

  const fork = forgeTranscript({ survivors: ['east', 'north', 'south'] });
  it.each<readonly [string, readonly Forged[], RegExp]>([
    ['a round left out', [first, third], /is of round 3, and the one before it of round 1: what is between them is missing/],
    ['a file given twice', [first, first, second], /is the transcript of round 1 a second time/],
    ['two sums of one round', [first, fork, second], /is another transcript of round 1, which sites have signed too/],
    ['a round that goes on from another sum', [fork, second, third], /does not go on from the transcript of round 1/],
    [
      'a model put in between',
      [first, next(first, 2, { base: forgeTranscript({}).file.slice(0, 12) })],
      /starts from another model than round 1 has made/,
    ],
    [
      'a memory of the strategy put in between',
      [
        first,
        next(first, 2, { before: forgeTranscript({ terms: { round: 2, parent: 'c'.repeat(64) }, before: second.after }).after }),
      ],
      /starts from another memory of the strategy than round 1 has left/,
    ],
    ['another plan', [first, next(first, 2, { terms: { planHash: 'b'.repeat(64) } })], /is under another plan than round 1/],
    [
      'another run',
      [first, next(first, 2, { terms: { run: 'run-other' } })],
      /is of the run run-other, and another file of run-forged/,
    ],
    [
      'the newest without its sum',
      [first, next(first, 2, { withoutParts: true })],
      /the sum of the newest round is not in the file/,
    ],
    [
      'one that does not hold by itself',
      [first, next(first, 2, { words: ['east'] })],
      /-1\.transcript: 1 of 4 sites have signed/,
    ],
  ])('do not hold with %s', async (what, files, words) => {
    const { code, text } = await audit(what.replaceAll(' ', '-'), files);
    expect([code, text]).toEqual([4, expect.stringMatching(words)]);
  });
});

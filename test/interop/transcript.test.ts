import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { decodeTranscript, decodeTranscriptFile, transcriptHash } from '@consilium/secure-sum';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Consortium } from '../support/consortium.ts';
import { SITES, STUDY } from '../support/fault-plans.ts';
import { maskedFaultPlan, submitApproved, underMasks } from '../support/masked-consortium.ts';
import { mustRun, PROGRAMS_MS, runCommand } from '../support/programs.ts';
import { watchToEnd } from '../support/run-watch.ts';

const CHECKER = join(import.meta.dirname, 'secure_sum.py');
const ROUNDS = 2;
/** Bytes of a file that are changed, one at a time, spread over all of it. */
const CHANGES = 48;

let consortium: Consortium;
let run: string;
/** Files of the transcripts, by round. */
const path = (round: number): string => join(consortium.folder, `round-${round}.transcript`);
beforeAll(async () => {
  consortium = await Consortium.create();
  await underMasks(consortium);
  await consortium.startCoordinator();
  await submitApproved(consortium, maskedFaultPlan(ROUNDS));
  await consortium.startAgents();
  ({ run } = await consortium.research((research) => research.startRun({ study: STUDY, rounds: ROUNDS })));
  expect(await watchToEnd(consortium, run)).toMatchObject({ state: 'completed', closedRounds: ROUNDS });
  for (let round = 1; round <= ROUNDS; round++) {
    const signed = async (): Promise<number> =>
      await consortium.research(async (research) => (await research.getTranscript({ run, round })).words.length);
    // The last word may still be on its way when the run ends.
    for (let tries = 0; tries < 100 && (await signed()) < SITES.length; tries++) await wait(50);
    expect(await signed()).toBe(SITES.length);
    const args = ['run', 'transcript', run, '--round', String(round), '--out', path(round)];
    await mustRun('consilium', [...args, '--identity', consortium.researcherFolder]);
  }
  await consortium.stopAll();
}, PROGRAMS_MS);
afterAll(async () => await consortium.remove());

function python(file: string): { readonly status: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync('python3', [CHECKER, 'transcript', file], { encoding: 'utf8' });
  return { status, text: `${stdout}${stderr}` };
}

describe('the transcript of a round that real agents have made', () => {
  it('is the parent of the next, whose model it has made', () => {
    const [first, second] = [1, 2].map((round) => decodeTranscriptFile(readFileSync(path(round))).transcript);
    const [one, two] = [first, second].map((bytes) => decodeTranscript(bytes ?? new Uint8Array()));
    expect(two?.terms.parent).toBe(transcriptHash(first ?? new Uint8Array()));
    expect(two?.terms.baseHash).toBe(Buffer.from(one?.modelHash ?? []).toString('hex'));
  });

  it('is checked by a program in another language, to the last bit of the model', async () => {
    const audited = await mustRun('consilium', ['audit', 'transcript', path(2), '--json']);
    const { model, rosterSignedBy } = JSON.parse(audited) as { readonly model: string; readonly rosterSignedBy: unknown };
    // Nobody has said under whose roster: that does not pass in silence.
    expect(rosterSignedBy).toBeNull();
    const { status, text } = python(path(2));
    expect([status, text]).toEqual([0, expect.stringMatching(new RegExp(`^round 2: \\d+ statements hold, model ${model}\n$`))]);
  });

  it('is checked by the command, which says what it has looked at', async () => {
    const roster = ['--roster', join(consortium.folder, 'roster.json')];
    const shown = await mustRun('consilium', ['audit', 'transcript', path(2), ...roster]);
    expect(shown).toMatch(/holds: the roster is the one given, epoch 1 of [a-z-]+, signed by the key [0-9a-f]{4} /);
    expect(shown).toMatch(/holds: 3 of 3 sites have signed the transcript, and 3 are needed/);
    expect(shown).toMatch(/holds: the model follows from the sum bit for bit/);
    // Of an older round the sum is no longer kept.
    const { code, stderr } = await runCommand('consilium', ['audit', 'transcript', path(1)]);
    expect([code, stderr]).toEqual([4, expect.stringMatching(/the sum is not in the file/)]);
  });

  it('holds with those of the other rounds, fetched by one command', async () => {
    const rounds = join(consortium.folder, 'rounds');
    await consortium.startCoordinator();
    await mustRun('consilium', ['run', 'transcript', run, '--all', '--out', rounds, '--identity', consortium.researcherFolder]);
    await consortium.stopAll();
    const files = readdirSync(rounds).map((name) => join(rounds, name));
    expect(files).toHaveLength(ROUNDS);
    const shown = await mustRun('consilium', ['audit', 'transcript', ...files]);
    expect(shown).toMatch(/holds: each goes on from the transcript, the model and the memory of the strategy of the one before/);
    expect(shown).toMatch(/made again from their sums: of 1 of 2 rounds \(2\)/);
  });

  it('does not hold with one byte changed, wherever it is', async () => {
    const file = readFileSync(path(2));
    const changed = join(consortium.folder, 'changed.transcript');
    for (let i = 0; i < CHANGES; i++) {
      const at = Math.floor((i * file.length) / CHANGES);
      const bytes = Buffer.from(file);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(changed, bytes);
      expect([at, python(changed).status]).toEqual([at, 1]);
      if (i % 8 !== 0) continue;
      expect([at, (await runCommand('consilium', ['audit', 'transcript', changed])).code]).toEqual([at, 4]);
    }
  });
});

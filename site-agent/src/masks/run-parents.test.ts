import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type KnownSum, RunParents } from './run-parents.ts';

let folder: string;
let parents: RunParents;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-sums-seen-'));
  parents = new RunParents(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const known = (round: number): KnownSum => ({
  round,
  rounds: 900,
  transcript: `${round}`.padStart(64, '0'),
  model: 'a'.repeat(64),
  memory: 'b'.repeat(64),
});
const again = (): RunParents => new RunParents(folder);
const file = (): string => join(folder, readdirSync(folder)[0] ?? '');

it('keeps the last sum of a run, over many rounds, in one small file', async () => {
  for (let round = 1; round <= 300; round++) {
    await parents.put('run-a', known(round));
    if (round % 7 === 0) expect(again().get('run-a')).toEqual(known(round));
  }
  expect(parents.get('run-a')).toEqual(known(300));
  expect(again().get('run-a')).toEqual(known(300));
  expect(readdirSync(folder)).toHaveLength(1);
  expect(statSync(file()).size).toBeLessThanOrEqual(16_384);
});

it('goes on from what it has signed last where a crash has cut what it wrote, at whatever byte', async () => {
  await parents.put('run-a', known(1));
  await parents.put('run-a', known(2));
  const before = readFileSync(file());
  const start = before.lastIndexOf('\n') + 1;
  await parents.put('run-a', known(3));
  const after = readFileSync(file());
  const end = after.lastIndexOf('\n') + 1;
  for (let cut = start; cut < end; cut += 13) {
    writeFileSync(file(), Buffer.concat([after.subarray(0, cut), before.subarray(cut)]));
    const restarted = again();
    expect(restarted.get('run-a')).toEqual(known(2));
    await restarted.put('run-a', known(3));
    expect(again().get('run-a')).toEqual(known(3));
  }
});

it.each<[string, (text: string) => string]>([
  ['a line that is none', (text) => `${text}{"round":3}\n`],
  ['an older round behind a newer one', (text) => text + (text.split('\n')[0] ?? '') + '\n'],
  ['a changed digit', (text) => text.replace('0002', '000x')],
  ['nothing', () => '\n'],
])('refuses a file with %s', async (_what, edit) => {
  await parents.put('run-a', known(1));
  await parents.put('run-a', known(2));
  const content = readFileSync(file());
  writeFileSync(file(), edit(content.toString('utf8', 0, content.lastIndexOf('\n') + 1)));
  expect(() => again().get('run-a')).toThrow(expect.objectContaining({ code: 'SECURE_SUM_REFUSED' }) as Error);
});

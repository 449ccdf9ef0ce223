import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '@consilium/core';
import { expect, it } from 'vitest';
import { HandClock, settled } from './hand-clock.ts';

/** Lets time of either clock pass. */
type Pass = (ms: number) => Promise<void>;

const hand = new HandClock(1_000_000);
const CLOCKS: readonly (readonly [string, Clock, Pass])[] = [
  ['by hand', hand, async (ms) => await hand.advance(ms)],
  ['of the machine', systemClock, async (ms) => await new Promise((resolve) => setTimeout(resolve, ms + 20))],
];

it.each(CLOCKS)('timers of the clock %s fire in order of time, once, and not when cancelled', async (_name, clock, pass) => {
  const [start, monotonic] = [clock.now(), clock.monotonic()];
  const fired: string[] = [];
  clock.setTimer(30, () => fired.push('late'));
  clock.setTimer(10, () => fired.push('early'));
  clock.setTimer(-5, () => fired.push('overdue'));
  clock.setTimer(20, () => fired.push('cancelled'))();
  await pass(60);
  expect(fired).toEqual(['overdue', 'early', 'late']);
  await pass(60);
  expect(fired).toHaveLength(3);
  expect(clock.now() - start).toBeGreaterThanOrEqual(120);
  expect(clock.monotonic() - monotonic).toBeGreaterThanOrEqual(120);
});

it('the clock by hand stands still until it is moved, exactly as far as it is moved', async () => {
  const clock = new HandClock(5);
  const seen: number[] = [];
  clock.setTimer(100, () => {
    seen.push(clock.now());
    clock.setTimer(10, () => seen.push(clock.now()));
  });
  await clock.advance(99);
  expect([seen, clock.now(), clock.pending]).toEqual([[], 104, 1]);
  await clock.advance(50);
  expect([seen, clock.now(), clock.pending]).toEqual([[105, 115], 154, 0]);
});

it('time goes on only when files are read, however long a starved machine takes for them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'consilium-clock-'));
  const pipe = join(folder, 'pipe');
  spawnSync('mkfifo', [pipe]);
  const came: string[] = [];
  const read = readFile(pipe, 'utf8').then((text) => came.push(text));
  const atRest = settled().then(() => came.push('at rest'));
  // The reading ends when somebody writes, far more than twenty turns of the event loop later.
  await new Promise((resolve) => setTimeout(resolve, 100));
  writeFileSync(pipe, 'read');
  await Promise.all([read, atRest]);
  expect(came).toEqual(['read', 'at rest']);
  rmSync(folder, { recursive: true });
});

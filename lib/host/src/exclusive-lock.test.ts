import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isConsiliumError } from '@consilium/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Locked, takeExclusiveLock } from './exclusive-lock.ts';

const clock = { now: () => Date.UTC(2026, 0, 2) };
const ledger: Locked = { code: 'LEDGER_LOCKED', what: 'the ledger', holder: 'another agent' };
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-lock-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isConsiliumError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'taken';
}

it('belongs to one holder at a time, who is named, and is free after release', () => {
  const path = join(folder, 'one');
  const lock = takeExclusiveLock(path, clock, ledger);
  expect(readFileSync(path, 'utf8')).toMatch(new RegExp(`^process ${process.pid} on .* since 2026-01-02T00:00:00.000Z\n$`));
  expect(refusal(() => takeExclusiveLock(path, clock, ledger))).toMatch(
    /^LEDGER_LOCKED the ledger is in use by another agent \(process/,
  );
  expect(refusal(() => takeExclusiveLock(join(folder, 'two'), clock, ledger).release())).toBe('taken');
  lock.release();
  expect(refusal(() => takeExclusiveLock(path, clock, ledger).release())).toBe('taken');
});

it('held by another process refuses, and is free when that process ends', async () => {
  const path = join(folder, 'killed');
  // Another program that holds the kernel's lock the same way.
  const holder = spawn('flock', ['--nonblock', path, 'cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  holder.stdin.write('ready');
  await once(holder.stdout, 'data');
  expect(refusal(() => takeExclusiveLock(path, clock, ledger))).toContain('in use by another agent: ');
  const closed = once(holder, 'close');
  // flock(1) waits for cat, which inherited the lock: ending its input ends both.
  holder.stdin.end();
  await closed;
  expect(refusal(() => takeExclusiveLock(path, clock, ledger).release())).toBe('taken');
});

it('is never gone without: on a system that cannot lock the error says what is missing', () => {
  const path = join(folder, 'none');
  expect(refusal(() => takeExclusiveLock(path, clock, ledger, join(folder, 'no-such-program')))).toContain(
    'LEDGER_LOCKED the ledger cannot be locked: the program flock (package util-linux) cannot be run',
  );
  expect(refusal(() => takeExclusiveLock(path, clock, ledger, 'ls'))).toContain('LEDGER_LOCKED the ledger cannot be locked: ');
  expect(refusal(() => takeExclusiveLock(join(folder, 'absent', 'x'), clock, ledger))).toContain('FILE_UNREADABLE');
  expect(refusal(() => takeExclusiveLock(path, clock, ledger).release())).toBe('taken');
});

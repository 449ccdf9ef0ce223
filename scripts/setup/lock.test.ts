import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from './lock.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const MODULE = new URL('./lock.mjs', import.meta.url).href;
const lockFile = () => join(folder, `${createHash('sha256').update('name').digest('hex').slice(0, 32)}.lock`);
const never = () => expect.unreachable('nobody holds it');

/** A process that has ended: its id belongs to nobody. */
const deadProcess = (): number => spawnSync(process.execPath, ['--version']).pid;

describe('the lock of set-up', () => {
  it('lets one process in at a time', async () => {
    const file = join(folder, 'count');
    writeFileSync(file, '0');
    // Read, wait, write: increments are lost if two are inside at once.
    const code = `
      const { withLock } = await import(${JSON.stringify(MODULE)});
      const { readFileSync, writeFileSync } = await import('node:fs');
      const { setTimeout } = await import('node:timers/promises');
      for (let i = 0; i < 3; i += 1) await withLock(${JSON.stringify(folder)}, 'name', () => {}, async () => {
        const n = Number(readFileSync(${JSON.stringify(file)}, 'utf8'));
        await setTimeout(20);
        writeFileSync(${JSON.stringify(file)}, String(n + 1));
      });`;
    const children = [1, 2, 3].map(() => spawn(process.execPath, ['--input-type=module', '--eval', code], { stdio: 'inherit' }));
    const codes = await Promise.all(children.map((child) => new Promise((resolve) => child.on('close', resolve))));
    expect(codes).toEqual([0, 0, 0]);
    expect(readFileSync(file, 'utf8')).toBe('9');
    expect(readdirSync(folder)).toEqual(['count']);
  });

  it('is freed when the work fails', async () => {
    await expect(withLock(folder, 'name', never, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await withLock(folder, 'name', never, () => Promise.resolve(1))).toBe(1);
  });

  it('is taken over from a process that died', async () => {
    writeFileSync(lockFile(), `${deadProcess()} ${hostname()} 1`);
    expect(await withLock(folder, 'name', never, () => Promise.resolve(1))).toBe(1);
  });

  it('is taken over when nobody has touched it for a minute', async () => {
    writeFileSync(lockFile(), `${process.pid} ${hostname()} 1`);
    const old = new Date(Date.now() - 120_000);
    utimesSync(lockFile(), old, old);
    expect(await withLock(folder, 'name', never, () => Promise.resolve(1))).toBe(1);
  });

  it('waits for the programs that a dead holder had started', async () => {
    const child = spawn(process.execPath, ['--eval', 'process.stdin.resume()'], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    let childEnded = false;
    child.on('exit', () => (childEnded = true));
    writeFileSync(lockFile(), `${deadProcess()} ${hostname()} 1 ${child.pid}`);
    // Its holder has been dead for longer than a heartbeat: a compilation outlives that.
    const old = new Date(Date.now() - 120_000);
    utimesSync(lockFile(), old, old);
    let waited = '';
    await withLock(
      folder,
      'name',
      (holder) => {
        waited = holder;
        child.stdin.end();
      },
      () => Promise.resolve(),
    );
    expect(childEnded).toBe(true);
    expect(waited).not.toBe('');
  });
});

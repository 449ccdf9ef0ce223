import { type ChildProcess, spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type Patience, supervise } from './supervise.ts';

const PATIENCE: Patience = { stopMs: 60_000, beatMs: 50, silentMs: 60_000 };

/** A process that runs a script and has a channel to this one. */
function start(script: string): ChildProcess {
  return spawn(process.execPath, ['--eval', script], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

/** Loops so that no signal and no message is answered. */
const HANG = 'for (;;);';

describe('supervise', () => {
  it('ends what does not stop when asked to', async () => {
    const child = start(`process.on('SIGTERM', () => {}); process.send('up'); setTimeout(() => { ${HANG} }, 0);`);
    const code = supervise(child, { patience: { ...PATIENCE, stopMs: 100 } });
    child.once('message', () => process.emit('SIGTERM'));
    expect(await code).toBe(137);
  });

  it('waits for what stops by itself', async () => {
    const child = start(
      `process.on('SIGTERM', () => setTimeout(() => process.exit(4), 200)); setTimeout(() => {}, 60000); process.send('up');`,
    );
    const code = supervise(child);
    child.once('message', () => process.emit('SIGTERM'));
    expect(await code).toBe(4);
  });

  it('ends what gives no sign of life, and says so', async () => {
    const child = start(HANG);
    await expect(supervise(child, { patience: { ...PATIENCE, silentMs: 500 } })).rejects.toMatchObject({
      code: 'WORKER_SILENT',
      message: `the process ${child.pid} gave no sign of life for 0.5 seconds and was ended`,
    });
  });

  it('leaves alone what gives signs of life, however long it takes', async () => {
    const child = start(
      `let left = 60; const beat = setInterval(() => { process.send('alive'); if (--left === 0) process.exit(3); }, 20);`,
    );
    // Longer than a start of Node on a busy machine, shorter than the script takes only on a machine that is not.
    expect(await supervise(child, { patience: { ...PATIENCE, silentMs: 30_000 } })).toBe(3);
  });

  it('hands on what ends nothing, once the child listens for it', async () => {
    const child = start(
      `setTimeout(() => { process.on('SIGHUP', () => process.exit(6)); process.send('up'); }, 300); setTimeout(() => {}, 60000);`,
    );
    const code = supervise(child, { passOn: ['SIGHUP'] });
    process.kill(process.pid, 'SIGHUP');
    expect(await code).toBe(6);
    expect(process.listenerCount('SIGHUP')).toBe(0);
  });
});

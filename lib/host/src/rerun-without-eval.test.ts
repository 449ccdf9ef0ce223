import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evalAllowed, NO_EVAL_SWITCH, rerunWithoutEval } from './rerun-without-eval.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-rerun-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a script as a program that runs itself again would be. */
async function rerun(script: string, execArgv: readonly string[] = [], ...args: readonly string[]): Promise<number> {
  const path = join(folder, 'program.cjs');
  writeFileSync(path, script);
  return await rerunWithoutEval({ execPath: process.execPath, execArgv, argv: [process.execPath, path, ...args] });
}

describe('a program that runs again', () => {
  it('cannot turn text into code, and knows that it cannot', async () => {
    expect(evalAllowed({ execArgv: [] })).toBe(true);
    expect(evalAllowed({ execArgv: ['--no-warnings', NO_EVAL_SWITCH] })).toBe(false);
    const script = `
      const refuses = (action) => { try { action(); return false; } catch (error) { return error instanceof EvalError; } };
      const both = refuses(() => eval('1')) && refuses(() => new Function('return 1'));
      process.exit(both && process.execArgv.includes('${NO_EVAL_SWITCH}') ? 0 : 1);`;
    expect(await rerun(script)).toBe(0);
  });

  it('keeps its arguments and switches, and its exit code is passed on', async () => {
    const script = `process.exit(process.argv.slice(2).join() === 'start,--json' && process.execArgv.includes('--no-warnings') ? 7 : 1);`;
    expect(await rerun(script, ['--no-warnings'], 'start', '--json')).toBe(7);
    expect(await rerun(`process.kill(process.pid, 'SIGKILL'); setTimeout(() => {}, 60000);`)).toBe(137);
  });

  it('stops when the process that ran it gets a signal to', async () => {
    const listeners = process.listenerCount('SIGTERM');
    // The program waits to be stopped; it asks its parent for it once it listens.
    const script = `process.once('SIGTERM', () => process.exit(5)); setTimeout(() => {}, 60000); process.kill(process.ppid, 'SIGTERM');`;
    expect(await rerun(script)).toBe(5);
    expect(process.listenerCount('SIGTERM')).toBe(listeners);
  });

  it('fails when it cannot be started', async () => {
    const missing = { execPath: join(folder, 'absent'), execArgv: [], argv: ['x', 'y'] };
    await expect(rerunWithoutEval(missing)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

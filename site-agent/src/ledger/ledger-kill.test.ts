import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isConsiliumError, seededRandom, uniform53 } from '@consilium/core';
import { afterAll, expect, it } from 'vitest';
import { openLedger } from './ledger.ts';

const KILLS = 8;
const folder = mkdtempSync(join(tmpdir(), 'consilium-kill-'));
const planHash = 'a'.repeat(64);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Lets plain Node run the sources as they are, also where it cannot strip types by itself. */
function loader(): string {
  const typescript = JSON.stringify(createRequire(import.meta.url).resolve('typescript'));
  const hooks = `
    import { createRequire } from 'node:module';
    import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
    import { createHash } from 'node:crypto';
    import { fileURLToPath } from 'node:url';
    const require = createRequire(${typescript});
    export async function load(url, context, next) {
      if (!url.endsWith('.ts')) return next(url, context);
      const text = readFileSync(fileURLToPath(url), 'utf8');
      const cached = ${JSON.stringify(folder)} + '/' + createHash('sha256').update(text).digest('hex') + '.js';
      if (!existsSync(cached)) {
        const ts = require(${typescript});
        const options = { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 } };
        writeFileSync(cached + '.new', ts.transpileModule(text, options).outputText);
        renameSync(cached + '.new', cached);
      }
      return { format: 'module', shortCircuit: true, source: readFileSync(cached, 'utf8') };
    }`;
  const url = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;
  return url(`import { register } from 'node:module'; register(${JSON.stringify(url(hooks))});`);
}

/** An agent that does nothing but its bookkeeping, round after round, and says each time what the ledger counts. */
function startAgent(firstRound: number): ChildProcess {
  const program = `
    import { writeSync } from 'node:fs';
    import { openLedger } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'ledger.ts')).href)};
    const ledger = openLedger({ folder: ${JSON.stringify(folder)}, population: 'heart', clock: Date });
    writeSync(1, 'open 0\\n');
    for (let round = ${firstRound}; ; round++) {
      const key = { kind: 'training', study: 'heart', run: 'run-1', round, attempt: 1, planHash: ${JSON.stringify(planHash)} };
      ledger.reserve(key, { part: 'training', split: ${JSON.stringify(planHash)}, events: [{ kind: 'gaussian', noiseMultiplier: 1.1, steps: 1 }], distance: 0 });
      writeSync(1, 'reserved ' + round + '\\n');
      if (round % 5 === 0) {
        ledger.release(key, 'training failed');
        writeSync(1, 'released ' + round + '\\n');
        continue;
      }
      ledger.commit(key, ${JSON.stringify('b'.repeat(64))});
      writeSync(1, 'committed ' + round + '\\n');
    }`;
  const child = spawn(
    process.execPath,
    ['--conditions=@consilium/source', '--no-warnings', '--import', loader(), '--input-type=module', '--eval', program],
    {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  return child;
}

it(`is whole after each of ${KILLS} kill -9, holds all that was acknowledged, and is free at once`, async () => {
  const random = seededRandom('kill');
  const acknowledged = new Map<number, string>();
  let lastRound = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const child = startAgent(lastRound + 1);
    const opsBeforeKill = 2 + Math.floor(uniform53(random) * 60);
    const microPause = Math.floor(uniform53(random) * 200);
    let output = '';
    const enough = new Promise<void>((resolve) => {
      child.stdout?.on('data', (data: Buffer) => {
        output += data.toString();
        if (output.split('\n').length > opsBeforeKill) resolve();
      });
    });
    const closed = once(child, 'close');
    // A child that ends by itself is a failure, told by its exit code below.
    await Promise.race([enough, closed]);
    for (let spin = 0; spin < microPause * 1000; spin++);
    if (kill === 0) expect(lockedFor()).toBe(true);
    child.kill('SIGKILL');
    const [, signal] = (await closed) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');

    for (const line of output.split('\n').slice(0, -1)) {
      const [what = '', round = ''] = line.split(' ');
      if (what !== 'open') acknowledged.set(Number(round), what);
    }
    const ledger = openLedger({ folder, population: 'heart', clock: Date });
    for (const [round, what] of acknowledged) {
      const state = ledger.stateOf({ kind: 'training', study: 'heart', run: 'run-1', round, attempt: 1, planHash });
      // One more step may have reached the disk without the word that it did.
      const next = round % 5 === 0 ? 'released' : 'committed';
      expect([round, what === 'reserved' ? [what, next].includes(state) : what === state]).toEqual([round, true]);
    }
    lastRound = Math.max(...ledger.charges().map((charge) => charge.key.round), ...acknowledged.keys(), lastRound);
    ledger.close();
  }
  expect(acknowledged.size).toBeGreaterThan(KILLS);
  const content = readFileSync(join(folder, 'heart.jsonl'), 'utf8');
  expect(content.endsWith('\n')).toBe(true);
});

function lockedFor(): boolean {
  try {
    openLedger({ folder, population: 'heart', clock: Date }).close();
  } catch (error) {
    return isConsiliumError(error, 'LEDGER_LOCKED');
  }
  return false;
}

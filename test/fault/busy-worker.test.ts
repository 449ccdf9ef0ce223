import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Consortium, DATASET } from '../support/consortium.ts';
import { SITES } from '../support/fault-plans.ts';
import { PROGRAMS_MS, ServerProcess } from '../support/programs.ts';

/** In which a stopped agent has to be gone, and the ledger of a killed one free, on a machine that has nothing else to do. */
const LIMIT_MS = 10_000;

const SITE = SITES[0];
const PRELOAD = pathToFileURL(join(import.meta.dirname, '../support/busy-preload.mjs')).href;

let consortium: Consortium;
beforeAll(async () => {
  consortium = await Consortium.create();
}, PROGRAMS_MS);
afterAll(async () => await consortium.remove());

function lockPath(): string {
  return join(consortium.siteFolder(SITE), 'state', 'ledger', `${DATASET}.lock`);
}

/** Whether nobody holds the ledger, asked of the kernel. */
function ledgerIsFree(): boolean {
  return spawnSync('flock', ['--nonblock', lockPath(), 'true']).status === 0;
}

/** Whether a process runs; what has ended may still be listed until somebody asks how. */
function lives(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** How many times as long as on a free machine a process takes now that starts and waits for a second. */
async function slowness(): Promise<number> {
  const start = performance.now();
  await once(spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1000)'], { stdio: 'ignore' }), 'exit');
  return Math.max(1, (performance.now() - start) / 1000);
}

/** An agent as people start it, whose worker holds the ledger and answers nothing; and the worker's process id. */
async function busyAgent(): Promise<{ readonly agent: ServerProcess; readonly worker: number }> {
  const agent = new ServerProcess('site', ['start', '--folder', consortium.siteFolder(SITE)], {
    nodeArgs: ['--import', PRELOAD],
    env: { BUSY_LOCK: lockPath() },
  });
  const { pid } = await agent.saw(({ msg }) => msg === 'busy');
  expect(ledgerIsFree()).toBe(false);
  return { agent, worker: pid as number };
}

it(
  'an agent that is busy ends within ten seconds of SIGTERM',
  async () => {
    const { agent, worker } = await busyAgent();
    const slow = slowness();
    const start = performance.now();
    await agent.stop();
    expect(performance.now() - start).toBeLessThan(LIMIT_MS * (await slow));
    expect(lives(worker)).toBe(false);
    expect(ledgerIsFree()).toBe(true);
  },
  PROGRAMS_MS,
);

it(
  'an agent that is killed leaves no worker behind, busy as it may be, and its ledger is free within ten seconds',
  async () => {
    const { agent, worker } = await busyAgent();
    const slow = slowness();
    const start = performance.now();
    void agent.kill();
    // Threads of a dead process may still be on their way out, so the ledger is what is asked.
    while (!ledgerIsFree()) await wait(100);
    expect(performance.now() - start).toBeLessThan(LIMIT_MS * (await slow));
    expect(lives(worker)).toBe(false);
    await agent.exited;
  },
  PROGRAMS_MS,
);

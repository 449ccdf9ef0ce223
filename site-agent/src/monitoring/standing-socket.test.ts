import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AgentWatch } from './agent-standing.ts';
import { askStanding, serveStanding } from './standing-socket.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-standing-'));
  path = join(folder, 'agent.sock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('tells who asks where the agent stands, at that moment', async () => {
  let now = 1000;
  const watch = new AgentWatch('1.2.3', { now: () => now });
  let connection: Parameters<AgentWatch['standing']>[0] = { connected: false, forMs: 5, code: 'UNREACHABLE' };
  const socket = await serveStanding(path, () => watch.standing(connection));
  const first = { version: '1.2.3', process: process.pid, startedMs: 1000, connection };
  expect(await askStanding(path)).toEqual(first);
  connection = { connected: true, forMs: 7 };
  now = 2000;
  watch.observe({ run: 'run-1', round: 3, attempt: 2 }, 'train', 1);
  expect(await askStanding(path)).toEqual({ ...first, connection });
  watch.observe({ run: 'run-1', round: 3, attempt: 2 }, 'upload', 1);
  const lastUpdate = { kind: 'training', run: 'run-1', round: 3, attempt: 2, timeMs: 2000 };
  const all = await Promise.all(Array.from({ length: 20 }, async () => await askStanding(path)));
  expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(all[0]).toEqual({ ...first, connection, lastUpdate });
  await socket.close();
  expect(await askStanding(path)).toBeUndefined();
});

it('is nobody where no agent runs, also after a kill, whose socket the next one takes', async () => {
  expect(await askStanding(path)).toBeUndefined();
  const killed = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  expect(() => execFileSync(process.execPath, ['-e', killed])).toThrow('Command failed');
  expect(existsSync(path)).toBe(true);
  expect(await askStanding(path)).toBeUndefined();
  const socket = await serveStanding(path, () => new AgentWatch('1', { now: () => 0 }).standing({ connected: true, forMs: 0 }));
  expect(await askStanding(path)).toMatchObject({ version: '1' });
  expect(statSync(path).isSocket()).toBe(true);
  await socket.close();
});

it('names a path that is too long, an agent that says nothing, and an answer that is none', async () => {
  const long = join(folder, 'x'.repeat(100));
  await expect(serveStanding(long, () => undefined as never)).rejects.toMatchObject({
    code: 'FILE_UNREADABLE',
    message: expect.stringContaining('at most 107 bytes') as string,
  });
  const answers: [string | undefined, string][] = [
    [undefined, 'UNREACHABLE'],
    ['not JSON', 'MESSAGE_INVALID'],
    ['{"version":1}', 'MESSAGE_INVALID'],
    ['x'.repeat(200_000), 'UNREACHABLE'],
  ];
  for (const [answer, code] of answers) {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      if (answer !== undefined) socket.end(answer);
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    await expect(askStanding(path, answer === undefined ? 100 : undefined)).rejects.toMatchObject({ code });
    await new Promise((resolve) => server.close(resolve));
  }
});

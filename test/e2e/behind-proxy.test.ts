import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Program } from '@consilium/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeProxy } from '../support/fake-network.ts';
import { freePort } from '../support/free-port.ts';
import { mustRun, PROGRAMS_MS, ServerProcess } from '../support/programs.ts';

/** A name that no machine has: only the proxy gets there. */
const FAR = 'coordinator.invalid';
const NOTHING_WAITS = 'No plan waits for a decision.\n';

let root: string;
let port: number;
const servers: ServerProcess[] = [];
const proxies: FakeProxy[] = [];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'consilium-e2e-'));
  port = await freePort();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  for (const proxy of proxies.splice(0)) await proxy.close();
  rmSync(root, { recursive: true, force: true });
});

function started(program: Program, args: readonly string[], env: Readonly<Record<string, string>> = {}): ServerProcess {
  const server = new ServerProcess(program, args, { env });
  servers.push(server);
  return server;
}

/** A coordinator that is known by one host and listens on an address of this machine, and join strings for sites. */
async function coordinator(host: string, listen: string, ...sites: readonly string[]): Promise<readonly string[]> {
  const folder = join(root, 'coordinator');
  const init = ['coordinator', 'init', '--consortium', 'cardio', '--host', host, '--port', String(port), '--folder', folder];
  const { invitations } = JSON.parse(await mustRun('consilium', [...init, '--json', '--invite', ...sites])) as {
    readonly invitations: readonly { readonly joinString: string }[];
  };
  const serving = started('consilium', ['coordinator', 'start', '--folder', folder, '--listen', listen]);
  await serving.saw(({ msg }) => msg === 'serving');
  return invitations.map(({ joinString }) => joinString);
}

it(
  'a hospital behind a proxy joins, works, asks for plans and is examined through it',
  async () => {
    const [north = '', south = ''] = await coordinator(FAR, '127.0.0.1', 'north', 'south');
    const proxy = await FakeProxy.start({ target: port, demands: 'agent:sesame' });
    proxies.push(proxy);

    // As the environment says, where nobody has said anything else yet.
    const env = { https_proxy: `http://agent:sesame@127.0.0.1:${proxy.port}` };
    const joined = started('site', ['join', north, '--start', '--folder', join(root, 'north')], env);
    await joined.saw(({ msg }) => msg === 'connected');
    const route = `through the proxy 127.0.0.1:${proxy.port} (https_proxy)`;
    expect(joined.log.find(({ msg }) => msg === 'starting')).toMatchObject({ route });
    expect(new Set(proxy.asked)).toEqual(new Set([`${FAR}:${port}`]));

    // As the folder says, whatever the environment does.
    const folder = ['--folder', join(root, 'south')];
    const password = join(root, 'proxy-password');
    writeFileSync(password, 'sesame\n', { mode: 0o600 });
    const request = ['--request', join(root, 'south.csr')];
    await mustRun('site', [
      'init',
      '--site',
      'south',
      '--consortium',
      'cardio',
      '--coordinator',
      `${FAR}:${port}`,
      ...request,
      ...folder,
    ]);
    await mustRun('site', ['proxy', `http://127.0.0.1:${proxy.port}`, '--user', 'agent', '--password-file', password, ...folder]);
    const asked: number[] = [proxy.asked.length];
    expect(await mustRun('site', ['join', south, ...folder])).toContain(`south has joined cardio at ${FAR}:${port}.`);
    asked.push(proxy.asked.length);
    expect(await mustRun('site', ['plan', 'inbox', ...folder])).toBe(NOTHING_WAITS);
    asked.push(proxy.asked.length);
    expect([...new Set(asked)]).toHaveLength(3);
    const agent = started('site', ['start', ...folder], { https_proxy: 'http://127.0.0.1:1' });
    await agent.saw(({ msg }) => msg === 'connected');
    const { findings } = JSON.parse(await mustRun('site', ['doctor', '--json', ...folder])) as {
      readonly findings: readonly { readonly check: string; readonly state: string; readonly says: string }[];
    };
    expect(findings.filter(({ state }) => state === 'failed' || state === 'skipped')).toEqual([]);
    expect(findings.find(({ check }) => check === 'proxy')).toMatchObject({
      says: `the proxy 127.0.0.1:${proxy.port} connects us to ${FAR}:${port}`,
    });
    expect(new Set(proxy.asked)).toEqual(new Set([`${FAR}:${port}`]));
  },
  PROGRAMS_MS,
);

it(
  'a hospital joins and works by an IPv6 address',
  async () => {
    const [north = ''] = await coordinator('::1', '::1', 'north');
    const folder = ['--folder', join(root, 'north')];
    expect(await mustRun('site', ['join', north, ...folder])).toContain(`north has joined cardio at [::1]:${port}.`);
    expect(await mustRun('site', ['plan', 'inbox', ...folder])).toBe(NOTHING_WAITS);
    const agent = started('site', ['start', ...folder]);
    await agent.saw(({ msg }) => msg === 'connected');
  },
  PROGRAMS_MS,
);

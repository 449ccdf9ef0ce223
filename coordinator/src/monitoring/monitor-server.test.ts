import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import { createLogger } from '@consilium/host';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { initCoordinator } from '../server/init.ts';
import { inviteFirst, type RunningCoordinator, serveCoordinator } from '../server/serve.ts';
import { startMonitor } from './monitor-server.ts';

const log = createLogger({ component: 'test', level: 'silent' });
const DAY_MS = 86_400_000;

let root: string;
let folder: string;
let nowMs: number;
const clock = { ...systemClock, now: () => nowMs };
const running: RunningCoordinator[] = [];
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'consilium-monitor-'));
  folder = join(root, 'coordinator');
  nowMs = systemClock.now();
  await initCoordinator(folder, { consortium: 'cardio', hosts: ['localhost'], port: 0 }, clock);
  await inviteFirst({ folder, log, version: '1.2.3' }, { sites: ['cleveland'], users: [] }, DAY_MS);
});
afterEach(async () => {
  for (const coordinator of running.splice(0)) await coordinator.stop();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function serve(): Promise<string> {
  const monitor = { host: '127.0.0.1', port: 0 };
  const coordinator = await serveCoordinator({ folder, log, version: '1.2.3', listen: '127.0.0.1', clock, monitor });
  running.push(coordinator);
  return `http://127.0.0.1:${coordinator.monitorPort}`;
}

async function page(url: string, method = 'GET'): Promise<{ status: number; type: string | null; text: string }> {
  const response = await fetch(url, { method });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

it('says that the process lives, that it can work, and what is where', async () => {
  const at = await serve();
  expect(await page(`${at}/healthz`)).toEqual({ status: 200, type: 'application/json', text: '{"healthy":true}\n' });
  const ready = await page(`${at}/readyz`);
  expect([ready.status, JSON.parse(ready.text)]).toMatchObject([200, { ready: true, connected: 0 }]);
  expect(await page(`${at}/`)).toMatchObject({ status: 404, text: '/healthz\n/readyz\n/metrics\n' });
  expect(await page(`${at}/constructor`)).toMatchObject({ status: 404 });
  expect(await page(`${at}/metrics`, 'POST')).toMatchObject({ status: 405 });
  expect(await page(`${at}/metrics`, 'HEAD')).toMatchObject({ status: 200, text: '' });
});

it('answers nobody who was led here by another name', async () => {
  const { port } = new URL(await serve());
  const statusOf = async (host: string): Promise<number | undefined> =>
    await new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path: '/metrics', headers: { host } };
      get(options, (response) => resolve(response.resume().statusCode)).once('error', reject);
    });
  for (const host of ['rebind.attacker.example', 'rebind.attacker.example:9464', '192.0.2.7', '0.0.0.0', '[2001:db8::1]:80'])
    expect([host, await statusOf(host)]).toEqual([host, 421]);
  for (const host of ['localhost', '127.0.0.1:9464', '[::1]:9464']) expect([host, await statusOf(host)]).toEqual([host, 200]);
});

it('tells Prometheus in its format, twice the same way', async () => {
  const at = await serve();
  await page(`${at}/metrics`);
  const { type, text } = await page(`${at}/metrics`);
  expect(type).toBe('text/plain; version=0.0.4; charset=utf-8');
  // The text format: comments, or a name, labels and a number.
  const line =
    /^(?:# (?:HELP|TYPE) [a-z0-9_]+ .+|[a-zA-Z_:][\w:]*(?:\{(?:\w+="[^"\n]*",?)+\})? (?:[-+]?[\d.]+(?:e[-+]?\d+)?|[Nn]a[Nn]|[+-]Inf))$/u;
  for (const each of text.split('\n').filter((one) => one !== '')) expect(each).toMatch(line);
  const names = text.split('\n').flatMap((one) => /^# TYPE (\S+)/u.exec(one)?.[1] ?? []);
  expect(new Set(names).size).toBe(names.length);
  expect(text).toContain('consilium_build_info{version="1.2.3",consortium="cardio"} 1\n');
  expect(text).toContain('consilium_attempts_total{outcome="closed"} 0\n');
  expect(text).toMatch(/^consilium_certificate_end_seconds \d{10}$/mu);
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/mu);
});

it('is not ready once the certificate is over, or the database does not answer', async () => {
  const address = { host: '127.0.0.1', port: 0 };
  const facts = { version: '1', consortium: 'cardio', certificateEndSeconds: 1000 };
  let fails = false;
  const overview = async () => {
    await Promise.resolve();
    if (fails) throw new Error('the disk is gone');
    const incidents = { low: 0, medium: 1, high: 4 };
    return { sites: [], runs: new Map([['running', 2]]), attempts: new Map([['failed', 3]]), incidents };
  };
  let now = 999_999;
  const monitor = await startMonitor({ address, overview, facts: () => facts, clock: { now: () => now } });
  const at = `http://127.0.0.1:${monitor.port}`;
  try {
    expect((await page(`${at}/readyz`)).status).toBe(200);
    const { text } = await page(`${at}/metrics`);
    expect(text).toContain('consilium_incidents{severity="high"} 4\n');
    expect(text).toContain('consilium_runs{state="running"} 2\n');
    expect(text).toContain('consilium_attempts_total{outcome="failed"} 3\n');
    now = 1_000_000;
    expect(await page(`${at}/readyz`)).toMatchObject({
      status: 503,
      text: expect.stringContaining('CERTIFICATE_INVALID') as string,
    });
    now = 0;
    fails = true;
    for (const path of ['readyz', 'metrics'])
      expect(await page(`${at}/${path}`)).toMatchObject({
        status: 503,
        text: expect.stringContaining('the disk is gone') as string,
      });
    expect((await page(`${at}/healthz`)).status).toBe(200);
  } finally {
    await monitor.close();
  }
});

it('listens on this machine alone, names a port that is taken, and leaves no coordinator behind', async () => {
  const options = { overview: () => Promise.reject(new Error()), facts: () => Promise.reject(new Error()) as never, clock };
  for (const host of ['0.0.0.0', '::', '192.0.2.7', '::ffff:192.0.2.7', 'fl.example.org'])
    await expect(startMonitor({ ...options, address: { host, port: 0 } })).rejects.toMatchObject({ code: 'PARAMETER_INVALID' });
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const monitor = { host: '127.0.0.1', port: (other.address() as AddressInfo).port };
  const taken = serveCoordinator({ folder, log, version: '1', listen: '127.0.0.1', clock, monitor });
  await expect(taken).rejects.toMatchObject({
    code: 'UNREACHABLE',
    message: expect.stringContaining(`the monitor cannot listen on 127.0.0.1:${monitor.port}`) as string,
  });
  other.close();
  // The folder is free: nothing of that coordinator is left.
  await serve();
});

it('ends with the coordinator, with a connection still open', async () => {
  const at = await serve();
  const socket = connect(Number(new URL(at).port), '127.0.0.1');
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  for (const coordinator of running.splice(0)) await coordinator.stop();
  await closed;
  await expect(fetch(`${at}/healthz`)).rejects.toThrow('fetch failed');
});

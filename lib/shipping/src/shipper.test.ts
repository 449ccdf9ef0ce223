import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { type ErrorCode, systemClock } from '@consilium/core';
import { createLogger, takeExclusiveLock } from '@consilium/host';
import { createCertificates, type TestCertificates } from '@consilium/testing';
import { AuditChain, SITE_LOG } from '@consilium/transparency';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Collector } from './collector.ts';
import { EntriesFile } from './entries-file.ts';
import { Shipper } from './shipper.ts';

let certificates: TestCertificates;
beforeAll(async () => {
  certificates = await createCertificates();
});

/** A collector that keeps what it has read, over real TLS. */
class TestCollector {
  readonly received: string[] = [];
  readonly sockets: Set<TLSSocket> = new Set();
  /** Called with each message. */
  onMessage: (socket: TLSSocket) => void = () => {};
  readonly #server: Server;

  constructor({ askCertificate = false, hosts = ['127.0.0.1'] }: { askCertificate?: boolean; hosts?: readonly string[] } = {}) {
    const { certificatePem, privateKeyPem, authorityPem } = certificates.member('coordinator', 'coordinator', { hosts });
    const asks = askCertificate ? { requestCert: true, rejectUnauthorized: true } : {};
    this.#server = createServer({ cert: certificatePem, key: privateKeyPem, ca: authorityPem, ...asks }, (socket) => {
      this.sockets.add(socket);
      let rest = Buffer.alloc(0);
      socket.on('data', (data) => {
        rest = Buffer.concat([rest, data]);
        for (;;) {
          const space = rest.indexOf(' ');
          const length = Number(rest.toString('ascii', 0, Math.max(0, space)));
          if (space === -1 || rest.length < space + 1 + length) return;
          this.received.push(rest.toString('utf8', space + 1, space + 1 + length));
          rest = rest.subarray(space + 1 + length);
          this.onMessage(socket);
        }
      });
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  async listen(port = 0): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  /** As kill -9 ends one: connections are reset, and what was in memory is gone. */
  async die(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** Numbers of the entries, in the order of their arrival. */
  get numbers(): readonly number[] {
    return this.received.map((message) => Number(/ number="(\d+)"/.exec(message)?.[1]));
  }
}

let folder: string;
let chain: AuditChain;
let lines: string[];
let collector: TestCollector;
const log = createLogger({ component: 'test', level: 'silent' });
const path = (name: string): string => join(folder, name);
const never = new AbortController().signal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-shipper-'));
  writeFileSync(path('authority.pem'), certificates.authorityPem);
  chain = new AuditChain(SITE_LOG);
  lines = [];
  collector = new TestCollector();
});
afterEach(async () => {
  await collector.die();
  rmSync(folder, { recursive: true, force: true });
});

function write(entries: number): void {
  for (let i = 0; i < entries; i += 1) {
    const { line } = chain.add({
      v: 1,
      at: '2026-11-26T17:37:00.000Z',
      actor: 'Dr. Ü',
      event: 'session.opened',
      salt: 'ab'.repeat(16),
    });
    lines.push(line);
    appendFileSync(path('entries.jsonl'), `${line}\n`);
  }
}

function shipper(port: number, more: Partial<Collector> = {}): Shipper {
  return new Shipper({
    source: new EntriesFile(path('entries.jsonl')),
    origin: { log: 'consilium/test/north', program: 'consilium-site', host: 'here', form: SITE_LOG },
    collector: { host: '127.0.0.1', port, authority: path('authority.pem'), settleSeconds: 0.2, ...more },
    cursorPath: path('shipped.json'),
    clock: systemClock,
    log,
  });
}

async function fails(work: Promise<unknown>, code: ErrorCode): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: Error & { code: string }) => thrown,
  );
  expect(error?.code).toBe(code);
  return error?.message ?? '';
}

const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

it('ships each entry once while nothing breaks, in order, and goes on where it was', async () => {
  write(300);
  const port = await collector.listen();
  const first = shipper(port);
  await first.once(never);
  expect(collector.numbers).toEqual(range(1, 300));
  expect(collector.received.map((message) => message.slice(message.indexOf('\uFEFF') + 1))).toEqual(lines);
  expect(first.standing()).toMatchObject({ shipped: 300, behind: 0 });
  write(5);
  await shipper(port).once(never);
  expect(collector.numbers).toEqual(range(1, 305));
  await shipper(port).once(never);
  expect(collector.numbers).toHaveLength(305);
});

it('nothing counts as shipped before a collector has lived on for the time to settle', async () => {
  write(20);
  const port = await collector.listen();
  const end = new AbortController();
  const slow = shipper(port, { settleSeconds: 3600 });
  const running = slow.follow(end.signal);
  await expect.poll(() => collector.numbers.length, { timeout: 60_000 }).toBe(20);
  expect(slow.standing()).toMatchObject({ shipped: 0, behind: 20 });
  end.abort();
  await running;
  expect(existsSync(path('shipped.json'))).toBe(false);
});

it('sends again what a collector had read and lost, and what comes meanwhile, in order', async () => {
  write(50);
  const port = await collector.listen();
  const end = new AbortController();
  const one = shipper(port, { settleSeconds: 1 });
  const running = one.follow(end.signal);
  const dead = collector;
  await expect.poll(() => dead.numbers.length, { timeout: 60_000 }).toBe(50);
  await dead.die();
  write(10);
  collector = new TestCollector();
  await collector.listen(port);
  const next = collector;
  await expect.poll(() => one.standing().shipped, { timeout: 60_000 }).toBe(60);
  expect(next.numbers).toEqual(range(1, 60));
  expect(one.standing()).not.toHaveProperty('problem');
  end.abort();
  await running;
});

it('a connection that is reset in the middle costs duplicates, no entry and no order', async () => {
  write(400);
  const port = await collector.listen();
  let seen = 0;
  collector.onMessage = (socket) => {
    seen += 1;
    if (seen === 150 || seen === 333) socket.destroy();
  };
  const end = new AbortController();
  const one = shipper(port);
  const running = one.follow(end.signal);
  await expect.poll(() => one.standing().shipped, { timeout: 60_000 }).toBe(400);
  end.abort();
  await running;
  expect([...new Set(collector.numbers)]).toEqual(range(1, 400));
  expect(collector.numbers.length).toBeGreaterThan(400);
});

it('a program that stops sends its last entries first', async () => {
  write(3);
  const port = await collector.listen();
  const end = new AbortController();
  const running = shipper(port).follow(end.signal);
  await expect.poll(() => collector.numbers.length, { timeout: 60_000 }).toBe(3);
  write(2);
  end.abort();
  await running;
  await expect.poll(() => collector.numbers, { timeout: 60_000 }).toEqual(range(1, 5));
});

it('says nothing to a collector that is not the named one', async () => {
  write(3);
  writeFileSync(path('foreign.pem'), certificates.foreignAuthorityPem);
  const port = await collector.listen();
  expect(await fails(shipper(port, { authority: path('foreign.pem') }).once(never), 'COLLECTOR_FAILED')).toMatch('certificate');
  expect(await fails(shipper(port, { name: 'logs.hospital.example' }).once(never), 'COLLECTOR_FAILED')).toMatch(
    'logs.hospital.example',
  );
  expect(collector.received).toEqual([]);
  await fails(shipper(port, { authority: path('missing.pem') }).once(never), 'FILE_UNREADABLE');
});

it('takes the name that a certificate has to bear from its setting, and shows its own where one is asked for', async () => {
  write(3);
  await collector.die();
  collector = new TestCollector({ askCertificate: true, hosts: ['logs.hospital.example'] });
  const port = await collector.listen();
  const name = { name: 'logs.hospital.example' };
  await fails(shipper(port, name).once(never), 'COLLECTOR_FAILED');
  expect(collector.received).toEqual([]);
  const { certificatePem, privateKeyPem } = certificates.member('site', 'north');
  writeFileSync(path('certificate.pem'), certificatePem);
  writeFileSync(path('key.pem'), privateKeyPem);
  await shipper(port, { ...name, certificate: path('certificate.pem'), key: path('key.pem') }).once(never);
  expect(collector.numbers).toEqual([1, 2, 3]);
});

it('a collector that nobody can reach is said once in the log, and the entries wait', async () => {
  write(4);
  const port = await collector.listen();
  await collector.die();
  const said: unknown[] = [];
  const end = new AbortController();
  const one = new Shipper({
    source: new EntriesFile(path('entries.jsonl')),
    origin: { log: 'consilium/test/north', program: 'consilium-site', host: 'here', form: SITE_LOG },
    collector: { host: '127.0.0.1', port, authority: path('authority.pem') },
    cursorPath: path('shipped.json'),
    // Pauses are short, so that there are many tries; a try itself has its time.
    clock: { ...systemClock, setTimer: (delayMs, done) => systemClock.setTimer(delayMs === 15_000 ? delayMs : 5, done) },
    log: createLogger({ component: 'test', destination: { write: (line) => said.push(JSON.parse(line)) } }),
  });
  const running = one.follow(end.signal);
  await expect.poll(() => one.standing().problem?.code, { timeout: 60_000 }).toBe('COLLECTOR_FAILED');
  await new Promise((resolve) => setTimeout(resolve, 100));
  end.abort();
  await running;
  expect(one.standing()).toMatchObject({ shipped: 0, behind: 4 });
  expect(said).toHaveLength(1);
  expect(said[0]).toMatchObject({ code: 'COLLECTOR_FAILED', advice: expect.stringContaining('Nothing is lost') as string });
});

it('a log that was changed, cut, or put in the place of the shipped one is found and not shipped', async () => {
  write(10);
  const port = await collector.listen();
  await shipper(port).once(never);
  const whole = readFileSync(path('entries.jsonl'), 'utf8');
  write(1);
  const grown = readFileSync(path('entries.jsonl'), 'utf8');
  const changed = [
    [whole.split('\n').slice(0, 5).join('\n'), 'cut off'],
    [grown.replace(lines[9] ?? '', (lines[9] ?? '').replace('Dr. Ü', 'Dr. X')), 'not the one that was shipped'],
    [grown.replace(lines[10] ?? '', lines[9] ?? ''), 'does not continue'],
  ] as const;
  for (const [text, words] of changed) {
    writeFileSync(path('entries.jsonl'), `${text.trimEnd()}\n`);
    expect(await fails(shipper(port).once(never), 'AUDIT_CORRUPT')).toMatch(words);
  }
  expect(collector.numbers).toEqual(range(1, 10));
});

it('begins again at another collector, and where a person says so', async () => {
  write(6);
  const port = await collector.listen();
  await shipper(port).once(never);
  const again = shipper(port);
  await again.again(5);
  await again.once(never);
  expect(collector.numbers).toEqual([...range(1, 6), 5, 6]);
  await fails(again.again(7), 'PARAMETER_INVALID');
  const first = collector;
  collector = new TestCollector();
  await shipper(await collector.listen()).once(never);
  expect(collector.numbers).toEqual(range(1, 6));
  await first.die();
});

it('one at a time ships with one cursor', async () => {
  write(1);
  const port = await collector.listen();
  const lock = takeExclusiveLock(path('shipped.json.lock'), systemClock, { code: 'AUDIT_LOCKED', what: 'it', holder: 'a test' });
  await fails(shipper(port).once(never), 'AUDIT_LOCKED');
  lock.release();
  await shipper(port).once(never);
  expect(collector.numbers).toEqual([1]);
});

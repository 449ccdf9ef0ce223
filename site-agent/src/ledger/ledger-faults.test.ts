import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, type Json, sha256Hex } from '@consilium/core';
import { type AppendFs, diskFs } from '@consilium/host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ledger, openLedger } from './ledger.ts';
import { cost, event, failure, key, update } from '../testing/ledger-samples.ts';

const START_MS = Date.UTC(2026, 0, 2);

let folder: string;
let nowMs: number;
const opened: Ledger[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-ledger-'));
  nowMs = START_MS;
});

afterEach(() => {
  for (const ledger of opened.splice(0)) ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(options: { fs?: AppendFs; population?: string } = {}): Ledger {
  const ledger = openLedger({ folder, population: 'heart', clock: { now: () => nowMs }, ...options });
  opened.push(ledger);
  return ledger;
}

/** Ends a ledger without a word, as a crash does. */
function crash(ledger: Ledger): void {
  opened.splice(opened.indexOf(ledger), 1);
  ledger.close();
}

const file = (name = 'heart.jsonl'): string => join(folder, name);
const lines = (): string[] => readFileSync(file(), 'utf8').trimEnd().split('\n');

describe('a torn last line', () => {
  it('is set aside in words at every length, and the acknowledged entries stay', () => {
    const ledger = open();
    ledger.reserve(key(1), cost(event()));
    ledger.commit(key(1), update);
    const acknowledged = readFileSync(file());
    ledger.reserve(key(2), cost(event()));
    crash(ledger);
    const whole = readFileSync(file());
    for (let length = acknowledged.length + 1; length < whole.length - 1; length += 29) {
      writeFileSync(file(), whole.subarray(0, length));
      const again = open();
      expect(again.torn?.bytes).toBe(length - acknowledged.length);
      expect(again.head().seq).toBe(2);
      again.reserve(key(3), cost(event()));
      crash(again);
      const healed = open();
      expect(healed.stateOf(key(3))).toBe('reserved');
      crash(healed);
    }
    const side = readFileSync(file('heart.jsonl.torn'), 'utf8');
    expect(side).toContain('The last line was incomplete');
    expect(side).toContain(
      whole
        .subarray(acknowledged.length, acknowledged.length + 30)
        .toString('base64')
        .slice(0, 36),
    );
    // Zeros that a file system leaves after a power cut are a torn line as well.
    writeFileSync(file(), Buffer.concat([acknowledged, Buffer.alloc(100)]));
    expect(open().torn?.bytes).toBe(100);
  });

  it('counts when only its line end is missing, since it may have been acknowledged', () => {
    const ledger = open();
    ledger.reserve(key(1), cost(event()));
    crash(ledger);
    const whole = readFileSync(file());
    writeFileSync(file(), whole.subarray(0, whole.length - 1));
    const again = open();
    expect(again.torn).toBeUndefined();
    expect(again.events()).toHaveLength(1);
    expect(readFileSync(file())).toEqual(whole);
  });
});

describe('damage', () => {
  function written(): string[] {
    const ledger = open();
    for (const round of [1, 2, 3]) {
      ledger.reserve(key(round), cost(event()));
      ledger.commit(key(round), update);
    }
    crash(ledger);
    return lines();
  }

  /** An entry as somebody would write it who knows the hash rule. */
  function rehashed(line: string, change: Record<string, Json>): string {
    const { hash: _old, ...rest } = { ...(JSON.parse(line) as Record<string, Json>), ...change };
    return canonicalJson({ ...rest, hash: sha256Hex(canonicalJson(rest)) });
  }

  const openWith = (content: readonly string[]): { readonly code: string; readonly message: string } => {
    writeFileSync(file(), `${content.join('\n')}\n`);
    return failure(() => crash(open()));
  };

  it('is refused with its line: any edited byte', () => {
    const good = readFileSync(file('heart.jsonl'), { flag: 'a+' });
    expect(good.length).toBe(0);
    const content = Buffer.from(`${written().join('\n')}\n`);
    for (let position = 0; position < content.length - 1; position += 17) {
      const changed = Buffer.from(content);
      changed.writeUInt8(changed.readUInt8(position) ^ 0x04, position);
      writeFileSync(file(), changed);
      expect([position, failure(() => crash(open())).code]).toEqual([position, 'LEDGER_CORRUPT']);
    }
  });

  it('is refused with its line: deleted, repeated, swapped, foreign, re-formatted and rewritten entries', () => {
    const all = written();
    const [l1, l2, l3, l4, l5, l6] = all as [string, string, string, string, string, string];
    expect(openWith(all).code).toBe('none');
    const cases: [string, string[], string][] = [
      ['deleted', [l1, l2, l4, l5, l6], 'line 3'],
      ['first deleted', [l2, l3, l4, l5, l6], 'line 1'],
      ['repeated', [l1, l1, l2], 'line 2'],
      ['swapped', [l1, l3, l2], 'line 2'],
      ['empty line', [l1, '', l2], 'line 2'],
      ['not an object', [l1, '7'], 'line 2'],
      ['no hash', [l1, '{}'], 'no hash'],
      ['blank added', [l1, `${l2} `], 'does not have its hash'],
      ['unknown field', [rehashed(l1, { extra: 1 })], 'not a ledger entry'],
      ['no salt', [rehashed(l1, { salt: undefined } as unknown as Record<string, Json>)], 'not a ledger entry'],
      ['short salt', [rehashed(l1, { salt: 'ab' })], 'not a ledger entry'],
      ['older number', [l1, rehashed(l2, { seq: 3 })], 'number 3, expected 2'],
      ['other predecessor', [l1, rehashed(l2, { prev: '0'.repeat(64) })], 'does not continue'],
      ['other population', [rehashed(l1, { population: 'lung' })], 'belongs to population lung'],
      ['back in time', [l1, rehashed(l2, { timeMs: START_MS - 1 })], 'older than the entry before'],
      [
        'commit first',
        [
          rehashed(l1, {
            op: 'commit',
            update,
            part: undefined,
            split: undefined,
            distance: undefined,
            events: undefined,
          } as unknown as Record<string, Json>),
        ],
        'commit without a reservation',
      ],
      ['reserved twice', [l1, rehashed(l1, { seq: 2, prev: (JSON.parse(l1) as { hash: string }).hash })], 'already reserved'],
      [
        'another split',
        [l1, l2, rehashed(l3, { split: 'f'.repeat(64), prev: (JSON.parse(l2) as { hash: string }).hash })],
        'splits the patients otherwise',
      ],
      ['unknown part', [rehashed(l1, { part: 'everybody' })], 'not a ledger entry'],
      ['other plan', [l1, rehashed(l2, { key: { ...key(1), planHash: 'f'.repeat(64) } })], 'its plan is not the one'],
      ['unknown event', [rehashed(l1, { events: [{ kind: 'magic', steps: 1 }] })], 'an event that this version does not know'],
    ];
    for (const [name, content, expected] of cases) {
      const result = openWith(content);
      expect([name, result.code]).toEqual([name, 'LEDGER_CORRUPT']);
      expect(result.message).toContain(expected);
    }
    // A rewritten past breaks every later link.
    expect(openWith([rehashed(l1, { timeMs: START_MS - 5 }), l2, l3]).message).toContain('line 2');
    // The lock is free again after each refusal.
    expect(openWith(all).code).toBe('none');
    appendFileSync(file(), 'garbage\n');
    expect(failure(() => open()).message).toContain('line 7');
  });
});

describe('a full disk', () => {
  function noSpace(): never {
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  }

  /** A disk with room for `room` bytes more; then full, until `free` is called. It takes what fits, as the kernel does. */
  function smallDisk(room: number, options: { truncateFails?: boolean; syncFails?: boolean } = {}): AppendFs & { free(): void } {
    let left = room;
    return {
      write(fd, bytes, offset, length) {
        if (left === 0) noSpace();
        const taken = diskFs.write(fd, bytes, offset, Math.min(length, left));
        left -= taken;
        return taken;
      },
      sync(fd) {
        if (options.syncFails === true && left !== Infinity) noSpace();
        diskFs.sync(fd);
      },
      truncate(fd, size) {
        if (options.truncateFails === true) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
        diskFs.truncate(fd, size);
      },
      free() {
        left = Infinity;
      },
    };
  }

  it('anywhere in a reservation or a commit refuses it whole, and the work goes on once there is room', () => {
    const probe = open();
    probe.reserve(key(1), cost(event()));
    const reserveBytes = readFileSync(file()).length;
    probe.commit(key(1), update);
    const bothBytes = readFileSync(file()).length;
    // Two ledgers differ in their salts, and in the hashes over them; that these fit was checked when the file was opened.
    const said = (): unknown[] => lines().map((line) => ({ ...(JSON.parse(line) as object), salt: '', hash: '', prev: '' }));
    const expected = said();
    crash(probe);
    const rooms = [...Array(bothBytes).keys()].filter(
      (room) => room % 3 === 0 || Math.abs(room - reserveBytes) < 3 || room === bothBytes - 1,
    );
    for (const room of rooms) {
      rmSync(file());
      const disk = smallDisk(room);
      const ledger = open({ fs: disk });
      const failures = [failure(() => ledger.reserve(key(1), cost(event()))).code];
      if (failures[0] === 'none') failures.push(failure(() => ledger.commit(key(1), update)).code);
      expect(failures).toEqual(room < reserveBytes ? ['DISK_FULL'] : ['none', 'DISK_FULL']);
      expect(ledger.stateOf(key(1))).toBe(room < reserveBytes ? 'none' : 'reserved');
      expect(statSync(file()).size).toBe(room < reserveBytes ? 0 : reserveBytes);
      disk.free();
      ledger.reserve(key(1), cost(event()));
      ledger.commit(key(1), update);
      crash(ledger);
      crash(open());
      expect(said()).toEqual(expected);
    }
  });

  it('that shows only at the sync refuses as well', () => {
    const ledger = open({ fs: smallDisk(100_000, { syncFails: true }) });
    expect(failure(() => ledger.reserve(key(1), cost(event()))).code).toBe('DISK_FULL');
    expect(failure(() => ledger.reserve(key(1), cost(event()))).message).toContain('restart the agent');
    crash(ledger);
    // What the restart finds is the cut-back file: the charge was refused and is not there.
    expect(open().stateOf(key(1))).toBe('none');
  });

  it('on which nothing can be undone stops the ledger until it is opened again, and then counts too much rather than too little', () => {
    const disk = smallDisk(5, { truncateFails: true });
    const ledger = open({ fs: disk });
    expect(failure(() => ledger.reserve(key(1), cost(event()))).code).toBe('DISK_FULL');
    disk.free();
    expect(failure(() => ledger.reserve(key(1), cost(event())))).toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringContaining('restart the agent') as string,
    });
    crash(ledger);
    const again = open();
    expect(again.torn?.bytes).toBe(5);
    again.reserve(key(1), cost(event()));
    crash(again);
    // A torn line that cannot be cut off keeps the ledger closed.
    appendFileSync(file(), 'half');
    expect(failure(() => open({ fs: smallDisk(1, { truncateFails: true }) })).code).toBe('STORE_FAILED');
    expect(open().events()).toHaveLength(1);
  });

  it('or one that takes no bytes without saying so does not hang the agent', () => {
    const stuck: AppendFs = { ...diskFs, write: () => 0 };
    expect(failure(() => open({ fs: stuck }).reserve(key(1), cost(event()))).code).toBe('STORE_FAILED');
  });
});

it('says so when the folder or the file cannot be used', () => {
  writeFileSync(join(folder, 'plain'), '');
  const options = { population: 'heart', clock: { now: () => nowMs } };
  expect(failure(() => openLedger({ ...options, folder: join(folder, 'plain', 'below') })).code).toBe('FILE_UNREADABLE');
  expect(readdirSync(folder)).toEqual(['plain']);
  mkdirSync(file());
  expect(failure(() => open()).code).toBe('FILE_UNREADABLE');
  rmSync(file(), { recursive: true });
  // What is cut off must first be set aside.
  writeFileSync(file(), 'half');
  mkdirSync(file('heart.jsonl.torn'));
  expect(failure(() => open()).code).toBe('FILE_UNREADABLE');
  expect(readFileSync(file(), 'utf8')).toBe('half');
});

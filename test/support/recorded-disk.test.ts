import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordedDisk, type RecordedEvent } from './recorded-disk.ts';

describe('two programs that wait for one folder', () => {
  let folder: string;
  let disk: RecordedDisk;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'consilium-recorded-disk-'));
    disk = new RecordedDisk(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const create = (pid: number, name: string): RecordedEvent => ({ op: 'create', pid, time: 0, path: join(folder, name) });
  const wait = (op: 'sync' | 'synced', pid: number, id: number): RecordedEvent => ({ op, pid, time: 0, path: folder, id });
  const play = (...events: readonly RecordedEvent[]): readonly string[] => {
    for (const event of events) disk.apply(event);
    return disk.waiting();
  };

  it('keep a name that was made durable by the later wait, which ended first', () => {
    expect(play(create(1, 'a'), wait('sync', 1, 5), create(2, 'b'), wait('sync', 2, 9), wait('synced', 2, 9))).toEqual([]);
    expect(play(wait('synced', 1, 5))).toEqual([]);
  });

  it('do not end each other with the number that both count', () => {
    play(create(1, 'a'), wait('sync', 1, 7), create(2, 'b'), wait('sync', 2, 7));
    expect(play(wait('synced', 1, 7))).toEqual([join(folder, 'b')]);
    expect(play(wait('synced', 2, 7))).toEqual([]);
  });
});

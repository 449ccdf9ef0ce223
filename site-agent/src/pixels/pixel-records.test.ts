import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pixelKey, PixelRecords } from './pixel-records.ts';

let folder = '';
let records: PixelRecords;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-pixels-'));
  records = new PixelRecords(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bytes = Uint8Array.of(1, 2, 3);
const region = { left: 0, top: 0, width: 2, height: 1 };
const key = pixelKey(bytes, []);
const released = { decision: 'released', by: 'Dr Ada Lindt', at: '2026-11-27T10:00:00.000Z' } as const;

it('stand for exactly these bytes, blanked exactly so', () => {
  const keys = [
    key,
    pixelKey(Uint8Array.of(1, 2, 4), []),
    pixelKey(bytes, [region]),
    pixelKey(bytes, [{ ...region, width: 3 }]),
    pixelKey(bytes, [region, region]),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(pixelKey(Uint8Array.of(1, 2, 3), [{ height: 1, width: 2, top: 0, left: 0 }])).toBe(keys[2]);
});

it('remember what was found and decided, for this user alone', () => {
  expect([records.textOf(key, 'r1'), records.decisionOf(key)]).toEqual([undefined, undefined]);
  records.rememberText(key, 'r1', 'found');
  records.decide(key, released);
  const again = new PixelRecords(folder);
  expect([again.textOf(key, 'r1'), again.decisionOf(key)]).toEqual(['found', 'released']);
  again.decide(key, { ...released, decision: 'rejected' });
  expect(records.decisionOf(key)).toBe('rejected');
  for (const path of ['pixels', 'pixels/text', 'pixels/decisions', `pixels/text/${key}.json`])
    expect(statSync(join(folder, path)).mode & 0o077).toBe(0);
  expect(readdirSync(join(folder, 'pixels', 'decisions'))).toEqual([`${key}.json`]);
});

it('take no word of another reader', () => {
  records.rememberText(key, 'r1', 'none');
  expect(records.textOf(key, 'r2')).toBeUndefined();
});

it('that are damaged have found nothing out, and release nothing', () => {
  records.rememberText(key, 'r1', 'none');
  records.decide(key, released);
  for (const content of ['', '{"reader":"r1","text":', '{"decision":"released"}']) {
    for (const part of ['text', 'decisions']) writeFileSync(join(folder, 'pixels', part, `${key}.json`), content);
    expect([records.textOf(key, 'r1'), records.decisionOf(key)]).toEqual([undefined, 'rejected']);
  }
});

it('show that one came or was replaced', () => {
  const seen = [records.stamp()];
  records.rememberText(key, 'r1', 'none');
  seen.push(records.stamp());
  records.decide(key, released);
  seen.push(records.stamp());
  records.decide(key, { ...released, decision: 'rejected' });
  seen.push(records.stamp());
  expect(new Set(seen).size).toBe(4);
  expect(records.stamp()).toBe(seen[3]);
});

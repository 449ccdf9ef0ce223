import { mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LogFile } from './log-file.ts';
import { programLog } from './program-log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-log-file-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = (name: string): string => readFileSync(join(folder, name), 'utf8');

it('goes on in a new file when the old one was moved away on demand, and loses no line', () => {
  const file = new LogFile(join(folder, 'log'));
  file.write('one\n');
  renameSync(join(folder, 'log'), join(folder, 'log.1'));
  file.write('two\n');
  file.reopen();
  file.write('three\n');
  expect([text('log.1'), text('log')]).toEqual(['one\ntwo\n', 'three\n']);
  expect(statSync(join(folder, 'log')).mode & 0o777).toBe(0o640);
});

it('keeps writing into the file before when there can be no new one', () => {
  const file = new LogFile(join(folder, 'log'));
  renameSync(folder, `${folder}-moved`);
  expect(() => file.reopen()).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
  file.write('still\n');
  renameSync(`${folder}-moved`, folder);
  expect(text('log')).toBe('still\n');
});

it('opens again on SIGHUP, and says so in the new file', () => {
  const before = process.listeners('SIGHUP');
  const log = programLog({ component: 'test', level: 'warn', file: join(folder, 'log') });
  log.info('quiet');
  log.warn({ code: 'DISK_FULL' }, 'loud');
  renameSync(join(folder, 'log'), join(folder, 'log.1'));
  process.emit('SIGHUP');
  log.error('after');
  for (const listener of process.listeners('SIGHUP')) if (!before.includes(listener)) process.off('SIGHUP', listener);
  const record: unknown = JSON.parse(text('log.1'));
  expect(record).toMatchObject({ msg: 'loud', advice: expect.stringContaining('Free space') as string });
  expect(record).toMatchObject({ time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u) as string });
  expect(JSON.parse(text('log'))).toMatchObject({ msg: 'after' });
});

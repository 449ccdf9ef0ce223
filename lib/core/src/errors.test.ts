import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ERROR_CATALOG, type ErrorEntry } from './error-catalog.ts';
import { renderErrorReference } from './error-reference.ts';
import { assertNever, ConsiliumError, fromUnknown, isConsiliumError, isErrorCode, isMachineError, refusalOf } from './errors.ts';

const entries = Object.entries(ERROR_CATALOG) as readonly (readonly [string, ErrorEntry])[];

it('every code has a known status, a known exit code and advice that is a sentence', () => {
  for (const [code, entry] of entries) {
    expect(code).toMatch(/^[A-Z]+(_[A-Z0-9]+)*$/);
    expect([3, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16]).toContain(entry.grpc);
    expect([2, 3, 4, 5, 6, 7, 8, 70]).toContain(entry.exit);
    expect(entry.advice).toMatch(/^[A-Z].{15,}\.$/);
  }
});

it('no advice about a refusal asks anybody to weaken protection', () => {
  const refusals = entries.filter(([, entry]) => entry.exit === 4);
  expect(refusals.length).toBeGreaterThan(6);
  for (const [, { advice }] of refusals)
    expect(advice).not.toMatch(/\b(?:raise|lower|increase|reduce|policy file|add it|if they may)\b/iu);
});

it('docs/errors.md is what the catalog renders to', () => {
  const page = readFileSync(fileURLToPath(new URL('../../../docs/errors.md', import.meta.url)), 'utf8');
  expect(page).toBe(renderErrorReference());
});

it('the page has one section a code, in both directions, and names no status by number', () => {
  const page = renderErrorReference();
  const sections = [...page.matchAll(/^### (\S+)$/gm)].map((match) => match[1]);
  expect(sections).toEqual(entries.map(([code]) => code));
  expect(page).not.toMatch(/gRPC status \d/);
  for (const [, entry] of entries) expect(page).toContain(entry.advice);
});

it('an error carries its catalog row, its details and two lines for the terminal', () => {
  const error = new ConsiliumError({ code: 'DISK_FULL', message: 'no room', details: { bytes: 3 } });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: 'ConsiliumError', code: 'DISK_FULL', retryable: true, details: { bytes: 3 } });
  expect(error.entry).toBe(ERROR_CATALOG.DISK_FULL);
  expect(error.toUserText()).toBe(`no room\n${ERROR_CATALOG.DISK_FULL.advice}`);
  expect('cause' in error).toBe(false);
  expect(new ConsiliumError({ code: 'USAGE', message: 'x' })).toMatchObject({ retryable: false, details: {} });
});

it('codes are recognised and nothing else is, not even what every object inherits', () => {
  expect(isErrorCode('DISK_FULL')).toBe(true);
  for (const other of ['disk_full', 'toString', '__proto__', '', 7, null, undefined]) expect(isErrorCode(other)).toBe(false);
  const error = new ConsiliumError({ code: 'USAGE', message: 'x' });
  expect(isConsiliumError(error)).toBe(true);
  expect(isConsiliumError(error, 'USAGE')).toBe(true);
  expect(isConsiliumError(error, 'DISK_FULL')).toBe(false);
  expect(isConsiliumError({ code: 'USAGE', message: 'x' })).toBe(false);
});

it.each([
  ['ENOSPC', 'DISK_FULL'],
  ['EDQUOT', 'DISK_FULL'],
  ['SQLITE_FULL', 'DISK_FULL'],
  ['ENOENT', 'FILE_UNREADABLE'],
  ['EACCES', 'FILE_UNREADABLE'],
  ['EISDIR', 'FILE_UNREADABLE'],
  ['ENOTDIR', 'FILE_UNREADABLE'],
  ['ENOMEM', 'MEMORY_FULL'],
  ['ERR_MEMORY_ALLOCATION_FAILED', 'MEMORY_FULL'],
  ['EIO', 'INTERNAL'],
])('%s becomes %s and stays the cause', (errno, code) => {
  const thrown = Object.assign(new Error('write failed'), { code: errno });
  const known = fromUnknown(thrown, 'ledger');
  expect(known).toMatchObject({ code, cause: thrown });
  expect(known.message).toMatch(/^ledger: /);
});

it('disk, files and memory are the machine’s, and nothing else is: all other errors may be about one record', () => {
  const codes = (Object.keys(ERROR_CATALOG) as (keyof typeof ERROR_CATALOG)[]).filter((code) =>
    isMachineError(new ConsiliumError({ code, message: 'x' })),
  );
  expect(codes.sort()).toEqual(['DISK_FULL', 'FILE_UNREADABLE', 'MEMORY_FULL']);
  expect(isMachineError(new Error('index 95 is not in [0, 90)'))).toBe(false);
  let thrown: unknown;
  try {
    // The address space of a process ends long before.
    thrown = new ArrayBuffer(2 ** 50);
  } catch (error) {
    thrown = error;
  }
  expect(fromUnknown(thrown)).toMatchObject({ code: 'MEMORY_FULL', cause: thrown });
});

it('an error of the project passes unchanged, anything else is INTERNAL', () => {
  const own = new ConsiliumError({ code: 'USAGE', message: 'x' });
  expect(fromUnknown(own, 'context')).toBe(own);
  expect(fromUnknown('text')).toMatchObject({ code: 'INTERNAL', message: 'text', cause: 'text' });
  expect(fromUnknown(undefined)).toMatchObject({ code: 'INTERNAL', message: 'undefined' });
  expect(fromUnknown(null, 'here')).toMatchObject({ code: 'INTERNAL', message: 'here: null' });
});

it('code that cannot be reached says so when it is', () => {
  expect(() => assertNever('surprise' as never)).toThrow('unreachable: "surprise"');
});

it('a refusal is an error like any other but for its stack, and leaves those of others as they were', () => {
  const { stackTraceLimit } = Error;
  const refusal = refusalOf({ code: 'USAGE', message: 'no', details: { row: 1 } });
  expect(refusal).toBeInstanceOf(ConsiliumError);
  expect(refusal).toMatchObject({ code: 'USAGE', message: 'no', details: { row: 1 } });
  expect(refusal.stack).not.toContain('\n    at ');
  expect(() => refusalOf({ code: 'NONE' as 'USAGE', message: 'no such code' })).toThrow(/undefined/);
  expect(Error.stackTraceLimit).toBe(stackTraceLimit);
  expect(new ConsiliumError({ code: 'USAGE', message: 'no' }).stack).toContain('\n    at ');
});

import { ConsiliumError } from '@consilium/core';
import { expect, it } from 'vitest';
import { type Platform, requirePlatform, thisPlatform } from './platform.ts';

const LINUX: Platform = { system: 'linux', processor: 'x64', musl: false };

it('Linux on x64 with the GNU C library is the platform, and what these tests run on', () => {
  expect(() => requirePlatform(LINUX)).not.toThrow();
  expect(() => requirePlatform(thisPlatform())).not.toThrow();
});

it.each<[Partial<Platform>, string]>([
  [{ system: 'win32' }, 'Consilium does not run on Windows (x64)'],
  [{ system: 'darwin', processor: 'arm64' }, 'Consilium does not run on macOS (arm64)'],
  [{ system: 'freebsd' }, 'Consilium does not run on freebsd (x64)'],
  [{ processor: 'arm64' }, 'Consilium does not run on Linux (arm64)'],
  [{ musl: true }, 'Consilium does not run on Linux (x64) with the C library musl'],
])('%o is refused by name', (change, message) => {
  expect(() => requirePlatform({ ...LINUX, ...change })).toThrow(
    expect.objectContaining({ constructor: ConsiliumError, code: 'PLATFORM_UNSUPPORTED', message }),
  );
});

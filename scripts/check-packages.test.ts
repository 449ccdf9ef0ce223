import { describe, expect, it } from 'vitest';
import { checkLockFile, checkPins, licenceAllowed } from './check-packages.mjs';

describe('licences', () => {
  it.each([
    ['MIT', true],
    ['GPL-3.0-only', false],
    ['(BSD-3-Clause OR GPL-2.0)', true],
    ['MIT AND GPL-2.0', false],
    ['GPL-2.0 OR MIT AND Apache-2.0', true],
    ['(GPL-2.0 OR MIT) AND AGPL-3.0', false],
    ['', false],
    ['(MIT', false],
    ['MIT MIT', false],
    ['SEE LICENSE IN LICENSE', false],
  ])('%s', (expression, allowed) => {
    expect(licenceAllowed(expression, ['MIT', 'Apache-2.0', 'BSD-3-Clause'])).toBe(allowed);
  });

  it('allows some licences for tools only', () => {
    const lock = (dev: boolean) => ({ packages: { 'node_modules/a': { license: 'MPL-2.0', dev } } });
    expect(checkLockFile(lock(true), {})).toEqual([]);
    expect(checkLockFile(lock(false), {})).toEqual(['node_modules/a: licence MPL-2.0 is not on the list for shipped code']);
  });
});

describe('install scripts', () => {
  it('demands a word on every package that has one', () => {
    const packages = { 'node_modules/a/node_modules/@b/c': { license: 'MIT', hasInstallScript: true } };
    expect(checkLockFile({ packages }, {})).toHaveLength(1);
    expect(checkLockFile({ packages }, { '@b/c': false })).toEqual([]);
  });
});

describe('pins', () => {
  it('refuses ranges', () => {
    const dependencies = { a: '1.2.3', b: '^1.2.3', c: 'npm:@d/e@7.0.2', f: '*', g: 'latest', h: '2.0.0-rc.1' };
    expect(checkPins('package.json', { dependencies })).toEqual([
      'package.json: b ^1.2.3 is a range: name one version',
      'package.json: f * is a range: name one version',
      'package.json: g latest is a range: name one version',
    ]);
  });
});

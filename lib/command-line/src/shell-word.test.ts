import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWord } from './shell-word.ts';

it.each([
  'https://login.example.org:8443/realms/x',
  'openid offline_access',
  '',
  'consilium;id',
  '$(id)',
  '`id`',
  'openid"; id; "',
  "x'; id; '",
  'a\\',
  '*',
  '#',
  'a|b&c>d',
])('%s is one word of a shell, and nothing else', (text) => {
  expect(execFileSync('sh', ['-c', `printf '<%s>' ${shellWord(text)}`], { encoding: 'utf8' })).toBe(`<${text}>`);
});

it('leaves plain words as they are', () => {
  expect(['https://login.example.org', 'consilium', 'openid email'].map(shellWord)).toEqual([
    'https://login.example.org',
    'consilium',
    '"openid email"',
  ]);
});

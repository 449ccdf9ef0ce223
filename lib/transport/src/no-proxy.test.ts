import { expect, it } from 'vitest';
import { parseAddress } from './address.ts';
import { exceptionFor, isLoopback } from './no-proxy.ts';

it.each([
  ['*', 'fl.example.org:8443'],
  ['example.org', 'example.org:8443'],
  ['example.org', 'fl.example.org:8443'],
  ['.example.org', 'fl.example.org:8443'],
  ['.example.org', 'example.org:8443'],
  ['*.Example.ORG', 'FL.example.org.:8443'],
  ['fl.example.org:8443', 'fl.example.org:8443'],
  ['192.0.2.7', '192.0.2.7:8443'],
  ['192.0.2.7:8443', '192.0.2.7:8443'],
  ['192.0.2.0/24', '192.0.2.7:8443'],
  ['0.0.0.0/0', '192.0.2.7:8443'],
  ['2001:db8::/32', '[2001:db8::7]:8443'],
  ['2001:db8:0::7', '[2001:db8::7]:8443'],
  ['[2001:db8::7]', '[2001:db8::7]:8443'],
  ['[2001:db8::7]:8443', '[2001:db8::7]:8443'],
])('%s names %s', (entry, address) => {
  expect(exceptionFor(`other.test, 10.0.0.0/8 ,${entry} last.test`, parseAddress(address))).toBe(entry);
});

it.each([
  ['', 'fl.example.org:8443'],
  ['.', 'fl.example.org:8443'],
  ['ple.org', 'fl.example.org:8443'],
  ['fl.example.org', 'example.org:8443'],
  ['fl.example.org:443', 'fl.example.org:8443'],
  ['2.7', '192.0.2.7:8443'],
  ['192.0.2.8', '192.0.2.7:8443'],
  ['192.0.3.0/24', '192.0.2.7:8443'],
  ['192.0.2.0/33', '192.0.2.7:8443'],
  ['192.0.2.0/24', 'fl.example.org:8443'],
  ['2001:db9::/32', '[2001:db8::7]:8443'],
  ['rubbish/8', '192.0.2.7:8443'],
])('%s does not name %s', (entry, address) => {
  expect(exceptionFor(entry, parseAddress(address))).toBeUndefined();
});

it.each([
  'localhost',
  'LOCALHOST.',
  'a.localhost',
  '127.0.0.1',
  '127.8.8.8',
  '::1',
  '0:0:0:0:0:0:0:1',
  '::ffff:127.0.0.1',
  '0.0.0.0',
])('knows this machine as %s', (host) => {
  expect(isLoopback(host)).toBe(true);
});

it.each(['localhost.example.org', 'notlocalhost', '128.0.0.1', '::2', '::ffff:128.0.0.1'])('takes %s for another', (host) => {
  expect(isLoopback(host)).toBe(false);
});

import { expect, it } from 'vitest';
import { formatAddress, parseAddress, parseHost } from './address.ts';

it.each([
  ['fl.example.org:8443', 'fl.example.org', 8443],
  ['FL.Example.org:1', 'fl.example.org', 1],
  ['fl_1.internal.:65535', 'fl_1.internal.', 65_535],
  ['192.0.2.7:8443', '192.0.2.7', 8443],
  ['[2001:DB8::7]:8443', '2001:db8::7', 8443],
  ['[::ffff:192.0.2.7]:443', '::ffff:192.0.2.7', 443],
])('%s is an address, and is written as it was read', (text, host, port) => {
  expect(parseAddress(text)).toEqual({ host, port });
  expect(formatAddress(parseAddress(text))).toBe(text.toLowerCase());
});

it.each([
  ['fl.example.org', 'the port is missing'],
  ['[::1]', 'the port is missing'],
  ['2001:db8::7:8443', 'an IPv6 address stands in brackets'],
  ['::1', 'an IPv6 address stands in brackets'],
  ['https://fl.example.org:8443', 'no scheme'],
  ['fl.example.org:8443/path', 'no path'],
  ['ada@fl.example.org', 'no user'],
  ['fl.example.org:0', 'from 1 to 65535'],
  ['fl.example.org:65536', 'from 1 to 65535'],
  ['fl.example.org:port', 'not host:port'],
  [':8443', 'the host is missing'],
  ['', 'the port is missing'],
  ['[fl.example.org]:8443', 'only an IPv6 address'],
  ['300.1.1.1:8443', 'not an IPv4 address'],
  ['127.1:8443', 'not an IPv4 address'],
  ['-fl.example.org:8443', 'not the name of a host'],
  ['fl example.org:8443', 'not the name of a host'],
  ['fl..org:8443', 'not the name of a host'],
  [`${'a.'.repeat(130)}org:8443`, 'not the name of a host'],
])('%s is refused with the reason and an example', (text, why) => {
  expect(() => parseAddress(text)).toThrow(
    expect.objectContaining({
      code: 'PARAMETER_INVALID',
      message: expect.stringContaining(why) as string,
      advice: expect.stringContaining('[2001:db8::7]:8443') as string,
    }) as Error,
  );
});

it('a host alone may be IPv6 with or without brackets', () => {
  expect(parseHost('::')).toBe('::');
  expect(parseHost('[::1]')).toBe('::1');
  expect(parseHost('0.0.0.0')).toBe('0.0.0.0');
  expect(() => parseHost('fl.example.org:8443')).toThrow(/not the name of a host/);
});

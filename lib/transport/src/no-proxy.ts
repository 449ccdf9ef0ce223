import { BlockList, isIP, isIPv4 } from 'node:net';
import type { Address } from './address.ts';

/**
 * The first entry of a list of exceptions that names an address, if one does.
 *
 * Entries are separated by commas or blanks: `*`; a name, which names what lies below it too (`example.org`, `.example.org` and `*.example.org` are the same);
 * an IP address; a network in CIDR notation. A port behind an entry limits it to that port. A name is not looked up: networks name addresses only.
 */
export function exceptionFor(list: string, { host, port }: Address): string | undefined {
  return list
    .split(/[\s,]+/)
    .find((entry) => entry !== '' && names(entry.toLowerCase(), host.toLowerCase().replace(/\.$/, ''), port));
}

/** Whether a host is this machine, whatever its name service says. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (isIP(name) !== 0) return LOOPBACK.check(name, isIPv4(name) ? 'ipv4' : 'ipv6');
  return name === 'localhost' || name.endsWith('.localhost');
}

/** RFC 1122 3.2.1.3, RFC 4291 2.5.3, and the addresses that say "any of mine". IPv4 in IPv6 counts as IPv4. */
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('0.0.0.0', 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');
LOOPBACK.addAddress('::', 'ipv6');
LOOPBACK.addSubnet('::ffff:127.0.0.0', 104, 'ipv6');

function names(entry: string, host: string, port: number): boolean {
  if (entry === '*') return true;
  const network = /^\[?([^\][/]+)\]?\/(\d{1,3})$/.exec(entry);
  if (network !== null) return inNetwork(network[1] ?? '', Number(network[2]), host);
  const bare = entry.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) !== 0) return sameAddress(bare, host);
  const withPort = /^(.*):(\d{1,5})$/.exec(entry);
  if (withPort !== null) return Number(withPort[2]) === port && names(withPort[1] ?? '', host, port);
  const name = bare.replace(/^\*?\./, '').replace(/\.$/, '');
  return name !== '' && isIP(host) === 0 && (host === name || host.endsWith(`.${name}`));
}

function inNetwork(network: string, bits: number, host: string): boolean {
  const family = isIP(network);
  if (family === 0 || isIP(host) === 0 || bits > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, bits, family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, isIPv4(host) ? 'ipv4' : 'ipv6');
}

/** One IPv6 address is written in many ways. */
function sameAddress(a: string, b: string): boolean {
  return isIP(a) === isIP(b) && inNetwork(a, isIP(a) === 4 ? 32 : 128, b);
}

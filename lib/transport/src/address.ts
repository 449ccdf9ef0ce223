import { isIPv4, isIPv6 } from 'node:net';
import { ConsiliumError } from '@consilium/core';

/** Where somebody listens. */
export interface Address {
  /** A name, an IPv4 address, or an IPv6 address without its brackets. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** Longest name that DNS has (RFC 1035, 2.3.4). */
const MAX_NAME = 253;

/** `[address]:port`, or a host without colons and a port. */
const SHAPE = /^(?:\[([^\][]*)\]|([^\][:]*)):(\d{1,5})$/;

/** What is refused comes with what would be taken. */
const EXAMPLES = 'Write a name or an address and a port: fl.example.org:8443, 192.0.2.7:8443 or [2001:db8::7]:8443.';

/** Reads `host:port`; an IPv6 address stands in brackets. @throws ConsiliumError `PARAMETER_INVALID` with the reason and examples */
export function parseAddress(text: string): Address {
  const [, bracketed, plain, digits] = SHAPE.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined) throw invalid(text, whyNoAddress(text));
  if (port < 1 || port > 65_535) throw invalid(text, 'a port is a number from 1 to 65535');
  if (bracketed !== undefined && !isIPv6(bracketed)) throw invalid(text, 'only an IPv6 address stands in brackets');
  if (bracketed === undefined) requireHost(host, text);
  return { host: host.toLowerCase(), port };
}

/** Reads a host without its port, as somebody names it who listens; an IPv6 address with or without its brackets. @throws ConsiliumError `PARAMETER_INVALID` */
export function parseHost(text: string): string {
  const inside = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  if (isIPv6(inside)) return inside.toLowerCase();
  requireHost(text, text);
  return text.toLowerCase();
}

/** {@link parseAddress} backwards: brackets around IPv6. */
export function formatAddress({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function requireHost(host: string, text: string): void {
  if (isIPv4(host)) return;
  if (host === '') throw invalid(text, 'the host is missing');
  // What consists of digits and dots and is no address would be read as one by some resolvers, in bases that nobody meant.
  if (/^[\d.]+$/.test(host)) throw invalid(text, `${host} is not an IPv4 address`);
  const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i;
  const labels = host.replace(/\.$/, '').split('.');
  if (host.length > MAX_NAME || !labels.every((part) => label.test(part)))
    throw invalid(text, `${host} is not the name of a host`);
}

function whyNoAddress(text: string): string {
  if (text.includes('://')) return 'an address has no scheme in front';
  if (text.includes('/')) return 'an address has no path behind';
  if (text.includes('@')) return 'an address holds no user';
  if (isIPv6(text) || (/^[\da-f:]+:[\da-f:]*$/i.test(text) && text.split(':').length > 2))
    return 'an IPv6 address stands in brackets before its port';
  if (!text.includes(':') || text.endsWith(']')) return 'the port is missing';
  return 'it is not host:port';
}

function invalid(text: string, why: string): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message: `"${text}" is not an address: ${why}`, advice: EXAMPLES });
}

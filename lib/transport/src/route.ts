import { ConsiliumError } from '@consilium/core';
import { type Address, formatAddress, parseAddress } from './address.ts';
import { exceptionFor, isLoopback } from './no-proxy.ts';

/** How a connection gets to an address, and why so. */
export type Route =
  | { readonly kind: 'direct'; readonly why: string }
  | { readonly kind: 'proxy'; readonly proxy: Proxy; readonly why: string };

/** An HTTP proxy that is asked to connect us (CONNECT, RFC 9110 9.3.6). */
export interface Proxy {
  readonly address: Address;
  /** Who we are to it (Basic, RFC 7617). Never written anywhere. */
  readonly credentials?: { readonly user: string; readonly password: string };
}

/** What a person has set for one program; it holds whatever the environment says. */
export type ProxySetting =
  | { readonly kind: 'direct'; readonly from: string }
  | {
      readonly kind: 'proxy';
      readonly proxy: Proxy;
      /** Addresses that are dialled directly, as in NO_PROXY. */
      readonly except?: string;
      readonly from: string;
    };

/** Variables of the environment by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything looks here, in this order: curl's, whose lower case comes first. */
const PROXY_VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'] as const;
const EXCEPTION_VARIABLES = ['no_proxy', 'NO_PROXY'] as const;

/** Port of a proxy whose URL names none: that of its scheme. */
const DEFAULT_PROXY_PORT = 80;

/**
 * Decides how an address is reached: the machine itself always directly, then what was set, then the environment.
 *
 * @throws ConsiliumError `CONFIG_INVALID` for a proxy of the environment that cannot be used: to dial past it would not be what somebody meant
 */
export function routeTo(address: Address, setting: ProxySetting | undefined, environment: Environment): Route {
  if (isLoopback(address.host)) return { kind: 'direct', why: 'the address is this machine' };
  if (setting?.kind === 'direct') return { kind: 'direct', why: setting.from };
  if (setting !== undefined) {
    const exception = exceptionFor(setting.except ?? '', address);
    if (exception !== undefined) return { kind: 'direct', why: `${setting.from}: except "${exception}"` };
    return { kind: 'proxy', proxy: setting.proxy, why: setting.from };
  }
  const variable = PROXY_VARIABLES.find((name) => (environment[name] ?? '') !== '');
  if (variable === undefined) return { kind: 'direct', why: 'no proxy is set' };
  for (const name of EXCEPTION_VARIABLES) {
    const exception = exceptionFor(environment[name] ?? '', address);
    if (exception !== undefined) return { kind: 'direct', why: `${name}: "${exception}"` };
  }
  return { kind: 'proxy', proxy: parseProxy(environment[variable] ?? '', variable), why: variable };
}

/** A route in words, without its secrets. */
export function routeText(route: Route): string {
  return route.kind === 'direct'
    ? `directly (${route.why})`
    : `through the proxy ${formatAddress(route.proxy.address)} (${route.why})`;
}

/**
 * Reads `http://user:password@host:port`; scheme, user and port may be left out.
 *
 * @param from what said so; errors name it and never the text, which may hold a password
 * @throws ConsiliumError `CONFIG_INVALID`
 */
export function parseProxy(text: string, from: string): Proxy {
  let url: URL;
  try {
    url = new URL(text.includes('://') ? text : `http://${text}`);
  } catch {
    throw unusable(from, 'is not the address of a proxy');
  }
  if (url.protocol !== 'http:') throw unusable(from, `names a proxy of the kind ${url.protocol}//, which is not supported`);
  const port = url.port === '' ? DEFAULT_PROXY_PORT : Number(url.port);
  let address: Address;
  try {
    address = parseAddress(`${url.hostname}:${port}`);
  } catch {
    throw unusable(from, 'is not the address of a proxy');
  }
  if (url.username === '') return { address };
  return { address, credentials: { user: decoded(url.username, from), password: decoded(url.password, from) } };
}

function decoded(text: string, from: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw unusable(from, 'has a user or password that is not percent-encoded');
  }
}

function unusable(from: string, what: string): ConsiliumError<'CONFIG_INVALID'> {
  return new ConsiliumError({
    code: 'CONFIG_INVALID',
    message: `${from} ${what}`,
    advice: 'Write http://proxy.example.org:3128; a proxy is spoken to over HTTP (CONNECT), and all that goes through it is TLS.',
  });
}

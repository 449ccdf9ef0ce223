import { expect, it } from 'vitest';
import { parseAddress } from './address.ts';
import { type Environment, parseProxy, type ProxySetting, routeText, routeTo } from './route.ts';

const COORDINATOR = parseAddress('fl.example.org:8443');
const SET: ProxySetting = {
  kind: 'proxy',
  proxy: { address: parseAddress('proxy.test:3128') },
  except: '10.0.0.0/8',
  from: 'site.json',
};

function words(environment: Environment, setting?: ProxySetting, address = COORDINATOR): string {
  return routeText(routeTo(address, setting, environment));
}

it('takes the proxy of the environment, in either case, lower case first', () => {
  expect(words({})).toBe('directly (no proxy is set)');
  expect(words({ HTTPS_PROXY: '' })).toBe('directly (no proxy is set)');
  expect(words({ HTTPS_PROXY: 'http://a.test:1' })).toBe('through the proxy a.test:1 (HTTPS_PROXY)');
  expect(words({ https_proxy: 'b.test:2', HTTPS_PROXY: 'http://a.test:1' })).toBe('through the proxy b.test:2 (https_proxy)');
  expect(words({ ALL_PROXY: 'http://c.test' })).toBe('through the proxy c.test:80 (ALL_PROXY)');
  expect(words({ all_proxy: 'http://[::1]:3128/' })).toBe('through the proxy [::1]:3128 (all_proxy)');
  expect(words({ HTTP_PROXY: 'http://a.test:1', http_proxy: 'http://a.test:1' })).toBe('directly (no proxy is set)');
});

it('dials what NO_PROXY names directly, in either case', () => {
  for (const name of ['no_proxy', 'NO_PROXY'])
    expect(words({ HTTPS_PROXY: 'http://a.test:1', [name]: 'x.test,.example.org' })).toBe(`directly (${name}: ".example.org")`);
});

it('never asks a proxy for this machine', () => {
  for (const address of ['localhost:8443', '127.0.0.1:8443', '[::1]:8443'])
    expect(words({ HTTPS_PROXY: 'http://a.test:1' }, SET, parseAddress(address))).toBe('directly (the address is this machine)');
});

it('what was set holds whatever the environment says', () => {
  const environment = { HTTPS_PROXY: 'http://a.test:1', NO_PROXY: '*' };
  expect(words(environment, SET)).toBe('through the proxy proxy.test:3128 (site.json)');
  expect(words(environment, SET, parseAddress('10.1.2.3:8443'))).toBe('directly (site.json: except "10.0.0.0/8")');
  expect(words(environment, { kind: 'direct', from: 'site.json' })).toBe('directly (site.json)');
});

it('reads user and password, percent-encoded', () => {
  expect(parseProxy('http://ada:p%40ss%3A@proxy.test:3128', 'x').credentials).toEqual({ user: 'ada', password: 'p@ss:' });
});

it.each([
  'https://ada:sesame@a.test:1',
  'socks5://ada:sesame@a.test:1',
  'http://ada:sesame@',
  'http://ada:sesame%zz@a.test:1',
  'http://ada:sesame@a b:1',
])('refuses %s by the name of the variable, and does not repeat the password', (text) => {
  const error: unknown = (() => {
    try {
      return routeTo(COORDINATOR, undefined, { HTTPS_PROXY: text });
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringMatching(/^HTTPS_PROXY /) as string });
  expect(JSON.stringify([(error as Error).message, error])).not.toContain('sesame');
});

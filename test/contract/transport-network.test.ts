import dns from 'node:dns/promises';
import { once } from 'node:events';
import { createSecureServer } from 'node:http2';
import { createServer as createTlsServer } from 'node:tls';
import { ConsiliumError, sleep, systemClock } from '@consilium/core';
import { CONSORTIUM, createCertificates, type TestCertificates } from '@consilium/testing';
import { joinService, siteService } from '@consilium/proto';
import {
  AsyncQueue,
  authorityOf,
  bind,
  type GrpcServer,
  isNotConnected,
  openGrpcChannel,
  openStrangerChannel,
  parseAddress,
  parseProxy,
  type Route,
  startGrpcServer,
} from '@consilium/transport';
import { certificateFingerprint, coordinatorIdentityCheck } from '@consilium/trust';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { droppingPort, FakeProxy, type FakeProxyOptions, type Listening, silentListener } from '../support/fake-network.ts';

/** A name that no machine has: only a proxy gets there. */
const FAR = 'coordinator.invalid:8443';
/** A stage takes ten seconds at most; the rest is a busy machine. */
const SOON_MS = 18_000;

const DIRECT: Route = { kind: 'direct', why: 'a test' };

/** Handlers of which no test here looks at what they do. */
const NOTHING = {
  listPlans: () => ({}),
  greet: () => ({ welcome: {} }),
  async *getBlob(): AsyncGenerator<never> {},
  putUpdate: () => Promise.resolve({ received: 0, counted: false }),
  async *session(): AsyncGenerator<never> {},
};

let certificates: TestCertificates;
let server: GrpcServer;
const open: Listening[] = [];

beforeAll(async () => {
  certificates = await createCertificates();
  const identity = certificates.member('coordinator', 'coordinator', { hosts: ['coordinator.invalid', '127.0.0.1'] });
  const binding = bind(siteService, (peer) => peer, {
    ...NOTHING,
    getUploadStatus: () => ({ received: 1, counted: false }),
    // Takes the call and says nothing.
    async *session(_messages, { signal }) {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    },
  });
  const strangers = [bind(joinService, (peer) => peer, { join: ({ site }) => ({ certificatePem: `for ${site}` }) })];
  server = await startGrpcServer({ identity, port: 0, bindings: [binding], strangers });
});
afterEach(async () => {
  for (const listening of open.splice(0)) await listening.close();
});
afterAll(async () => await server.stop());

function via(proxy: Listening, user = ''): Route {
  return { kind: 'proxy', proxy: parseProxy(`http://${user}127.0.0.1:${proxy.port}`, 'test'), why: 'test' };
}

async function proxied(options: Partial<FakeProxyOptions> = {}): Promise<FakeProxy> {
  const proxy = await FakeProxy.start({ target: server.port, ...options });
  open.push(proxy);
  return proxy;
}

/** What one call comes to, and that it does so soon. */
async function call(address: string, route?: Route): Promise<string> {
  const began = systemClock.monotonic();
  const channel = openGrpcChannel({
    identity: certificates.member('site', 'north'),
    address,
    checkServer: coordinatorIdentityCheck(CONSORTIUM),
    ...(route === undefined ? {} : { route }),
  });
  try {
    await channel.client(siteService).getUploadStatus({});
    return 'answered';
  } catch (error) {
    if (!(error instanceof ConsiliumError)) throw error;
    return `${error.code}: ${error.message}`;
  } finally {
    channel.close();
    expect(systemClock.monotonic() - began).toBeLessThan(SOON_MS);
  }
}

describe('a proxy', () => {
  it('connects us to a name that only it can resolve, and sees nothing but that name', async () => {
    const proxy = await proxied({ demands: 'ada:p@ss' });
    expect(await call(FAR, via(proxy, 'ada:p%40ss@'))).toBe('answered');
    expect(new Set(proxy.asked)).toEqual(new Set([FAR]));
  });

  it.each([
    [
      'a wrong password',
      { demands: 'ada:sesame' },
      'ada:wrong@',
      /^PROXY_REFUSED: the proxy 127\.0\.0\.1:\d+ refuses our user or password \(HTTP 407\)$/,
    ],
    ['no password', { demands: 'ada:sesame' }, '', /^PROXY_REFUSED: .* asks for a user and a password \(HTTP 407\)$/],
    [
      'a rule',
      { answer: 'HTTP/1.1 403 Forbidden\r\n\r\n' },
      '',
      /^PROXY_REFUSED: .* does not let us through to coordinator\.invalid:8443 \(HTTP 403\)$/,
    ],
    [
      'no way on',
      { answer: 'HTTP/1.1 502 Bad Gateway\r\n\r\n' },
      '',
      /^UNREACHABLE: .* cannot reach coordinator\.invalid:8443 \(HTTP 502\)$/,
    ],
    ['something that is none', { answer: 'SSH-2.0-OpenSSH_9.2\r\n\r\n' }, '', /^PROXY_REFUSED: .* does not speak HTTP$/],
    ['an endless answer', { answer: 'x'.repeat(20_000) }, '', /^PROXY_REFUSED: .* does not speak HTTP$/],
    ['a hang-up', { answer: '' }, '', /^PROXY_REFUSED: .* closed the connection without an answer$/],
  ] as const)('with %s is named', async (_what, options, user, expected) => {
    expect(await call(FAR, via(await proxied(options), user))).toMatch(expected);
  });

  it('that is not there, and one that says nothing, are named', async () => {
    const gone = await proxied();
    await gone.close();
    expect(await call(FAR, via(gone))).toMatch(/^UNREACHABLE: .*nothing listens at the proxy 127\.0\.0\.1:\d+ \(ECONNREFUSED\)$/);
    const silent = await silentListener();
    open.push(silent);
    expect(await call(FAR, via(silent))).toMatch(/^PROXY_REFUSED: .* accepts the connection, but does not answer$/);
  });

  it('of the environment is not asked for this machine, and is for others', async () => {
    const proxy = await proxied();
    process.env['https_proxy'] = `http://127.0.0.1:${proxy.port}`;
    try {
      expect(await call(`127.0.0.1:${server.port}`)).toBe('answered');
      expect(proxy.asked).toEqual([]);
      expect(await call(FAR)).toBe('answered');
      expect(proxy.asked.length).toBeGreaterThan(0);
    } finally {
      delete process.env['https_proxy'];
    }
  });
});

/** What somebody without a certificate comes to, who first asks which authority there is. */
async function ask(address: string, route: Route): Promise<string> {
  const { authorityPem } = certificates;
  try {
    const shown = await authorityOf(
      route,
      parseAddress(address),
      (der) => certificateFingerprint(der) === certificateFingerprint(authorityPem),
    );
    const checkServer = coordinatorIdentityCheck(CONSORTIUM);
    const channel = openStrangerChannel({ authorityPem: shown, address, checkServer, route });
    try {
      const { certificatePem } = await channel.client(joinService).join({ site: 'north' });
      return certificatePem ?? '';
    } finally {
      channel.close();
    }
  } catch (error) {
    if (!isNotConnected(error)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

describe('without a certificate', () => {
  it('the way through a proxy is the same, for both connections', async () => {
    const proxy = await proxied({ demands: 'ada:sesame' });
    expect(await ask(FAR, via(proxy, 'ada:sesame@'))).toBe('for north');
    expect(new Set(proxy.asked)).toEqual(new Set([FAR]));
    expect(await ask(FAR, via(proxy, 'ada:wrong@'))).toMatch(/^PROXY_REFUSED: .* refuses our user or password \(HTTP 407\)$/);
  });

  it('silence has its limit and its words too', async () => {
    const silent = await silentListener();
    open.push(silent);
    const began = systemClock.monotonic();
    expect(await ask(`127.0.0.1:${silent.port}`, DIRECT)).toMatch(/^NOT_TLS: .* does not answer TLS within 10 s$/);
    expect(systemClock.monotonic() - began).toBeLessThan(SOON_MS);
  });
});

it.each([
  ['as a member', async (address: string) => await call(address), 'answered'],
  ['without a certificate', async (address: string) => await ask(address, DIRECT), 'for north'],
])('an IPv6 address is dialled %s', async (_how, dial, expected) => {
  const identity = certificates.member('coordinator', 'coordinator', { hosts: ['::1'] });
  const strangers = [bind(joinService, (peer) => peer, { join: ({ site }) => ({ certificatePem: `for ${site}` }) })];
  const binding = bind(siteService, (peer) => peer, { ...NOTHING, getUploadStatus: () => ({ received: 1, counted: false }) });
  const six = await startGrpcServer({ identity, host: '::1', port: 0, bindings: [binding], strangers });
  try {
    expect(await dial(`[::1]:${six.port}`)).toBe(expected);
  } finally {
    await six.stop();
  }
});

/** A coordinator that answers every call with a status of its own making, before or after a message. */
async function saying(status: number, text: string, when: 'at once' | 'after headers'): Promise<Listening> {
  const { certificatePem, privateKeyPem, authorityPem } = certificates.member('coordinator', 'coordinator');
  const http2 = createSecureServer({
    cert: certificatePem,
    key: privateKeyPem,
    ca: authorityPem,
    requestCert: true,
    ALPNProtocols: ['h2'],
  });
  http2.on('stream', (stream) => {
    const headers = { ':status': 200, 'content-type': 'application/grpc' };
    const last = { 'grpc-status': String(status), 'grpc-message': encodeURIComponent(text) };
    stream.on('error', () => {});
    if (when === 'at once') return stream.respond({ ...headers, ...last }, { endStream: true });
    stream.respond(headers, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers(last));
    stream.end();
  });
  http2.listen(0, '127.0.0.1');
  await once(http2, 'listening');
  const listening = {
    port: (http2.address() as { port: number }).port,
    close: async () => await new Promise<void>((resolve) => http2.close(() => resolve())),
  };
  open.push(listening);
  return listening;
}

const first = async (stream: AsyncIterable<unknown>): Promise<unknown> => await stream[Symbol.asyncIterator]().next();

describe('what a coordinator says is never taken for words about the way to it', () => {
  const TEXTS = [
    'certificate has expired',
    'No connection established. Last error: Error: self-signed certificate in certificate chain',
    'Name resolution failed for target dns:x',
    'handshake failure',
    'wrong version number',
  ];
  it.each(TEXTS)('%s', async (text) => {
    for (const status of [1, 2, 4, 14, 16]) {
      for (const when of ['at once', 'after headers'] as const) {
        const { port } = await saying(status, text, when);
        const channel = openGrpcChannel({
          identity: certificates.member('site', 'north'),
          address: `127.0.0.1:${port}`,
          checkServer: coordinatorIdentityCheck(CONSORTIUM),
        });
        const client = channel.client(siteService);
        const failures = [
          await client.getUploadStatus({}).catch((error: unknown) => error),
          await first(client.getBlob({})).catch((error: unknown) => error),
        ];
        channel.close();
        for (const error of failures) {
          expect(error).toMatchObject({ code: 'UNREACHABLE' });
          expect(isNotConnected(error)).toBe(false);
        }
      }
    }
  });
});

describe('silence is named by where it begins', () => {
  it('packets that are dropped', async () => {
    const dropping = await droppingPort();
    open.push(dropping);
    expect(await call(`127.0.0.1:${dropping.port}`)).toMatch(
      /^UNREACHABLE: .*127\.0\.0\.1:\d+ does not answer: no connection within 10 s$/,
    );
  });

  it('a device that takes connections and passes nothing on', async () => {
    const silent = await silentListener();
    open.push(silent);
    expect(await call(`127.0.0.1:${silent.port}`)).toMatch(
      /^NOT_TLS: 127\.0\.0\.1:\d+ accepts the connection, but does not answer TLS within 10 s$/,
    );
  });

  it('a server that speaks TLS and nothing in it, or no HTTP/2', async () => {
    const { certificatePem: cert, privateKeyPem: key } = certificates.member('coordinator', 'coordinator');
    for (const [protocols, expected] of [
      [['h2'], /^COORDINATOR_FAILED: .* answers TLS, but says nothing within 10 s$/],
      [undefined, /^NOT_TLS: .* speaks TLS, but not HTTP\/2 \(ALPN h2\)$/],
    ] as const) {
      const mute = createTlsServer(
        { cert, key, ...(protocols === undefined ? {} : { ALPNProtocols: [...protocols] }) },
        (socket) => void socket.on('error', () => {}).resume(),
      );
      mute.listen(0, '127.0.0.1');
      await once(mute, 'listening');
      expect(await call(`127.0.0.1:${(mute.address() as { port: number }).port}`)).toMatch(expected);
      mute.close();
    }
  });

  it('a name that nobody knows', async () => {
    expect(await call('nobody.invalid:8443')).toMatch(/^NAME_UNKNOWN: the name of nobody\.invalid:8443 /);
  });

  it('a name server that says nothing', async () => {
    const lookup = vi.spyOn(dns, 'lookup').mockImplementation((() => new Promise(() => {})) as never);
    try {
      expect(await call('slow.invalid:8443')).toBe('NAME_UNKNOWN: the name of slow.invalid:8443 was not resolved within 10 s');
    } finally {
      lookup.mockRestore();
    }
  });

  it('a name is not to blame when a connection came and went while nobody read', async () => {
    const dying = await startGrpcServer({
      identity: certificates.member('coordinator', 'coordinator'),
      port: 0,
      bindings: [
        bind(siteService, (peer) => peer, {
          ...NOTHING,
          getUploadStatus: () => ({}),
          async *getBlob(_request, { signal }) {
            yield { data: Uint8Array.of(1) };
            await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
          },
        }),
      ],
    });
    const channel = openGrpcChannel({
      identity: certificates.member('site', 'north'),
      address: `127.0.0.1:${dying.port}`,
      checkServer: coordinatorIdentityCheck(CONSORTIUM),
    });
    const chunks = channel.client(siteService).getBlob({})[Symbol.asyncIterator]();
    expect((await chunks.next()).value?.data).toEqual(Buffer.of(1));
    await dying.stop();
    // A stage takes ten seconds.
    await sleep(systemClock, 11_000);
    const failure: unknown = await chunks.next().catch((error: unknown) => error);
    channel.close();
    expect(failure).toMatchObject({ code: 'UNREACHABLE' });
  });

  it('a coordinator that takes the session and does not greet', async () => {
    const channel = openGrpcChannel({
      identity: certificates.member('site', 'north'),
      address: `127.0.0.1:${server.port}`,
      checkServer: coordinatorIdentityCheck(CONSORTIUM),
    });
    const session = channel.client(siteService).session(new AsyncQueue(), { firstMs: 500 });
    await expect(session[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'COORDINATOR_FAILED',
      message: 'the other side takes the call, but does not say its first word within 0.5 s',
    });
    channel.close();
  });
});

it('an address that is none is refused before anything is dialled', () => {
  expect(() =>
    openGrpcChannel({ identity: certificates.member('site', 'north'), address: 'https://x', checkServer: () => undefined }),
  ).toThrow(/no scheme/);
  expect(parseAddress(FAR).port).toBe(8443);
});

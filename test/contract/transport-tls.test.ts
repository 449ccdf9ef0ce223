import { connect as connectHttp2 } from 'node:http2';
import { once } from 'node:events';
import { createServer, connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { ConsiliumError } from '@consilium/core';
import { siteService } from '@consilium/proto';
import {
  AsyncQueue,
  bind,
  type GrpcServer,
  openGrpcChannel,
  probeTls,
  startGrpcServer,
  type TlsIdentity,
} from '@consilium/transport';
import { coordinatorIdentityCheck } from '@consilium/trust';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { CONSORTIUM, createCertificates, derOf, type MemberOptions, type TestCertificates } from '@consilium/testing';

let consortium: TestCertificates;
let server: GrpcServer;
const cleanUps: (() => void | Promise<void>)[] = [];
let seen: Uint8Array[] = [];

const binding = bind(siteService, (peer) => peer, {
  listPlans: () => ({}),
  getUploadStatus: (_request, { identity }) => {
    seen.push(identity.certificate);
    return { received: 1, counted: false };
  },
  greet: () => ({ welcome: {} }),
  async *getBlob() {},
  putUpdate: () => Promise.resolve({ received: 0, counted: false }),
  async *session(_messages, { signal }) {
    yield { welcome: {} };
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  },
});

async function serve(identity: TlsIdentity): Promise<GrpcServer> {
  const started = await startGrpcServer({ identity, port: 0, bindings: [binding] });
  cleanUps.push(() => started.stop());
  return started;
}

beforeAll(async () => {
  consortium = await createCertificates();
  server = await startGrpcServer({ identity: consortium.member('coordinator', 'coordinator'), port: 0, bindings: [binding] });
});
afterEach(async () => {
  seen = [];
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});
afterAll(async () => {
  await server.stop();
});

/** One unary call; the address defaults to the common server. */
async function call(identity: TlsIdentity, address = `127.0.0.1:${server.port}`): Promise<string> {
  const channel = openGrpcChannel({ identity, address, checkServer: coordinatorIdentityCheck(CONSORTIUM) });
  cleanUps.push(() => channel.close());
  try {
    await channel.client(siteService).getUploadStatus({}, { timeoutMs: 60_000 });
    return 'answered';
  } catch (error) {
    if (!(error instanceof ConsiliumError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

/** What a TLS client without gRPC comes to: its protocol version once the server speaks to it, or that it was closed. */
async function rawTls(options: ConnectionOptions): Promise<string> {
  const socket = connectTls({
    host: '127.0.0.1',
    port: server.port,
    ca: consortium.authorityPem,
    ALPNProtocols: ['h2'],
    ...options,
  });
  cleanUps.push(() => void socket.destroy());
  return await new Promise((resolve) => {
    socket.once('data', () => resolve(socket.getProtocol() ?? 'none'));
    socket.once('error', (error) => resolve(`closed: ${error.message}`));
    socket.once('close', () => resolve('closed'));
  });
}

const site = (options?: MemberOptions): TlsIdentity => consortium.member('site', 'north', options);

it('a member of the consortium is served over TLS 1.3, and the handler sees its certificate', async () => {
  const identity = site();
  expect(await call(identity)).toBe('answered');
  expect(seen.map((der) => derOf(identity).equals(der))).toEqual([true]);
  const { certificatePem: cert, privateKeyPem: key } = identity;
  expect(await rawTls({ cert, key })).toBe('TLSv1.3');
});

it('no connection goes on from an older one: each proves its certificate again, also after another certificate was loaded', async () => {
  const own = await serve(consortium.member('coordinator', 'coordinator'));
  const { certificatePem: cert, privateKeyPem: key } = site();
  const resumed = async (session: Buffer | undefined): Promise<{ reused: boolean; sessions: readonly Buffer[] }> => {
    const shown = { cert, key, ca: consortium.authorityPem, ALPNProtocols: ['h2'], servername: 'localhost' };
    const socket = connectTls({ host: '127.0.0.1', port: own.port, ...shown, ...(session === undefined ? {} : { session }) });
    cleanUps.push(() => void socket.destroy());
    const sessions: Buffer[] = [];
    socket.on('session', (one: Buffer) => sessions.push(one));
    // The server's first words come after what it gives to go on with.
    await once(socket, 'data');
    return { reused: socket.isSessionReused(), sessions };
  };
  const tried = async (): Promise<readonly boolean[]> => {
    const { sessions } = await resumed(undefined);
    return await Promise.all([...sessions, undefined].map(async (session) => (await resumed(session)).reused));
  };
  expect(await tried()).not.toContain(true);
  own.reload(consortium.member('coordinator', 'coordinator'));
  expect(await tried()).not.toContain(true);
});

it('a plain-text client gets nothing', async () => {
  const socket = connectTcp(server.port, '127.0.0.1');
  const received: Buffer[] = [];
  socket.on('data', (data: Buffer) => received.push(data)).on('error', () => {});
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  await once(socket, 'close');
  // At most a TLS alert (record type 21).
  expect(received.every((data) => data[0] === 21)).toBe(true);
  const session = connectHttp2(`http://127.0.0.1:${server.port}`);
  session.on('error', () => {});
  const request = session.request({
    ':method': 'POST',
    ':path': '/consilium.v1.SiteService/GetUploadStatus',
    'content-type': 'application/grpc',
  });
  request.on('error', () => {});
  let answered = false;
  request.on('response', () => (answered = true));
  await once(request, 'close');
  session.destroy();
  expect(answered).toBe(false);
  expect(seen).toEqual([]);
});

it('a client without a certificate is refused', async () => {
  expect(await rawTls({})).toMatch(/^closed.*certificate required/);
  expect(seen).toEqual([]);
});

it('a client that speaks TLS 1.2 at most is refused', async () => {
  const { certificatePem: cert, privateKeyPem: key } = site();
  expect(await rawTls({ cert, key, maxVersion: 'TLSv1.2' })).toMatch(/^closed.*protocol version/);
});

it.each([
  ['of another authority', { foreign: true }],
  ['that has expired', { madeDaysAgo: 3 }],
] as const)('a client with a certificate %s is refused, and told so', async (_what, options) => {
  expect(await call(site(options))).toMatch(/^CERTIFICATE_INVALID: /);
  expect(seen).toEqual([]);
});

it('a server whose certificate is that of a site is refused by the client', async () => {
  const impostor = await serve(site());
  expect(await call(site(), `127.0.0.1:${impostor.port}`)).toMatch(/^(CERTIFICATE_INVALID|NOT_TLS): /);
  expect(seen).toEqual([]);
});

it('a coordinator of another consortium under the same authority is refused by the client', async () => {
  const other = await serve(consortium.member('coordinator', 'coordinator', { consortium: 'elsewhere' }));
  expect(await call(site(), `127.0.0.1:${other.port}`)).toMatch(/^CERTIFICATE_INVALID: .*not the coordinator of test-consortium/);
});

it('a server with a certificate of another authority is refused by the client', async () => {
  const other = await serve(consortium.member('coordinator', 'coordinator', { foreign: true }));
  expect(await call(site(), `127.0.0.1:${other.port}`)).toMatch(/^CERTIFICATE_INVALID: .*another authority/);
});

it('a server whose certificate has expired is refused by the client', async () => {
  const other = await serve(consortium.member('coordinator', 'coordinator', { madeDaysAgo: 3 }));
  expect(await call(site(), `127.0.0.1:${other.port}`)).toMatch(/^CERTIFICATE_INVALID: a certificate has expired/);
});

it('the certificate must name the address that was dialled, name or IP address', async () => {
  const byIp = await serve(consortium.member('coordinator', 'coordinator', { hosts: ['127.0.0.1'] }));
  expect(await call(site(), `127.0.0.1:${byIp.port}`)).toBe('answered');
  expect(await call(site(), `localhost:${byIp.port}`)).toMatch(/^CERTIFICATE_INVALID: .*names another host/);
  const byName = await serve(consortium.member('coordinator', 'coordinator', { hosts: ['localhost'] }));
  expect(await call(site(), `localhost:${byName.port}`)).toBe('answered');
  expect(await call(site(), `127.0.0.1:${byName.port}`)).toMatch(/^CERTIFICATE_INVALID: .*names another host/);
});

it('what does not speak TLS is reported as such', async () => {
  const plain = createServer((socket: Socket) => void socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  plain.listen(0, '127.0.0.1');
  await once(plain, 'listening');
  cleanUps.push(() => void plain.close());
  const { port } = plain.address() as { port: number };
  expect(await call(site(), `127.0.0.1:${port}`)).toMatch(/^NOT_TLS: the other side does not speak TLS 1\.3/);
});

it('a server that speaks TLS 1.2 at most is reported as such', async () => {
  const identity = consortium.member('coordinator', 'coordinator');
  const old = createTlsServer(
    { cert: identity.certificatePem, key: identity.privateKeyPem, maxVersion: 'TLSv1.2', ALPNProtocols: ['h2'] },
    (socket: TLSSocket) => void socket.on('error', () => {}),
  );
  old.on('tlsClientError', () => {});
  old.listen(0, '127.0.0.1');
  await once(old, 'listening');
  cleanUps.push(() => void old.close());
  expect(await call(site(), `127.0.0.1:${(old.address() as { port: number }).port}`)).toMatch(/^NOT_TLS: /);
});

it('nobody there is reported as such', async () => {
  const closed = await startGrpcServer({ identity: consortium.member('coordinator', 'coordinator'), port: 0, bindings: [] });
  await closed.stop();
  expect(await call(site(), `127.0.0.1:${closed.port}`)).toMatch(
    /^UNREACHABLE: the other side cannot be reached: .*ECONNREFUSED/,
  );
});

it('a port that is taken is reported as such', async () => {
  const identity = consortium.member('coordinator', 'coordinator');
  await expect(startGrpcServer({ identity, port: server.port, bindings: [] })).rejects.toMatchObject({
    code: 'UNREACHABLE',
    message: expect.stringMatching(/cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/) as string,
  });
});

it('a new certificate serves new connections without a restart and without cutting open ones', async () => {
  const renewed = await serve(consortium.member('coordinator', 'coordinator', { madeDaysAgo: 3 }));
  const address = `127.0.0.1:${renewed.port}`;
  expect(await call(site(), address)).toMatch(/^CERTIFICATE_INVALID: /);
  renewed.reload(consortium.member('coordinator', 'coordinator'));
  const channel = openGrpcChannel({ identity: site(), address, checkServer: coordinatorIdentityCheck(CONSORTIUM) });
  cleanUps.push(() => channel.close());
  const session = channel.client(siteService).session(never())[Symbol.asyncIterator]();
  await session.next();
  renewed.reload(consortium.member('coordinator', 'coordinator', { hosts: ['localhost'] }));
  expect((await channel.client(siteService).getUploadStatus({})).received).toBe(1);
  expect(await call(site(), `127.0.0.1:${renewed.port}`)).toMatch(/names another host/);
  await session.return?.();
});

async function* never(): AsyncGenerator<never> {
  await new Promise<void>(() => {});
}

it('a server that stops ends open streams with an error that may be tried again', async () => {
  const stopping = await serve(consortium.member('coordinator', 'coordinator'));
  const channel = openGrpcChannel({
    identity: site(),
    address: `127.0.0.1:${stopping.port}`,
    checkServer: coordinatorIdentityCheck(CONSORTIUM),
  });
  cleanUps.push(() => channel.close());
  const session = channel.client(siteService).session(never())[Symbol.asyncIterator]();
  await session.next();
  const end = session.next();
  const [result] = await Promise.all([end.catch((error: unknown) => error), stopping.stop()]);
  expect(result).toMatchObject({ code: 'UNREACHABLE', retryable: true });
});

it('the window of the connection is raised: uploads are not held to 64 KiB a round trip', async () => {
  const { certificatePem: cert, privateKeyPem: key } = site();
  const session = connectHttp2(`https://127.0.0.1:${server.port}`, { ca: consortium.authorityPem, cert, key });
  cleanUps.push(() => session.destroy());
  await once(session, 'remoteSettings');
  // The window update follows the settings in a frame of its own.
  await new Promise((resolve) => session.ping(resolve));
  expect(session.state.remoteWindowSize).toBe(8 * 1024 * 1024);
  expect(session.remoteSettings.initialWindowSize).toBe(8 * 1024 * 1024);
});

it('a connection shows the same certificate with every call, and each connection its own', async () => {
  const [north, south] = [site(), consortium.member('site', 'south')];
  for (const identity of [north, south]) {
    const channel = openGrpcChannel({
      identity,
      address: `127.0.0.1:${server.port}`,
      checkServer: coordinatorIdentityCheck(CONSORTIUM),
    });
    cleanUps.push(() => channel.close());
    for (let i = 0; i < 2; i++) await channel.client(siteService).getUploadStatus({});
  }
  expect(seen.map((certificate) => Buffer.from(certificate).toString('hex'))).toEqual(
    [north, north, south, south].map((identity) => Buffer.from(derOf(identity)).toString('hex')),
  );
  expect([seen[0] === seen[1], seen[2] === seen[3]]).toEqual([true, true]);
});

it('the probe tells what a server speaks and whether it asks for certificates', async () => {
  expect(await probeTls('127.0.0.1', server.port, site())).toEqual({ version: 'TLSv1.3', mutual: true });
  expect(await probeTls('localhost', server.port, site())).toEqual({ version: 'TLSv1.3', mutual: true });
  const identity = consortium.member('coordinator', 'coordinator', { hosts: ['127.0.0.1'] });
  const onlyIp = await serve(identity);
  expect(await probeTls('127.0.0.1', onlyIp.port, site())).toEqual({ version: 'TLSv1.3', mutual: true });
  const open = createTlsServer(
    { cert: identity.certificatePem, key: identity.privateKeyPem, ALPNProtocols: ['h2'] },
    (socket) => {
      socket.on('error', () => {}).write('hello');
    },
  );
  open.listen(0, '127.0.0.1');
  await once(open, 'listening');
  cleanUps.push(() => void open.close());
  expect(await probeTls('127.0.0.1', (open.address() as { port: number }).port, site())).toEqual({
    version: 'TLSv1.3',
    mutual: false,
  });
  await expect(probeTls('127.0.0.1', server.port, site({ madeDaysAgo: 3 }))).rejects.toMatchObject({
    code: 'CERTIFICATE_INVALID',
  });
});

it('a caller that stops reading, or stops in the middle of an upload, is dropped', async () => {
  const tell: Record<'reader' | 'writer', (error?: unknown) => void> = { reader: () => {}, writer: () => {} };
  const readerLeft = new Promise<unknown>((resolve) => (tell.reader = resolve));
  const writerLeft = new Promise<unknown>((resolve) => (tell.writer = resolve));
  const patient = bind(siteService, (peer) => peer, {
    listPlans: () => ({}),
    getUploadStatus: () => ({ received: 0, counted: false }),
    greet: () => ({ welcome: {} }),
    async *getBlob() {},
    async putUpdate(requests) {
      try {
        const iterator = requests[Symbol.asyncIterator]();
        while ((await iterator.next()).done !== true);
      } catch (error) {
        tell.writer(error);
        throw error;
      }
      return { received: 0, counted: false };
    },
    // The quiet one: that it may have nothing to say does not let it leave things unread.
    async *session() {
      try {
        for (;;) yield { task: { participants: ['x'.repeat(1_000_000)] } };
      } finally {
        tell.reader();
      }
    },
  });
  const own = await startGrpcServer({
    identity: consortium.member('coordinator', 'coordinator'),
    port: 0,
    bindings: [patient],
    idleMs: 1000,
  });
  cleanUps.push(() => own.stop());
  const channel = openGrpcChannel({
    identity: consortium.member('site', 'north'),
    address: `127.0.0.1:${own.port}`,
    checkServer: coordinatorIdentityCheck(CONSORTIUM),
  });
  cleanUps.push(() => channel.close());
  const client = channel.client(siteService);
  const answers = client.session(new AsyncQueue())[Symbol.asyncIterator]();
  await answers.next();
  await readerLeft;
  const upload = client.putUpdate(new AsyncQueue());
  await expect(upload).rejects.toMatchObject({ code: 'UNREACHABLE', message: 'the other side has said nothing for too long' });
  expect(await writerLeft).toMatchObject({ code: 'UNREACHABLE' });
});

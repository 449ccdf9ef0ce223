import { once } from 'node:events';
import { connect as connectTls, createServer, type TLSSocket } from 'node:tls';
import { isConsiliumError } from '@consilium/core';
import { healthService, joinService, researchService, type Service, siteService } from '@consilium/proto';
import { CONSORTIUM, createCertificates, type TestCertificates } from '@consilium/testing';
import {
  authorityOf,
  bind,
  type Binding,
  type GrpcServer,
  openGrpcChannel,
  openStrangerChannel,
  parseAddress,
  type Route,
  startGrpcServer,
} from '@consilium/transport';
import { certificateFingerprint, coordinatorIdentityCheck } from '@consilium/trust';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const DIRECT: Route = { kind: 'direct', why: 'a test' };

let consortium: TestCertificates;
let server: GrpcServer;
let reached: string[] = [];
const cleanUps: (() => void)[] = [];

/** A service of which every call is noted, and answered with nothing. */
function noting<S extends Service>(service: S): Binding {
  const calls = Object.entries(service.methods).map(([name, { kind, path }]) => {
    const note = (): object => {
      reached.push(path);
      return {};
    };
    async function* none(): AsyncGenerator<object> {
      yield note();
    }
    return [name, kind === 'server-stream' || kind === 'bidi' ? none : note] as const;
  });
  return bind(service, (peer) => peer, Object.fromEntries(calls) as never);
}

const MEMBERS = [siteService, researchService, healthService];

beforeAll(async () => {
  consortium = await createCertificates();
  server = await startGrpcServer({
    identity: consortium.member('coordinator', 'coordinator'),
    port: 0,
    bindings: MEMBERS.map((service) => noting(service)),
    strangers: [noting(joinService)],
  });
});
afterEach(() => {
  reached = [];
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});
afterAll(async () => await server.stop());

const address = (): string => `127.0.0.1:${server.port}`;

/** Calls a method with an empty message or none, and says what came back. */
async function called(service: Service, name: string, how: 'stranger' | 'member'): Promise<string> {
  const checkServer = coordinatorIdentityCheck(CONSORTIUM);
  const { authorityPem } = consortium;
  const channel =
    how === 'stranger'
      ? openStrangerChannel({ authorityPem, address: address(), checkServer })
      : openGrpcChannel({ identity: consortium.member('site', 'north'), address: address(), checkServer });
  cleanUps.push(() => channel.close());
  const client = channel.client(service) as unknown as Record<
    string,
    (request: unknown) => Promise<unknown> & AsyncIterable<unknown>
  >;
  const kind = service.methods[name]?.kind;
  async function* none(): AsyncGenerator<never> {}
  try {
    const answer = client[name]?.(kind === 'client-stream' || kind === 'bidi' ? none() : {});
    if (kind === 'server-stream' || kind === 'bidi') await answer?.[Symbol.asyncIterator]().next();
    else await answer;
    return 'answered';
  } catch (error) {
    return isConsiliumError(error) ? error.code : String(error);
  }
}

describe('without a certificate', () => {
  it('the call of those who were invited is answered', async () => {
    expect(await called(joinService, 'join', 'stranger')).toBe('answered');
    expect(reached).toEqual(['/consilium.v1.JoinService/Join']);
  });

  const methods = MEMBERS.flatMap((service) =>
    Object.keys(service.methods).map((name) => [service.name, name, service] as const),
  );
  it.each(methods)('%s.%s is not there', async (_service, name, service) => {
    expect(await called(service, name, 'stranger')).toBe('NOT_IMPLEMENTED');
    expect(reached).toEqual([]);
  });

  it('a client that does not ask for it is refused in the handshake, as ever', async () => {
    const socket = connectTls({ host: '127.0.0.1', port: server.port, ca: consortium.authorityPem, ALPNProtocols: ['h2'] });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toMatch(/certificate required/);
  });

  it('TLS 1.2 is refused at this door too', async () => {
    const ALPNProtocols = ['consilium-stranger/1', 'h2'];
    const socket = connectTls({ host: '127.0.0.1', port: server.port, maxVersion: 'TLSv1.2', ALPNProtocols });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toMatch(/protocol version|unsupported protocol/);
  });

  it('a large message is refused', async () => {
    const { authorityPem } = consortium;
    const channel = openStrangerChannel({ authorityPem, address: address(), checkServer: coordinatorIdentityCheck(CONSORTIUM) });
    cleanUps.push(() => channel.close());
    const call = channel.client(joinService).join({ requestPem: 'x'.repeat(40_000) });
    await expect(call).rejects.toMatchObject({ code: 'MESSAGE_INVALID' });
    expect(reached).toEqual([]);
  });
});

it('a member finds nothing for strangers, and all that is its own', async () => {
  expect(await called(joinService, 'join', 'member')).toBe('NOT_IMPLEMENTED');
  expect(await called(siteService, 'getUploadStatus', 'member')).toBe('answered');
  expect(reached).toEqual(['/consilium.v1.SiteService/GetUploadStatus']);
});

it('a server is not started with a method at the wrong door', async () => {
  const identity = consortium.member('coordinator', 'coordinator');
  const start = (bindings: readonly Binding[], strangers: readonly Binding[]): Promise<GrpcServer> =>
    startGrpcServer({ identity, port: 0, bindings, strangers });
  const wrong = { code: 'INTERNAL' };
  await expect(start([noting(joinService)], [])).rejects.toMatchObject(wrong);
  for (const service of MEMBERS) await expect(start([], [noting(service)])).rejects.toMatchObject(wrong);
});

describe('the authority that a server shows', () => {
  const isIt = (der: Uint8Array): boolean => certificateFingerprint(der) === certificateFingerprint(consortium.authorityPem);

  it('is believed by its fingerprint', async () => {
    expect((await authorityOf(DIRECT, parseAddress(address()), isIt)).trim()).toBe(
      consortium.authorityPem.trim().replaceAll('\r\n', '\n'),
    );
  });

  it.each([
    ['of another authority', { foreign: true }, 'foreign'],
    ['of the right authority, followed by another one', {}, 'foreign'],
    ['that shows none', {}, 'none'],
  ] as const)('of a server %s is refused within a second, and nothing is said to it', async (_what, options, shown) => {
    const { certificatePem, privateKeyPem } = consortium.member('coordinator', 'coordinator', options);
    const chain = shown === 'none' ? certificatePem : `${certificatePem}\n${consortium.foreignAuthorityPem}`;
    const said: Buffer[] = [];
    const shownByClients: boolean[] = [];
    let connections = 0;
    const other = createServer(
      { cert: chain, key: privateKeyPem, requestCert: true, rejectUnauthorized: false },
      (socket: TLSSocket) => {
        shownByClients.push(socket.getPeerCertificate().raw !== undefined);
        socket.on('data', (bytes: Buffer) => said.push(bytes)).on('error', () => {});
      },
    );
    other.on('connection', () => connections++);
    // The client may be gone before the handshake is over at this side.
    other.on('tlsClientError', () => {});
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const began = performance.now();
    const refused = authorityOf(DIRECT, { host: '127.0.0.1', port }, isIt);
    await expect(refused).rejects.toMatchObject({
      code: 'CERTIFICATE_INVALID',
      message: expect.stringContaining('nothing was said') as string,
    });
    expect(performance.now() - began).toBeLessThan(1000);
    other.close();
    await once(other, 'close');
    expect([connections, said]).toEqual([1, []]);
    expect(shownByClients).not.toContain(true);
  });

  it('is not enough: a server that only shows its certificate, without its own key, is refused by the call', async () => {
    // The right authority at the end of the chain, but a certificate of another one before it.
    const { certificatePem, privateKeyPem } = consortium.member('coordinator', 'coordinator', { foreign: true });
    const said: Buffer[] = [];
    const other = createServer(
      { cert: `${certificatePem}\n${consortium.authorityPem}`, key: privateKeyPem, ALPNProtocols: ['h2'] },
      (socket) => void socket.on('data', (bytes: Buffer) => said.push(bytes)).on('error', () => {}),
    );
    other.on('tlsClientError', () => {});
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const where = `127.0.0.1:${port}`;
    const channel = openStrangerChannel({
      authorityPem: consortium.authorityPem,
      address: where,
      checkServer: coordinatorIdentityCheck(CONSORTIUM),
    });
    const call = channel.client(joinService).join({ token: new Uint8Array(20) }, { timeoutMs: 5000 });
    await expect(call).rejects.toMatchObject({ code: 'CERTIFICATE_INVALID' });
    expect(Buffer.concat(said).includes(Buffer.alloc(20))).toBe(false);
    expect(said).toEqual([]);
    channel.close();
    other.close();
  });
});

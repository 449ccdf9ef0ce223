import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type SecureVersion, type TLSSocket } from 'node:tls';
import { ConsiliumError, isConsiliumError } from '@consilium/core';
import { joinService, researchService, type Service, siteService } from '@consilium/proto';
import { CONSORTIUM, createCertificates, type TestCertificates } from '@consilium/testing';
import {
  bind,
  type Binding,
  type GrpcServer,
  openTokenChannel,
  type Peer,
  type ProvedToken,
  startGrpcServer,
  startTokenServer,
  type TokenCall,
  type TokenServer,
} from '@consilium/transport';
import { coordinatorIdentityCheck } from '@consilium/trust';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const PROVED: ProvedToken = { issuer: 'https://idp.example', subject: 's', name: 's', issuedMs: 0, expiresMs: 1 };

let consortium: TestCertificates;
let door: TokenServer;
let members: GrpcServer;
/** Who has reached a handler. */
let reached: Peer[] = [];
let asked: TokenCall[] = [];
const cleanUps: (() => unknown)[] = [];

/** A service of which every call is noted, and answered with nothing. */
function noting(service: Service): Binding {
  const calls = Object.entries(service.methods).map(([name, { kind }]) => {
    const note = (_request: unknown, { identity }: { readonly identity: Peer }): object => {
      reached.push(identity);
      return {};
    };
    async function* one(request: unknown, context: { readonly identity: Peer }): AsyncGenerator<object> {
      yield note(request, context);
    }
    return [name, kind === 'server-stream' || kind === 'bidi' ? one : note] as const;
  });
  return bind(service, (peer) => peer, Object.fromEntries(calls) as never);
}

const prove = async (call: TokenCall): Promise<ProvedToken> => {
  asked.push(call);
  if (call.token === 'of-another') return { ...PROVED, subject: 'another', name: 'another' };
  if (call.token !== 'good') throw new ConsiliumError({ code: 'TOKEN_INVALID', message: 'not that one' });
  return PROVED;
};

beforeAll(async () => {
  consortium = await createCertificates();
  const identity = consortium.member('coordinator', 'coordinator');
  door = await startTokenServer({ identity, port: 0, bindings: [noting(researchService)], prove });
  const bindings = [noting(siteService), noting(researchService)];
  members = await startGrpcServer({ identity, port: 0, bindings });
});
afterEach(async () => {
  reached = [];
  asked = [];
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});
afterAll(async () => {
  await door.stop();
  await members.stop();
});

function research(token: string) {
  const { authorityPem } = consortium;
  const checkServer = coordinatorIdentityCheck(CONSORTIUM);
  const channel = openTokenChannel({ authorityPem, address: `127.0.0.1:${door.port}`, checkServer, token: () => token });
  cleanUps.push(() => channel.close());
  return channel.client(researchService);
}

async function outcome(made: Promise<unknown>): Promise<string> {
  try {
    await made;
    return 'answered';
  } catch (error) {
    if (!isConsiliumError(error)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

/** A bare HTTP/2 connection, with the certificate of a site where it is to have one. */
async function session(port: number, site = false, host = '127.0.0.1'): Promise<ClientHttp2Session> {
  const { certificatePem, privateKeyPem } = consortium.member('site', 'north');
  const own = site ? { cert: certificatePem, key: privateKeyPem } : {};
  const client = connectHttp2(`https://${host}:${port}`, {
    ca: consortium.authorityPem,
    minVersion: 'TLSv1.3',
    // The certificate is for one address of this machine.
    checkServerIdentity: () => undefined,
    ...own,
  });
  client.on('error', () => {});
  cleanUps.push(() => client.destroy());
  await once(client, 'connect');
  return client;
}

/** Begins a call with these headers, sends no message, and says how it ended. */
async function begun(client: ClientHttp2Session, headers: Record<string, string>): Promise<IncomingHttpHeaders> {
  const path = '/consilium.v1.ResearchService/ListRuns';
  const stream = client.request(
    { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers', ...headers },
    { endStream: false },
  );
  stream.on('error', () => {});
  const [answer] = (await once(stream, 'response')) as [IncomingHttpHeaders];
  stream.close();
  return answer;
}

describe('the door for tokens', () => {
  it('lets a call in whose token was proved, without a certificate, and hands on what it proved', async () => {
    expect(await outcome(research('good').listRuns({}))).toBe('answered');
    expect(reached).toMatchObject([{ token: PROVED, certificate: new Uint8Array() }]);
    expect(asked).toMatchObject([{ token: 'good', path: '/consilium.v1.ResearchService/ListRuns' }]);
    expect(asked[0]?.address).toBe(reached[0]?.address);
    for await (const _ of research('good').watchRun({ run: 'x' })) break;
    expect(reached).toHaveLength(2);
  });

  it('refuses any other, before a byte of its message has come', async () => {
    expect(await outcome(research('bad').listRuns({}))).toBe('TOKEN_INVALID: not that one');
    const stream = research('bad').watchRun({ run: 'x' })[Symbol.asyncIterator]();
    expect(await outcome(stream.next())).toBe('TOKEN_INVALID: not that one');
    const client = await session(door.port);
    for (const headers of [
      {},
      { authorization: 'Basic good' },
      { authorization: 'Bearer' },
      { authorization: 'Bearer good good' },
      { authorization: 'Bearer "good"' },
      { authorization: 'Bearer bad' },
    ] as Record<string, string>[]) {
      expect(await begun(client, headers)).toMatchObject({ 'grpc-status': '16', 'consilium-error': 'TOKEN_INVALID' });
    }
    expect(reached).toEqual([]);
    // Each of them was counted by those who prove.
    expect(asked).toHaveLength(8);
  });

  it('asks nobody for a certificate, and gives no weight to one: a site with a token is whom the token names, and without one nobody', async () => {
    const client = await session(door.port, true);
    expect(await begun(client, {})).toMatchObject({ 'grpc-status': '16' });
    expect(reached).toEqual([]);
  });

  it('says to who serves what went wrong while a token was looked at, and to the caller nothing of it', async () => {
    const told: unknown[] = [];
    const failing = await startTokenServer({
      identity: consortium.member('coordinator', 'coordinator'),
      port: 0,
      bindings: [noting(researchService)],
      prove: () => Promise.reject(new Error('a defect')),
      onInternalError: (method, error) => told.push([method, (error as Error).message]),
    });
    cleanUps.push(() => failing.stop());
    const answer = await begun(await session(failing.port), { authorization: 'Bearer good' });
    expect(answer).toMatchObject({ 'grpc-status': '13' });
    expect(answer['grpc-message']).not.toContain('defect');
    expect(told).toEqual([['/consilium.v1.ResearchService/ListRuns', 'a defect']]);
  });

  it('speaks TLS 1.3 alone', async () => {
    const socket = connectTls({
      host: '127.0.0.1',
      port: door.port,
      ca: consortium.authorityPem,
      maxVersion: 'TLSv1.2' as SecureVersion,
    });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toMatch(/protocol version|alert/i);
  });

  it('serves nothing that is for sites, strangers or everybody', async () => {
    const identity = consortium.member('coordinator', 'coordinator');
    for (const service of [siteService, joinService] as Service[])
      await expect(startTokenServer({ identity, port: 0, bindings: [noting(service)], prove })).rejects.toMatchObject({
        code: 'INTERNAL',
      });
  });

  it('is none of the port that members dial: a token there is nothing, with a certificate or without', async () => {
    const client = await session(members.port, true);
    const stream = client.request(
      {
        ':method': 'POST',
        ':path': '/consilium.v1.ResearchService/ListRuns',
        'content-type': 'application/grpc',
        te: 'trailers',
        authorization: 'Bearer good',
      },
      { endStream: false },
    );
    stream.end(Buffer.alloc(5));
    stream.resume();
    await once(stream, 'end');
    expect(reached).toHaveLength(1);
    expect(reached[0]).not.toHaveProperty('token');
    expect(reached[0]?.certificate.length).toBeGreaterThan(0);
    expect(asked).toEqual([]);
    const { authorityPem } = consortium;
    const checkServer = coordinatorIdentityCheck(CONSORTIUM);
    const channel = openTokenChannel({ authorityPem, address: `127.0.0.1:${members.port}`, checkServer, token: () => 'good' });
    cleanUps.push(() => channel.close());
    expect(await outcome(channel.client(researchService).listRuns({}))).toMatch(/^(CERTIFICATE_INVALID|UNREACHABLE)/);
    expect(reached).toHaveLength(1);
  });

  it('sends no token to a server that does not prove to be the coordinator', async () => {
    const seen: string[] = [];
    const thief = await startTokenServer({
      // A member of the consortium, and a server of another one.
      identity: consortium.member('coordinator', 'coordinator', { foreign: true }),
      port: 0,
      bindings: [noting(researchService)],
      prove: async ({ token }) => {
        seen.push(token);
        return PROVED;
      },
    });
    cleanUps.push(() => thief.stop());
    const { authorityPem } = consortium;
    const checkServer = coordinatorIdentityCheck(CONSORTIUM);
    const channel = openTokenChannel({ authorityPem, address: `127.0.0.1:${thief.port}`, checkServer, token: () => 'good' });
    cleanUps.push(() => channel.close());
    expect(await outcome(channel.client(researchService).listRuns({}))).toMatch(/^CERTIFICATE_INVALID/);
    expect(seen).toEqual([]);
  });
});

describe('what callers without a token may cost', () => {
  const limited = { atOnce: 3, unprovedAtOnce: 2, ofOnePerson: 3, provedWithinMs: 60_000, refusedInARow: 3 };
  /** A door with room for two. */
  async function smallDoor(change: Partial<typeof limited> & { readonly host?: string } = {}): Promise<TokenServer> {
    const { host, ...limits } = change;
    const server = await startTokenServer({
      identity: consortium.member('coordinator', 'coordinator'),
      port: 0,
      bindings: [noting(researchService)],
      prove,
      limits: { ...limited, ...limits },
      ...(host === undefined ? {} : { host }),
    });
    cleanUps.push(() => server.stop());
    return server;
  }
  const plain = (port: number, localPort?: number): TLSSocket => {
    const from = localPort === undefined ? {} : { localPort };
    const socket = connectTls({ host: '127.0.0.1', port, ca: consortium.authorityPem, ALPNProtocols: ['h2'], ...from });
    socket.on('error', () => {});
    socket.resume();
    cleanUps.push(() => socket.destroy());
    return socket;
  };
  const gone = (socket: TLSSocket): Promise<string> => new Promise((resolve) => socket.once('close', () => resolve('out')));
  const there = (socket: TLSSocket): Promise<string> =>
    Promise.race([gone(socket), new Promise<string>((resolve) => socket.once('secureConnect', () => resolve('in')))]);
  /** Calls to the end. @returns the status */
  async function called(client: ClientHttp2Session, token: string): Promise<unknown> {
    const stream = client.request({
      ':method': 'POST',
      ':path': '/consilium.v1.ResearchService/ListRuns',
      'content-type': 'application/grpc',
      te: 'trailers',
      authorization: `Bearer ${token}`,
    });
    stream.on('error', () => {});
    let status: unknown;
    for (const event of ['response', 'trailers'])
      stream.on(event, (headers: IncomingHttpHeaders) => (status = headers['grpc-status'] ?? status));
    stream.end(Buffer.alloc(5));
    stream.resume();
    await once(stream, 'close');
    return status;
  }

  it('a connection over which none is proved is cut', async () => {
    const { port } = await smallDoor({ provedWithinMs: 50 });
    expect(await gone(plain(port))).toBe('out');
  });

  it('one of a port that is taken again at once is another one: it counts, and is cut', async () => {
    const { port } = await smallDoor({ provedWithinMs: 300 });
    const first = connectTcp({ host: '127.0.0.1', port });
    first.on('error', () => {});
    await once(first, 'connect');
    const { localPort } = first;
    first.resetAndDestroy();
    const again = plain(port, localPort);
    let end = 'none';
    again.once('close', () => (end = 'out'));
    expect(await there(again)).toBe('in');
    // Of one that came later the time is over later.
    expect(await gone(plain(port))).toBe('out');
    expect(end).toBe('out');
  });

  it.each(['127.0.0.1', '::1', '::'])('one over which a token was proved stays, listening on %s', async (host) => {
    const { port } = await smallDoor({ host, provedWithinMs: 300 });
    const client = await session(port, false, host === '::1' ? '[::1]' : '127.0.0.1');
    expect(await called(client, 'good')).toBe('0');
    // One that came later, and has proved nothing.
    const other = await session(port, false, host === '::1' ? '[::1]' : '127.0.0.1');
    await once(other, 'close');
    expect(await called(client, 'good')).toBe('0');
  });

  it('who has shown one, and is refused since, is as one who has shown none', async () => {
    const { port } = await smallDoor({ provedWithinMs: 100 });
    const client = await session(port);
    expect(await called(client, 'good')).toBe('0');
    const end = once(client, 'close');
    expect(await called(client, 'bad')).toBe('16');
    await end;
  });

  it('calls that are refused one after another end the connection; one that is not begins the count again', async () => {
    const { port } = await smallDoor();
    const client = await session(port);
    const end = once(client, 'close');
    for (const token of ['bad', 'bad', 'bad', 'good', 'bad', 'bad', 'bad'])
      expect(await called(client, token)).toBe(token === 'good' ? '0' : '16');
    await called(client, 'bad');
    await end;
  });

  it('two of them leave no room for a third, for which the oldest goes; those that are proved count apart, up to a number', async () => {
    const { port } = await smallDoor();
    const proved = await session(port);
    expect(await called(proved, 'good')).toBe('0');
    const first = plain(port);
    const end = gone(first);
    expect(await there(first)).toBe('in');
    const second = plain(port);
    expect(await there(second)).toBe('in');
    const third = await session(port);
    expect(await end).toBe('out');
    expect(await called(third, 'good')).toBe('0');
    expect(await called(proved, 'good')).toBe('0');
    // Proved ones fill the place: then there is none for anybody else.
    const secondEnd = gone(second);
    expect(await called(await session(port), 'good')).toBe('0');
    expect(await secondEnd).toBe('out');
    expect(await there(plain(port))).toBe('out');
  });

  it('of one person the oldest gives way to a newer one, and nobody else’s', async () => {
    const { port } = await smallDoor({ atOnce: 8, ofOnePerson: 2 });
    const other = await session(port);
    expect(await called(other, 'of-another')).toBe('0');
    const first = await session(port);
    expect(await called(first, 'good')).toBe('0');
    const second = await session(port);
    expect(await called(second, 'good')).toBe('0');
    const end = once(first, 'close');
    const third = await session(port);
    expect(await called(third, 'good')).toBe('0');
    await end;
    for (const client of [second, third]) expect(await called(client, 'good')).toBe('0');
    expect(await called(other, 'of-another')).toBe('0');
  });

  it('who speaks no TLS, or an older one, is noted with the address', async () => {
    const told: string[] = [];
    const server = await startTokenServer({
      identity: consortium.member('coordinator', 'coordinator'),
      port: 0,
      bindings: [noting(researchService)],
      prove,
      onFailedHandshake: (address) => told.push(address),
    });
    cleanUps.push(() => server.stop());
    const stranger = connectTcp({ host: '127.0.0.1', port: server.port });
    stranger.on('error', () => {});
    stranger.write('no TLS at all\n');
    await once(stranger.resume(), 'close');
    const old = connectTls({ host: '127.0.0.1', port: server.port, ca: consortium.authorityPem, maxVersion: 'TLSv1.2' });
    old.on('error', () => {});
    await gone(old);
    await expect.poll(() => told.length).toBe(2);
    for (const address of told) expect(address).toMatch(/^(127\.0\.0\.1:\d+|unknown)$/u);
  });

  it('a stop waits for none that says nothing', async () => {
    const server = await startTokenServer({
      identity: consortium.member('coordinator', 'coordinator'),
      port: 0,
      bindings: [noting(researchService)],
      prove,
      limits: limited,
    });
    const silent = connectTcp({ host: '127.0.0.1', port: server.port });
    silent.on('error', () => {});
    await once(silent, 'connect');
    // Without a cut it would take the minute that a connection has.
    await server.stop();
  });
});

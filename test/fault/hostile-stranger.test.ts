import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { isConsiliumError, systemClock } from '@consilium/core';
import { siteService } from '@consilium/proto';
import { openGrpcChannel, type TlsIdentity } from '@consilium/transport';
import { FakeSite } from '@consilium/testing';
import { coordinatorIdentityCheck, createAuthority, generateKeyPair, issueCertificate } from '@consilium/trust';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Consortium, CONSORTIUM } from '../support/consortium.ts';
import { PROGRAMS_MS } from '../support/programs.ts';
import { watchToEnd } from '../support/run-watch.ts';
import { STUDY } from '../support/fault-plans.ts';

const DAY_MS = 86_400_000;

let consortium: Consortium;
beforeAll(async () => {
  consortium = await Consortium.create();
  await consortium.startCoordinator();
}, PROGRAMS_MS);
afterAll(async () => await consortium.remove());

/** What the coordinator answers somebody with this identity. */
async function welcomeOf(identity: TlsIdentity, address = consortium.address): Promise<{ code: string; message: string }> {
  const site = FakeSite.dial({ identity, address, consortium: CONSORTIUM });
  try {
    await site.join();
    return { code: 'welcome', message: '' };
  } catch (error) {
    return isConsiliumError(error) ? { code: error.code, message: error.message } : { code: 'not typed', message: String(error) };
  } finally {
    site.close();
  }
}

it('a certificate of the authority whose site nobody admitted is refused by name', async () => {
  const identity = await consortium.issue({ identity: { consortium: CONSORTIUM, kind: 'site', id: 'stranger' } });
  expect(await welcomeOf(identity)).toEqual({
    code: 'CERTIFICATE_UNKNOWN',
    message: expect.stringContaining('stranger is not registered') as string,
  });
});

it('a certificate of another authority does not get past the handshake', async () => {
  const [authorityKey, key] = await Promise.all([generateKeyPair(), generateKeyPair()]);
  const other = createAuthority({ consortium: CONSORTIUM, clock: systemClock, keyPair: authorityKey });
  const certificatePem = issueCertificate(other, {
    publicKeyPem: key.publicKeyPem,
    identity: { consortium: CONSORTIUM, kind: 'site', id: 'cleveland' },
    validityDays: 1,
    clock: systemClock,
  });
  const { authorityPem } = consortium.identity('operator');
  const refused = await welcomeOf({ certificatePem, privateKeyPem: key.privateKeyPem, authorityPem });
  expect(refused.code).toBe('CERTIFICATE_INVALID');
});

it('an expired certificate of an admitted site is refused', async () => {
  const lastWeek = { now: () => Date.now() - 7 * DAY_MS };
  const identity = { consortium: CONSORTIUM, kind: 'site', id: 'cleveland' } as const;
  const refused = await welcomeOf(await consortium.issue({ identity, clock: lastWeek }));
  expect(refused.code).toBe('CERTIFICATE_INVALID');
});

it('a user does not pass for a site', async () => {
  expect((await welcomeOf(consortium.identity('operator'))).code).toBe('ROLE_MISSING');
});

it('a client without TLS gets no word out of the coordinator', async () => {
  const socket = connect({ host: '127.0.0.1', port: consortium.port });
  await once(socket, 'connect');
  // What a gRPC client without TLS says first.
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  const heard: Buffer[] = [];
  socket.on('data', (piece: Buffer) => heard.push(piece));
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('close', resolve));
  const alert = Buffer.concat(heard);
  // At most a TLS alert (record type 21); no HTTP/2 frame, no message.
  expect(alert.length === 0 || (alert[0] === 21 && alert.length <= 7)).toBe(true);
});

it('an agent that is led to a server without TLS says so', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const channel = openGrpcChannel({
    identity: consortium.identity('cleveland'),
    address: `127.0.0.1:${port}`,
    checkServer: coordinatorIdentityCheck(CONSORTIUM),
  });
  try {
    const call = channel.client(siteService).getUploadStatus({});
    await expect(call).rejects.toMatchObject({ code: 'NOT_TLS' });
  } finally {
    channel.close();
    server.close();
  }
});

it(
  'strangers at the door do not disturb a run',
  async () => {
    await consortium.startAgents();
    const { run } = await consortium.research((research) => research.startRun({ study: STUDY, rounds: 2 }));
    const stranger = await consortium.issue({ identity: { consortium: CONSORTIUM, kind: 'site', id: 'stranger' } });
    const info = await watchToEnd(consortium, run, async () => {
      expect((await welcomeOf(stranger)).code).toBe('CERTIFICATE_UNKNOWN');
    });
    expect([info.state, info.closedRounds]).toEqual(['completed', 2]);
  },
  PROGRAMS_MS,
);

it('a revoked site is put out of its open session and not let in again', async () => {
  const identity = await consortium.enrol('leaver');
  const site = await consortium.fakeSite('leaver', identity);
  await consortium.operate((research) => research.revokeSite({ site: 'leaver' }));
  await expect(site.next('task')).rejects.toMatchObject({
    code: 'CERTIFICATE_UNKNOWN',
    message: 'the site leaver was revoked',
  });
  expect(await welcomeOf(identity)).toEqual({
    code: 'CERTIFICATE_UNKNOWN',
    message: expect.stringContaining('leaver was revoked') as string,
  });
});

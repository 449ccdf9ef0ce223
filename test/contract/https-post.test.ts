import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createCertificates, type TestCertificates } from '@consilium/testing';
import { parseProxy, postHttps } from '@consilium/transport';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { FakeProxy, type FakeProxyOptions } from '../support/fake-network.ts';

/** A name that no machine has: only a proxy gets there. */
const FAR = 'hooks.invalid';

let certificates: TestCertificates;
let server: Server;
let proxy: FakeProxy | undefined;
const bodies: string[] = [];
beforeAll(async () => {
  certificates = await createCertificates();
});
beforeEach(async () => {
  bodies.length = 0;
  const { certificatePem: cert, privateKeyPem: key } = certificates.member('coordinator', 'coordinator', { hosts: [FAR] });
  server = createServer({ cert, key }, (request, response) => {
    request.on('data', (part: Buffer) => bodies.push(part.toString('utf8')));
    request.on('end', () => response.writeHead(202).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await proxy?.close();
  proxy = undefined;
});

async function post(options: Omit<FakeProxyOptions, 'target'> = {}): Promise<number> {
  proxy = await FakeProxy.start({ target: (server.address() as AddressInfo).port, ...options });
  return await postHttps({
    url: new URL(`https://${FAR}/hook`),
    route: { kind: 'proxy', proxy: parseProxy(`http://ann:secret@127.0.0.1:${proxy.port}`, 'a test'), why: 'a test' },
    headers: { 'content-type': 'application/json' },
    body: '{"incident":1}',
    authorityPem: certificates.authorityPem,
  });
}

it('goes through a proxy, which sees where to and no more', async () => {
  expect(await post({ demands: 'ann:secret' })).toBe(202);
  expect(proxy?.asked).toEqual([`${FAR}:443`]);
  expect(bodies).toEqual(['{"incident":1}']);
});

it('says so when the proxy does not let it through', async () => {
  await expect(post({ demands: 'bob:other' })).rejects.toMatchObject({ code: 'PROXY_REFUSED' });
  expect(bodies).toEqual([]);
});

import type { ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createCertificates, type TestCertificates } from '@consilium/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HttpsExchange, shortBody } from './https-exchange.ts';
import type { Pace } from './pace.ts';
import { TryAgain } from './patience.ts';

/** Each test shortens what it is about: however busy the machine is, the others do not end first. */
const PATIENT: Pace = { headMs: 600_000, windowMs: 600_000, leastBytes: 4096 };

let certificates: TestCertificates;
beforeAll(async () => {
  certificates = await createCertificates();
});

let server: Server;
let exchanges: HttpsExchange[];
let answer: (response: ServerResponse) => void;
let dripping: NodeJS.Timeout | undefined;
beforeEach(async () => {
  const { certificatePem: cert, privateKeyPem: key } = certificates.member('coordinator', 'coordinator');
  server = createServer({ cert, key }, (_request, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  exchanges = [];
});
afterEach(async () => {
  clearInterval(dripping);
  for (const exchange of exchanges) exchange.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const host = (): string => `127.0.0.1:${(server.address() as AddressInfo).port}`;

async function body(pace: Partial<Pace>): Promise<Buffer> {
  const exchange = new HttpsExchange(new Set([host()]), certificates.authorityPem, { ...PATIENT, ...pace });
  exchanges.push(exchange);
  return await shortBody(await exchange.ask({ url: new URL(`https://${host()}/`) }, 'a question'), 1e6, 'a question', host());
}

function drip(drop: () => void): void {
  dripping = setInterval(drop, 20);
}

describe('a server that sends one byte after another', () => {
  it('of a body is left, and may be asked again', async () => {
    answer = (response) => drip(() => response.write(' '));
    await expect(body({ windowMs: 500 })).rejects.toSatisfy(
      (error) => error instanceof TryAgain && /does not answer \(less than 4096 bytes in 0\.5 s\)/.test(error.message),
    );
  });

  it('of a head is left, and may be asked again', async () => {
    answer = ({ socket }) => {
      socket?.write('HTTP/1.1 200 OK\r\nX-Filler: ');
      drip(() => socket?.write('x'));
    };
    await expect(body({ headMs: 500 })).rejects.toSatisfy(
      (error) => error instanceof TryAgain && /does not answer \(no whole head in 0\.5 s\)/.test(error.message),
    );
  });

  it('is read to the end where it ends soon', async () => {
    answer = (response) => {
      response.write('short ');
      response.end('answer');
    };
    expect(String(await body({}))).toBe('short answer');
  });
});

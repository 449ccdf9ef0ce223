import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { ConsiliumError } from '@consilium/core';
import { STAGE_MS } from './connecting.ts';
import { dial } from './reach.ts';
import type { Route } from './route.ts';

/** A message to a web server. */
export interface HttpsPost {
  readonly url: URL;
  readonly route: Route;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Authorities to believe, PEM. @default those that Node brings */
  readonly authorityPem?: string | undefined;
}

/**
 * Posts a message by a route, over TLS unless the URL says http. No redirection is followed.
 *
 * @returns the status of the answer, whose body is not read
 * @throws ConsiliumError `NAME_UNKNOWN`, `UNREACHABLE`, `PROXY_REFUSED` where nobody was reached
 */
export async function postHttps({ url, route, headers, body, authorityPem }: HttpsPost): Promise<number> {
  const secure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const standard = secure ? 443 : 80;
  const socket: Socket = await dial(route, { host, port: url.port === '' ? standard : Number(url.port) });
  const name = isIP(host) === 0 ? { servername: host } : {};
  const tls = { socket, host, ALPNProtocols: ['http/1.1'], ...name, ...(authorityPem === undefined ? {} : { ca: authorityPem }) };
  const stream = secure ? connect(tls) : socket;
  const options = {
    method: 'POST',
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' },
    createConnection: () => stream,
  };
  return await new Promise<number>((resolve, reject) => {
    const fail = (error: Error): void => {
      socket.destroy();
      reject(new ConsiliumError({ code: 'UNREACHABLE', message: `${url.host} cannot be told: ${error.message}`, cause: error }));
    };
    const timer = setTimeout(() => fail(new Error(`no answer within ${STAGE_MS / 1000} s`)), STAGE_MS);
    const done = (work: () => void): void => {
      clearTimeout(timer);
      work();
    };
    socket.on('error', (error) => done(() => fail(error)));
    stream.on('error', (error) => done(() => fail(error)));
    const call = (secure ? httpsRequest : httpRequest)(url, options, (response) => {
      response.resume();
      done(() => resolve(response.statusCode ?? 0));
      response.on('end', () => socket.destroy());
    });
    call.on('error', (error) => done(() => fail(error)));
    call.end(body);
  });
}

import { constants, createSecureServer, type Http2SecureServer, type ServerHttp2Stream } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { fromUnknown } from '@consilium/core';
import { siteService } from '@consilium/proto';
import { CONSORTIUM, createCertificates, type TestCertificates } from '@consilium/testing';
import { AsyncQueue, openGrpcChannel } from '@consilium/transport';
import { coordinatorIdentityCheck } from '@consilium/trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** What a server with the coordinator's certificate does with a call, instead of an answer. */
type Hostile = (stream: ServerHttp2Stream) => void;

/** A gRPC message, with a length and a mark for compression of its own. */
function framed(bytes: Uint8Array, compressed = 0, length = bytes.length): Buffer {
  const head = Buffer.alloc(5);
  head[0] = compressed;
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, bytes]);
}

const GRPC = { ':status': 200, 'content-type': 'application/grpc' };
const BOMB_BYTES = 200 * 1024 * 1024;
const sending =
  (content: Uint8Array, headers: Readonly<Record<string, string>> = {}): Hostile =>
  (stream) => {
    stream.respond({ ...GRPC, ...headers });
    stream.write(content);
  };
const ending =
  (headers: Readonly<Record<string, string | number>>): Hostile =>
  (stream) =>
    stream.respond({ ...GRPC, ...headers }, { endStream: true });

const HOSTILE: Readonly<Record<string, Hostile>> = {
  'a reset stream': (stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
  'a goodbye': (stream) => {
    stream.session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    stream.session?.close();
  },
  'a connection that breaks': (stream) => stream.session?.destroy(),
  'a page with an error': ending({ ':status': 500, 'content-type': 'text/html' }),
  'an end without a status': (stream) => {
    stream.respond(GRPC);
    stream.end();
  },
  'a status that is no number': ending({ 'grpc-status': 'abc', 'grpc-message': '%zz%ff%' }),
  'a status that does not exist': ending({ 'grpc-status': '99', 'grpc-message': 'x'.repeat(5000) }),
  'metadata that are no base64': ending({ 'grpc-status': '3', 'x-bin': '%%%' }),
  'bytes that are no frame': sending(Buffer.alloc(1000, 0xff)),
  'a length of 4 GiB': sending(framed(Buffer.alloc(10), 0, 0xffffffff)),
  'compression that was not announced': sending(framed(Buffer.from('hello'), 1)),
  'compression that nobody knows': sending(framed(Buffer.from('hello'), 1), { 'grpc-encoding': 'zzz' }),
  'what is not compressed': sending(framed(Buffer.from('hello'), 1), { 'grpc-encoding': 'gzip' }),
  'a bomb': sending(framed(gzipSync(Buffer.alloc(BOMB_BYTES)), 1), { 'grpc-encoding': 'gzip' }),
  'text that is not UTF-8': sending(framed(Buffer.from([0x0a, 6, 0x12, 4, 0xff, 0xfe, 0xfd, 0xc0]))),
  'groups within groups': sending(framed(Buffer.alloc(1_000_000, 0x0b))),
  'a text longer than its message': sending(framed(Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f, 1]))),
};

let certificates: TestCertificates;
let server: Http2SecureServer;
let hostile: Hostile;
const uncaught: unknown[] = [];
const note = (error: unknown): void => void uncaught.push(error);

beforeAll(async () => {
  certificates = await createCertificates();
  const { certificatePem, privateKeyPem, authorityPem } = certificates.member('coordinator', 'coordinator');
  server = createSecureServer({ cert: certificatePem, key: privateKeyPem, ca: authorityPem, requestCert: true });
  server.on('stream', (stream) => {
    stream.on('error', () => {});
    hostile(stream);
  });
  await new Promise<void>((resolve) => void server.listen(0, resolve));
  process.on('uncaughtException', note);
  process.on('unhandledRejection', note);
});
afterAll(() => {
  process.off('uncaughtException', note);
  process.off('unhandledRejection', note);
  server.close();
});

describe('whatever a coordinator sends instead of an answer, a call ends with an error about the other side', () => {
  it.each(Object.keys(HOSTILE))('%s', async (name) => {
    hostile = HOSTILE[name] as Hostile;
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const channel = openGrpcChannel({
      identity: certificates.member('site', 'north'),
      address: `127.0.0.1:${port}`,
      checkServer: coordinatorIdentityCheck(CONSORTIUM),
    });
    const before = process.memoryUsage().rss;
    try {
      const { session, getUploadStatus } = channel.client(siteService);
      const said = new AsyncQueue<{ hello: object }>();
      said.push({ hello: {} });
      const greeted = async (): Promise<unknown> => {
        for await (const message of session(said)) return message;
        return undefined;
      };
      const calls = [greeted(), getUploadStatus({}, { timeoutMs: 3000 })];
      for (const outcome of await Promise.allSettled(calls)) {
        expect(outcome.status).toBe('rejected');
        const { code } = fromUnknown(outcome.status === 'rejected' ? outcome.reason : undefined);
        expect(['UNREACHABLE', 'MESSAGE_INVALID']).toContain(code);
      }
    } finally {
      channel.close();
    }
    expect(uncaught).toEqual([]);
    expect(process.memoryUsage().rss - before).toBeLessThan(BOMB_BYTES);
  });
});

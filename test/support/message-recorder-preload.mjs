// Preloaded into a program beside disk-recorder.cpp: writes every gRPC message down, in the same log, before it can leave, and the first
// message of every call that comes in. One record is a line of JSON, then `n` bytes of the message.
import fs from 'node:fs';
import http2 from 'node:http2';
import { join } from 'node:path';
import process from 'node:process';
import { isMainThread } from 'node:worker_threads';

/** Bytes kept of a message; what says anything is far shorter, only pieces of models and updates are longer. */
const KEPT = 64 * 1024;
/** gRPC's frame: a flag, then the length of the message. */
const FRAME = 5;

const log = fs.openSync(join(process.env['CONSILIUM_RECORD_INTO'] ?? '', `${process.pid}.log`), 'a', 0o600);
let streams = 0;

/**
 * @param {object} what
 * @param {Uint8Array} [content]
 */
function record(what, content = Buffer.alloc(0)) {
  const kept = content.subarray(0, KEPT);
  const line = Buffer.from(`${JSON.stringify({ ...what, time: Number(process.hrtime.bigint()), n: kept.length })}\n`);
  // One system call a record: threads of the other recorder cannot write into it.
  const written = fs.writevSync(log, [line, kept]);
  if (written !== line.length + kept.length) throw new Error('the record of messages is cut short');
}

/**
 * @param {http2.Http2Stream} stream
 * @param {string | undefined} method
 */
function watch(stream, method) {
  const call = ++streams;
  const { write, emit } = stream;
  /** @param {any[]} args */
  stream.write = function (...args) {
    const message = Buffer.from(args[0]).subarray(FRAME);
    record({ op: 'send', call, method, bytes: message.length }, message);
    return Reflect.apply(write, this, args);
  };
  /** @type {Buffer | undefined} */
  let first = Buffer.alloc(0);
  /** @param {any[]} args */
  stream.emit = function (...args) {
    if (args[0] === 'data' && first !== undefined) {
      first = Buffer.concat([first, args[1]]);
      const end = first.length < FRAME ? Number.POSITIVE_INFINITY : FRAME + first.readUInt32BE(1);
      if (first.length >= end) {
        record({ op: 'receive', call, method, bytes: end - FRAME }, first.subarray(FRAME, end));
        first = undefined;
      }
    }
    return Reflect.apply(emit, this, args);
  };
}

const { connect, createServer, createSecureServer } = http2;
/** @param {any[]} args */
http2.connect = (...args) => {
  const session = Reflect.apply(connect, http2, args);
  const { request } = session;
  /** @param {any[]} rest */
  session.request = function (...rest) {
    const stream = Reflect.apply(request, this, rest);
    watch(stream, rest[0]?.[':path']);
    return stream;
  };
  return session;
};
/** @param {http2.Http2Server | http2.Http2SecureServer} server */
const watchServer = (server) => server.on('stream', (stream, headers) => watch(stream, headers[':path']));
http2.createServer = (/** @type {any[]} */ ...args) => watchServer(Reflect.apply(createServer, http2, args));
http2.createSecureServer = (/** @type {any[]} */ ...args) => watchServer(Reflect.apply(createSecureServer, http2, args));

// A thread ends without its program: it says no last word.
if (isMainThread) {
  record({ op: 'start', args: process.argv.slice(2) });
  process.once('exit', (code) => record({ op: 'exit', code }));
}

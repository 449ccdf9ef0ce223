import { X509Certificate } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';
import { type consilium, healthService, siteService } from '@consilium/proto';
import { AsyncQueue, bind, type CallContext, CHUNK_BYTES, type Client, type Handlers, type Peer } from '@consilium/transport';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createCertificates, derOf, type TestCertificates } from '@consilium/testing';
import { stillHeld } from '../support/collect.ts';
import { type Served, TRANSPORTS } from '../support/transports.ts';

type Message = consilium.v1.SiteMessage & consilium.v1.SiteMessage.$Shape;

let consortium: TestCertificates;
beforeAll(async () => {
  consortium = await createCertificates();
});

/** Handlers that do nothing but what a test replaces. */
function handlers(own: Partial<Handlers<typeof siteService, Peer>>): Handlers<typeof siteService, Peer> {
  return {
    listPlans: () => ({}),
    greet: () => ({ welcome: {} }),
    getUploadStatus: ({ updateHash }) => ({ received: updateHash.length, counted: true }),
    async *getBlob() {},
    putUpdate: () => Promise.resolve({ received: 0, counted: false }),
    async *session() {},
    ...own,
  };
}

async function* from<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

/** The same items, each counted as it is asked for. */
async function* tap<T>(items: AsyncIterable<T>, count: () => void): AsyncGenerator<T> {
  for await (const item of items) {
    count();
    yield item;
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** A promise and the function that resolves it. */
function signalled(): { readonly done: Promise<void>; readonly tell: () => void } {
  let tell = (): void => {};
  const done = new Promise<void>((resolve) => (tell = resolve));
  return { done, tell };
}

async function failure(call: Promise<unknown>): Promise<ConsiliumError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ConsiliumError) return error;
    throw error;
  }
  throw new Error('the call succeeded');
}

function chunk(i: number): Uint8Array {
  return new Uint8Array(CHUNK_BYTES).fill(i);
}

const key = { run: 'run-1', round: 1, attempt: 1 };

describe.each(TRANSPORTS)('transport %s', (name, serve) => {
  let served: Served;
  const start = async (own: Partial<Handlers<typeof siteService, Peer>>): Promise<Client<typeof siteService>> => {
    served = await serve(consortium, [bind(siteService, (peer) => peer, handlers(own))]);
    return served.client(siteService, consortium.member('site', 'north'));
  };
  afterEach(async () => await served.close());

  it('unary: one message each way, and the handler sees the certificate', async () => {
    let seen: CallContext<Peer> | undefined;
    const client = await start({
      listPlans: () => ({}),
      getUploadStatus: (request, context) => {
        seen = context;
        return { received: request.key?.round ?? 0, counted: request.updateHash === 'abc' };
      },
    });
    const status = await client.getUploadStatus({ key: { ...key, round: 7 }, updateHash: 'abc' });
    expect({ received: status.received, counted: status.counted }).toEqual({ received: 7, counted: true });
    expect(Buffer.from(seen?.identity.certificate ?? []).equals(derOf(consortium.member('site', 'north')))).toBe(false);
    expect(new X509Certificate(seen?.identity.certificate ?? Buffer.alloc(0)).subjectAltName).toBe(
      'URI:consilium://test-consortium/site/north',
    );
    expect(seen?.identity.address).toMatch(name === 'memory' ? /^memory$/ : /^127\.0\.0\.1:\d+$/);
  });

  it('server stream: all messages in order, then the end', async () => {
    const client = await start({
      async *getBlob({ offset }) {
        for (let i = 0; i < 5; i++) yield { offset: offset + i, data: Uint8Array.of(i) };
      },
    });
    const chunks = await all(client.getBlob({ hash: 'x', offset: 2 ** 40 }));
    expect(chunks.map(({ offset, data }) => [offset - 2 ** 40, ...data])).toEqual([0, 1, 2, 3, 4].map((i) => [i, i]));
  });

  it('client stream: the handler gets all messages and answers once', async () => {
    const client = await start({
      async putUpdate(requests) {
        const parts = await all(requests);
        return {
          received: parts.reduce((sum, part) => sum + (part.chunk?.data?.length ?? 0), 0),
          counted: parts[0]?.header != null,
        };
      },
    });
    const parts = [
      { header: { updateHash: 'h' } },
      { chunk: { offset: 0, data: chunk(1) } },
      { chunk: { offset: 1, data: chunk(2) } },
    ];
    const status = await client.putUpdate(from(parts));
    expect({ received: status.received, counted: status.counted }).toEqual({ received: 2 * CHUNK_BYTES, counted: true });
  });

  it('client stream: a handler may answer before it has read everything', async () => {
    let pulled = 0;
    const client = await start({
      async putUpdate(requests) {
        await requests[Symbol.asyncIterator]().next();
        return { received: 1, counted: false };
      },
    });
    const endless = async function* (): AsyncGenerator<consilium.v1.PutUpdateRequest.$Properties> {
      for (;;) {
        pulled++;
        yield { chunk: { offset: 0, data: chunk(0) } };
      }
    };
    expect((await client.putUpdate(endless())).received).toBe(1);
    const before = pulled;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(pulled).toBe(before);
  });

  it('bidi: both sides speak when they like', async () => {
    const client = await start({
      async *session(messages) {
        yield { welcome: { coordinatorVersion: 'first' } };
        for await (const message of messages) yield { receipt: { key, updateHash: message.taskFailed?.problem?.message ?? '' } };
      },
    });
    const outgoing = new AsyncQueue<consilium.v1.SiteMessage.$Properties>();
    const answers = client.session(outgoing)[Symbol.asyncIterator]();
    expect((await answers.next()).value).toMatchObject({ welcome: { coordinatorVersion: 'first' } });
    for (const text of ['a', 'b']) {
      outgoing.push({ taskFailed: { key, problem: { code: 'X', message: text } } });
      expect((await answers.next()).value).toMatchObject({ receipt: { updateHash: text } });
    }
    outgoing.end();
    expect((await answers.next()).done).toBe(true);
  });

  it('messages share no memory: what one side changes later, the other does not see', async () => {
    const data = Uint8Array.of(1, 2, 3);
    let received: Uint8Array | undefined;
    const client = await start({
      async putUpdate(requests) {
        for await (const part of requests) received = part.chunk?.data ?? undefined;
        return { received: 0, counted: false };
      },
    });
    await client.putUpdate(from([{ chunk: { offset: 0, data } }]));
    data.fill(9);
    expect([...(received ?? [])]).toEqual([1, 2, 3]);
  });

  const secret = new ConsiliumError({
    code: 'UPDATE_STALE',
    message: 'too late',
    details: { path: '/secret' },
    cause: new Error('secret cause'),
  });
  const throwing: Partial<Handlers<typeof siteService, Peer>> = {
    listPlans: () => ({}),
    getUploadStatus: () => Promise.reject(secret),
    async *getBlob() {
      yield { offset: 0, data: Uint8Array.of(1) };
      throw secret;
    },
    async putUpdate(requests) {
      for await (const _ of requests) throw secret;
      throw secret;
    },
    async *session(messages) {
      for await (const _ of messages) throw secret;
    },
  };
  const calls: readonly (readonly [string, (client: Client<typeof siteService>) => Promise<unknown>])[] = [
    ['unary', (client) => client.getUploadStatus({})],
    ['server stream', (client) => all(client.getBlob({}))],
    ['client stream', (client) => client.putUpdate(from([{ header: {} }]))],
    ['bidi', (client) => all(client.session(from([{ hello: {} }])))],
  ];

  it.each(calls)(
    '%s: the check gets the access that the method declares; whom it refuses reaches no handler',
    async (_kind, call) => {
      let reached = 0;
      let read = 0;
      const asked: unknown[] = [];
      const reach: Handlers<typeof siteService, never> = {
        listPlans: () => ({}),
        getUploadStatus: () => ({ received: reached++, counted: false }),
        async *getBlob() {
          reached++;
        },
        greet: () => ({ welcome: { timeMs: reached++ } }),
        putUpdate: () => Promise.resolve({ received: reached++, counted: false }),
        async *session() {
          reached++;
        },
      };
      const refuse = (peer: Peer, access: unknown): never => {
        asked.push(new X509Certificate(peer.certificate).subjectAltName, access);
        throw new ConsiliumError({ code: 'ROLE_MISSING', message: 'not for you' });
      };
      served = await serve(consortium, [bind(siteService, refuse, reach)]);
      const client = served.client(siteService, consortium.member('site', 'north'));
      const counted: Client<typeof siteService> = {
        ...client,
        putUpdate: (requests) => client.putUpdate(tap(requests, () => read++)),
        session: (messages) => client.session(tap(messages, () => read++)),
      };
      expect(await failure(call(counted))).toMatchObject({ code: 'ROLE_MISSING', message: 'not for you' });
      expect(asked).toEqual(['URI:consilium://test-consortium/site/north', { kind: 'site' }]);
      expect(reached).toBe(0);
      // Over a socket the client sends before it is refused; without one it shows that nobody asked for a message.
      if (name === 'memory') expect(read).toBe(0);
      expect(served.defects).toEqual([]);
    },
  );

  it.each(calls)('%s: an error crosses with code and message and with nothing else', async (_kind, call) => {
    const error = await failure(call(await start(throwing)));
    expect(error).toMatchObject({ code: 'UPDATE_STALE', message: 'too late', details: {} });
    expect(error.cause).toBeUndefined();
    expect(error.stack ?? '').not.toContain('secret');
    expect(served.defects).toEqual([]);
  });

  it.each([
    ['a defect', new TypeError('password is hunter2')],
    ['an internal error of ours', new ConsiliumError({ code: 'INTERNAL', message: 'password is hunter2' })],
    ['an error of the file system', Object.assign(new Error('ENOENT: /srv/hunter2'), { code: 'ENOENT' })],
  ])('%s crosses as INTERNAL without a word of its own', async (_what, thrown) => {
    const client = await start({ getUploadStatus: () => Promise.reject(thrown) });
    const error = await failure(client.getUploadStatus({}));
    expect(error).toMatchObject({ code: 'INTERNAL', message: 'internal error' });
    expect(error.cause).toBeUndefined();
    if (name === 'grpc') expect(served.defects).toEqual([thrown]);
  });

  it('a full disk is reported as such, without its path', async () => {
    const client = await start({ getUploadStatus: () => Promise.reject(Object.assign(new Error('/srv/x'), { code: 'ENOSPC' })) });
    expect(await failure(client.getUploadStatus({}))).toMatchObject({
      code: 'DISK_FULL',
      message: 'the disk is full',
      retryable: true,
    });
  });

  it('a call that nobody serves is reported as such', async () => {
    served = await serve(consortium, [bind(siteService, (peer) => peer, handlers({}))]);
    const client = served.client(healthService, consortium.member('site', 'north'));
    expect(await failure(client.check({}))).toMatchObject({ code: 'NOT_IMPLEMENTED' });
    expect(await failure(all(client.watch({})))).toMatchObject({ code: 'NOT_IMPLEMENTED' });
  });

  it('a message over the limit of 4 MiB is refused on the way out and on the way back', async () => {
    const big = new Uint8Array(4 * 1024 * 1024 + 1);
    const client = await start({
      async *getBlob() {
        yield { offset: 0, data: big };
      },
      async putUpdate(requests) {
        await all(requests);
        return { received: 0, counted: false };
      },
    });
    expect(await failure(client.putUpdate(from([{ chunk: { offset: 0, data: big } }])))).toMatchObject({
      code: 'MESSAGE_INVALID',
    });
    expect(await failure(all(client.getBlob({})))).toMatchObject({ code: 'MESSAGE_INVALID' });
  });

  it.each(['unary', 'client stream'])('%s: the signal ends the call on both sides', async (kind) => {
    const begun = signalled();
    const ended = signalled();
    const wait = async (context: CallContext<Peer>): Promise<{ received: number; counted: boolean }> => {
      context.signal.addEventListener('abort', ended.tell);
      begun.tell();
      await ended.done;
      return { received: 0, counted: false };
    };
    const client = await start({
      listPlans: () => ({}),
      getUploadStatus: async (_request, context) => await wait(context),
      putUpdate: async (_requests, context) => await wait(context),
    });
    const abort = new AbortController();
    const options = { signal: abort.signal };
    const call = kind === 'unary' ? client.getUploadStatus({}, options) : client.putUpdate(new AsyncQueue(), options);
    const failed = failure(call);
    await begun.done;
    abort.abort();
    expect(await failed).toMatchObject({ code: 'UNREACHABLE', message: 'the call was cancelled' });
    await ended.done;
    expect(served.defects).toEqual([]);
  });

  it('streams: the signal ends the call on both sides, and the messages still to come', async () => {
    const closed = signalled();
    const unread = signalled();
    const client = await start({
      async *session(messages, { signal }) {
        const reading = all(messages).then(
          () => unread.tell(),
          (error: unknown) => {
            expect(error).toMatchObject({ code: 'UNREACHABLE', message: 'the caller hung up' });
            unread.tell();
          },
        );
        signal.addEventListener('abort', closed.tell);
        yield { welcome: {} };
        await closed.done;
        await reading;
      },
    });
    const abort = new AbortController();
    const answers = client.session(new AsyncQueue(), { signal: abort.signal })[Symbol.asyncIterator]();
    expect((await answers.next()).value).toMatchObject({ welcome: {} });
    const last = failure(answers.next());
    abort.abort();
    expect(await last).toMatchObject({ code: 'UNREACHABLE', message: 'the call was cancelled' });
    await closed.done;
    await unread.done;
    expect(served.defects).toEqual([]);
  });

  it('a signal that has aborted before the call lets nothing start', async () => {
    let started = 0;
    const client = await start({
      listPlans: () => ({}),
      getUploadStatus: () => {
        started++;
        return { received: 0, counted: false };
      },
      async *getBlob() {
        started++;
      },
    });
    const options = { signal: AbortSignal.abort() };
    expect(await failure(client.getUploadStatus({}, options))).toMatchObject({ code: 'UNREACHABLE' });
    expect(await failure(all(client.getBlob({}, options)))).toMatchObject({ code: 'UNREACHABLE' });
    expect(started).toBe(0);
  });

  it('a caller that stops reading ends the handler', async () => {
    const ended = signalled();
    const client = await start({
      async *getBlob() {
        try {
          for (let offset = 0; ; offset++) yield { offset, data: Uint8Array.of(1) };
        } finally {
          ended.tell();
        }
      },
    });
    for await (const { offset } of client.getBlob({})) if (offset >= 3) break;
    await ended.done;
  });

  it('a call that takes too long fails, and the handler is notified', async () => {
    const ended = signalled();
    const client = await start({
      async *getBlob(_request, { signal }) {
        signal.addEventListener('abort', ended.tell);
        await ended.done;
      },
      listPlans: () => ({}),
      getUploadStatus: async (_request, { signal }) =>
        await new Promise((resolve) => signal.addEventListener('abort', () => resolve({ received: 0, counted: false }))),
    });
    expect(await failure(client.getUploadStatus({}, { timeoutMs: 40 }))).toMatchObject({
      code: 'UNREACHABLE',
      message: 'the call did not end in time',
    });
    // Long enough for a busy machine to reach the handler first: a call that ends before has nobody to tell.
    expect(await failure(all(client.getBlob({}, { timeoutMs: 2000 })))).toMatchObject({ code: 'UNREACHABLE' });
    await ended.done;
  });

  it('a stream whose other side stops in the middle fails, and so does a call that nobody answers', async () => {
    const ended = signalled();
    const never = (signal: AbortSignal): Promise<never> =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('over'))));
    const client = await start({
      async *getBlob(_request, { signal }) {
        signal.addEventListener('abort', ended.tell);
        yield { offset: 0, data: Uint8Array.of(1) };
        await never(signal);
      },
      putUpdate: async (_requests, { signal }) => await never(signal),
    });
    const stalled = { code: 'UNREACHABLE', message: 'the other side has said nothing for too long' };
    const seen: unknown[] = [];
    const reading = async (): Promise<void> => {
      for await (const { offset } of client.getBlob({}, { idleMs: 1000 })) seen.push(offset);
    };
    expect(await failure(reading())).toMatchObject(stalled);
    expect(seen).toEqual([0]);
    await ended.done;
    async function* oneMessage(): AsyncGenerator<consilium.v1.PutUpdateRequest.$Properties> {
      yield { chunk: { offset: 0, data: Uint8Array.of(1) } };
    }
    expect(await failure(client.putUpdate(oneMessage(), { idleMs: 1000 }))).toMatchObject(stalled);
  });

  it('a session may be quiet, and a slow reader is no stalled sender', async () => {
    const client = await start({
      async *session(messages) {
        for await (const { hello } of messages) if (hello) yield { welcome: {} };
      },
      async *getBlob() {
        for (let offset = 0; offset < 3; offset++) yield { offset, data: Uint8Array.of(1) };
      },
    });
    const outgoing = new AsyncQueue<consilium.v1.SiteMessage.$Properties>();
    const answers = client.session(outgoing)[Symbol.asyncIterator]();
    setTimeout(() => outgoing.push({ hello: {} }), 300);
    expect((await answers.next()).value).toMatchObject({ welcome: {} });
    outgoing.end();
    const read: unknown[] = [];
    for await (const { offset } of client.getBlob({}, { idleMs: 2000 })) {
      read.push(offset);
      await new Promise((resolve) => setTimeout(resolve, 700));
    }
    expect(read).toEqual([0, 1, 2]);
  });

  it.each(['client stream', 'bidi'])(
    '%s: when the source fails, its owner sees its error and the handler no more messages',
    async (kind) => {
      const seen: unknown[] = [];
      const begun = signalled();
      const told = signalled();
      const read = async (messages: AsyncIterable<unknown>): Promise<void> => {
        try {
          for await (const message of messages) {
            seen.push(message);
            begun.tell();
          }
          seen.push('end');
        } catch (error) {
          seen.push(error);
        }
        told.tell();
      };
      const client = await start({
        async putUpdate(requests) {
          await read(requests);
          return { received: 0, counted: true };
        },
        async *session(messages) {
          await read(messages);
        },
      });
      const failing = async function* <T>(first: T): AsyncGenerator<T> {
        yield first;
        await begun.done;
        throw new ConsiliumError({ code: 'SEAL_BROKEN', message: 'the stored update was changed' });
      };
      const call = kind === 'bidi' ? all(client.session(failing({ hello: {} }))) : client.putUpdate(failing({ header: {} }));
      expect(await failure(call)).toMatchObject({ code: 'SEAL_BROKEN', message: 'the stored update was changed' });
      await told.done;
      expect(seen).toHaveLength(2);
      if (seen[1] !== 'end') expect(seen[1]).toMatchObject({ code: 'UNREACHABLE', message: 'the caller hung up' });
      expect(served.defects).toEqual([]);
    },
  );

  it('64 MiB arrive intact, each way', async () => {
    const count = 64;
    const sums: number[] = [];
    const client = await start({
      async *getBlob() {
        for (let i = 0; i < count; i++) yield { offset: i * CHUNK_BYTES, data: chunk(i) };
      },
      async putUpdate(requests) {
        let received = 0;
        for await (const { chunk: part } of requests) {
          expect(part?.offset).toBe(received);
          received += part?.data?.length ?? 0;
          sums.push(part?.data?.[0] ?? -1, part?.data?.at(-1) ?? -1);
        }
        return { received, counted: true };
      },
    });
    let received = 0;
    for await (const { offset, data } of client.getBlob({})) {
      expect(offset).toBe(received);
      expect(Buffer.from(data).equals(chunk(received / CHUNK_BYTES))).toBe(true);
      received += data.length;
    }
    expect(received).toBe(count * CHUNK_BYTES);
    const parts = Array.from({ length: count }, (_, i) => i);
    const upload = async function* (): AsyncGenerator<consilium.v1.PutUpdateRequest.$Properties> {
      for (const i of parts) yield { chunk: { offset: i * CHUNK_BYTES, data: chunk(i) } };
    };
    expect((await client.putUpdate(upload())).received).toBe(count * CHUNK_BYTES);
    expect(sums).toEqual(parts.flatMap((i) => [i, i]));
  });

  // The HTTP/2 windows hold 8 MiB a side, and each stream buffers a few messages beside them.
  const BOUND = 40;

  it('a slow reader slows the writer down', async () => {
    let made = 0;
    const client = await start({
      async *getBlob() {
        for (;;) yield { offset: made++, data: chunk(0) };
      },
    });
    const answers = client.getBlob({})[Symbol.asyncIterator]();
    for (let i = 0; i < 3; i++) await answers.next();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(made).toBeLessThan(BOUND);
    await answers.return?.();
  });

  it('a slow handler slows the sender down, and nothing holds on to what was sent', async () => {
    const sent: WeakRef<object>[] = [];
    let held = Number.NaN;
    let ahead = 0;
    const count = 150;
    const client = await start({
      async putUpdate(requests) {
        let received = 0;
        for await (const _ of requests) {
          if (received === 2) await new Promise((resolve) => setTimeout(resolve, 100));
          ahead = Math.max(ahead, sent.length - received);
          received++;
          if (received === count - 2) held = await stillHeld(sent);
        }
        return { received, counted: true };
      },
    });
    const source = async function* (): AsyncGenerator<consilium.v1.PutUpdateRequest.$Properties> {
      for (let i = 0; i < count; i++) {
        const data = chunk(i);
        sent.push(new WeakRef(data));
        yield { chunk: { offset: i, data } };
      }
    };
    await client.putUpdate(source());
    expect(ahead).toBeLessThan(BOUND);
    expect(held).toBeLessThan(BOUND);
  });

  it('nothing holds on to what was received', async () => {
    const received: WeakRef<object>[] = [];
    const client = await start({
      async *getBlob() {
        for (let i = 0; i < 100; i++) yield { offset: i, data: chunk(i) };
        await new Promise<void>(() => {});
      },
    });
    const answers = client.getBlob({})[Symbol.asyncIterator]();
    for (let i = 0; i < 100; i++) {
      const next = await answers.next();
      if (next.done !== true) received.push(new WeakRef(next.value.data));
    }
    expect(await stillHeld(received)).toBeLessThan(BOUND);
    await answers.return?.();
  });

  it('a stream that is never read disturbs nobody, even when it would have failed', async () => {
    const client = await start(throwing);
    const unread = client.getBlob({});
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await failure(all(unread))).toMatchObject({ code: 'UPDATE_STALE' });
  });

  it('an unknown field of a newer version changes nothing', async () => {
    let first: Message | undefined;
    const client = await start({
      async *session(messages) {
        for await (const message of messages) {
          first ??= message as Message;
          yield { welcome: { coordinatorVersion: '1' } };
        }
      },
    });
    const answers = await all(
      client.session(from([{ hello: { agentVersion: '2', future: 'x' } as consilium.v1.Hello.$Properties }])),
    );
    expect(answers).toHaveLength(1);
    expect(first).toMatchObject({ hello: { agentVersion: '2' } });
  });
});

afterAll(() => {
  // What a channel or server leaves open would keep the process of an agent or coordinator alive after its work.
  const open = process.getActiveResourcesInfo().filter((kind) => /^(TCP|TLS|HTTP2)/.test(kind));
  expect(open).toEqual([]);
});

import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { STRANGER_PROTOCOL, STRANGERS } from './limits.ts';
import { openStrangerDoor, type StrangerLimits } from './stranger-door.ts';

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

/** A greeting in one TLS record, with or without the word for strangers. */
function greeting(asks: boolean, protocol = STRANGER_PROTOCOL): Buffer {
  const body = Buffer.concat([Buffer.alloc(300, 7), Buffer.from([protocol.length]), Buffer.from(asks ? protocol : '')]);
  const header = Buffer.from([22, 3, 1, 0, 0]);
  header.writeUInt16BE(body.length, 3);
  return Buffer.concat([header, body]);
}

/** A server that answers what it has read, after its name. */
async function house(limits: Partial<StrangerLimits> = {}): Promise<number> {
  const answer = (name: string) => (socket: Socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => socket.write(Buffer.concat([Buffer.from(name), bytes])));
  };
  const server: Server = createServer(answer('members '));
  openStrangerDoor(server, answer('strangers '), { ...STRANGERS, ...limits });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ended.push(() => server.close());
  return (server.address() as { port: number }).port;
}

/** Says something piece by piece and waits for the answer, or for the end. */
async function answered(port: number, ...pieces: readonly Buffer[]): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  ended.push(() => socket.destroy());
  socket.on('error', () => {});
  const heard: Buffer[] = [];
  const said = pieces.reduce((sum, { length }) => sum + length, 0);
  const done = new Promise<string>((resolve) => {
    socket.on('close', () => resolve('closed'));
    socket.on('data', (bytes) => {
      heard.push(bytes);
      const all = Buffer.concat(heard);
      const name = all.subarray(0, all.indexOf(' ')).toString();
      if (all.length >= said + name.length + 1)
        resolve(`${name}${all.subarray(name.length + 1).equals(Buffer.concat(pieces)) ? '' : ', changed'}`);
    });
  });
  await once(socket, 'connect');
  for (const piece of pieces) await new Promise<void>((resolve) => socket.write(piece, () => setImmediate(resolve)));
  return await done;
}

it('leads those who ask for it to the strangers, all others to the members, with every byte that was read', async () => {
  const port = await house();
  expect(await answered(port, greeting(true))).toBe('strangers');
  expect(await answered(port, greeting(false))).toBe('members');
  // What is no greeting of TLS is for the members' server to refuse.
  for (const other of ['PRI * HTTP/2.0\r\n\r\n', `GET / HTTP/1.1 ${STRANGER_PROTOCOL}`, '\u0000'])
    expect(await answered(port, Buffer.from(other))).toBe('members');
});

it.each([true, false])('reads a greeting that comes byte by byte to its end (strangers: %s)', async (asks) => {
  const port = await house();
  const bytes = greeting(asks);
  const first = [...bytes.subarray(0, 7)].map((byte) => Buffer.from([byte]));
  const pieces = [...first, bytes.subarray(7, bytes.length - 1), bytes.subarray(bytes.length - 1)];
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  ended.push(() => socket.destroy());
  await once(socket, 'connect');
  for (const piece of pieces) await new Promise<void>((resolve) => socket.write(piece, () => setTimeout(resolve, 2)));
  const [heard] = (await once(socket, 'data')) as [Buffer];
  expect(heard.toString('latin1')).toMatch(asks ? /^strangers / : /^members /);
  expect(heard.subarray(heard.indexOf(' ') + 1)).toEqual(bytes);
});

it('closes a connection that does not greet in time, and one that hangs up is gone', async () => {
  const port = await house({ greetingMs: 30 });
  expect(await answered(port)).toBe('closed');
  expect(await answered(port, greeting(true).subarray(0, 100))).toBe('closed');
});

it('bounds how many strangers there are at once and in a time, and how long one stays; members do not feel it', async () => {
  const few = await house({ atOnce: 2 });
  expect(await Promise.all([answered(few, greeting(true)), answered(few, greeting(true))])).toEqual(['strangers', 'strangers']);
  expect(await answered(few, greeting(true))).toBe('closed');
  expect(await answered(few, greeting(false))).toBe('members');
  for (const end of ended.splice(1)) end();
  await expect.poll(async () => await answered(few, greeting(true))).toBe('strangers');

  const slow = await house({ most: 1, perMs: 60_000 });
  expect(await answered(slow, greeting(true))).toBe('strangers');
  expect(await answered(slow, greeting(true))).toBe('closed');
  expect(await answered(slow, greeting(false))).toBe('members');

  const brief = await house({ longestMs: 50 });
  const socket = connect({ host: '127.0.0.1', port: brief });
  socket.write(greeting(true));
  socket.resume();
  await once(socket, 'close');
});
